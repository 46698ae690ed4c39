import { describe, expect, it } from 'vitest';
import { seededRandom } from '../server/workbench.test.support.ts';
import { ProtobufError } from './protobuf-error.ts';
import { fieldNumberOf, WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

type Value =
  | { readonly type: 'int64'; readonly value: number | bigint }
  | { readonly type: 'double'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'message'; readonly value: readonly Field[] };
type Field = Value & { readonly number: number };

const wireTypes = { int64: 0, double: 1, text: 2, message: 2 } as const;

/** Any message, down to a depth. */
function randomFields(random: () => number, depth: number): Field[] {
  const below = (limit: number): number => Math.floor(random() * limit);
  return Array.from({ length: below(6) }, (): Field => {
    const number = 1 + below(2 ** (1 + below(20)));
    switch (below(depth > 0 ? 4 : 3)) {
      case 0: {
        const bits = BigInt.asIntN(64, BigInt(below(2 ** 32)) << BigInt(below(33)));
        const value = random() < 0.3 ? -bits : bits;
        const isSafe = Number.isSafeInteger(Number(value));
        return { number, type: 'int64', value: isSafe ? Number(value) : value };
      }
      case 1:
        return { number, type: 'double', value: (random() - 0.5) * 10 ** below(300) };
      case 2:
        return { number, type: 'text', value: 'aß€😀'.repeat(below(60)) };
      default:
        return { number, type: 'message', value: randomFields(random, depth - 1) };
    }
  });
}

function write(writer: WireWriter, fields: readonly Field[]): void {
  for (const field of fields) {
    if (field.type === 'int64') writer.int64(field.number, field.value);
    else if (field.type === 'double') writer.double(field.number, field.value);
    else if (field.type === 'text') writer.text(field.number, field.value);
    else writer.message(field.number, (inner) => write(inner, field.value));
  }
}

function bytesOf(fields: readonly Field[]): Buffer {
  const writer = new WireWriter();
  write(writer, fields);
  return writer.bytes();
}

/** Reads fields of the types that were written: the wire does not tell a text from a message. */
function read(reader: WireReader, like: readonly Field[]): Field[] {
  const fields = like.map((field): Field => {
    const tag = reader.tag();
    expect(tag & 7).toBe(wireTypes[field.type]);
    const number = fieldNumberOf(tag, 'M');
    if (field.type === 'int64') return { number, type: 'int64', value: reader.int64() };
    if (field.type === 'double') return { number, type: 'double', value: reader.double() };
    if (field.type === 'text') return { number, type: 'text', value: reader.text() };
    return { number, type: 'message', value: read(reader.message(), field.value) };
  });
  expect(reader.isDone).toBe(true);
  return fields;
}

const of = (...bytes: number[]): WireReader => new WireReader(Buffer.from(bytes));

describe('WireReader', () => {
  it.each(Array.from({ length: 30 }, (_, seed) => seed))(
    'reads what the writer wrote, and passes over it (seed %i)',
    (seed) => {
      const fields = randomFields(seededRandom(seed), 4);
      const bytes = bytesOf(fields);
      expect(read(new WireReader(bytes), fields)).toEqual(fields);
      const reader = new WireReader(bytes);
      let count = 0;
      for (; !reader.isDone; count++) reader.skip(reader.tag() & 7);
      expect(count).toBe(fields.length);
    },
  );

  it('tells the end of what is cut at any byte', () => {
    const bytes = bytesOf([
      { number: 1, type: 'text', value: 'some text' },
      { number: 300, type: 'double', value: 1.5 },
      { number: 2, type: 'int64', value: -1 },
    ]);
    const ends = new Set([0, 11, 21, bytes.length]);
    for (let length = 0; length <= bytes.length; length++) {
      const reader = new WireReader(bytes.subarray(0, length));
      const readAll = (): void => {
        while (!reader.isDone) reader.skip(reader.tag() & 7);
      };
      if (ends.has(length)) expect(readAll).not.toThrow();
      else expect(readAll, `${length}`).toThrow(new ProtobufError('unexpected EOF'));
    }
  });

  it('reads numbers of 64 bits, and cuts them where Go does', () => {
    const minusOne = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    expect(of(...minusOne).int64()).toBe(-1);
    expect(of(...minusOne).int32()).toBe(-1);
    const most = [...Array.from({ length: 8 }, () => 0xff), 0x7f];
    expect(of(...most).int64()).toBe(2n ** 63n - 1n);
    expect(of(0x80, 0x80, 0x80, 0x80, 0x08).int32()).toBe(-(2 ** 31));
    expect(() => of(...Array.from({ length: 10 }, () => 0xff), 0).int64()).toThrow(
      'proto: integer overflow',
    );
    expect(of(2).bool()).toBe(true);
  });

  it('refuses tags that no field has, in the words of Go', () => {
    expect(() => fieldNumberOf(of(0x0c).tag(), 'Pod')).toThrow(
      'proto: Pod: wiretype end group for non-group',
    );
    expect(() => fieldNumberOf(of(0x02).tag(), 'Pod')).toThrow(
      'proto: Pod: illegal tag 0 (wire type 2)',
    );
    expect(() => of(0).skip(6)).toThrow('proto: illegal wireType 6');
  });

  it('passes over groups in groups, however deep', () => {
    const depth = 1_000_000;
    const deep = Buffer.concat([Buffer.alloc(depth, 0x0b), Buffer.alloc(depth, 0x0c)]);
    const reader = new WireReader(deep);
    reader.skip(reader.tag() & 7);
    expect(reader.isDone).toBe(true);
    const open = new WireReader(deep.subarray(0, depth + 5));
    expect(() => open.skip(open.tag() & 7)).toThrow('unexpected EOF');
  });

  it('replaces what is no UTF-8, as Go does when it writes JSON', () => {
    expect(of(3, 0x61, 0xff, 0x62).text()).toBe('a\ufffdb');
  });
});
