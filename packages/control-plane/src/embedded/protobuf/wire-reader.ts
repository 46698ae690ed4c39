import { decodeUtf8 } from '../json/decode-utf8.ts';
import { ProtobufError } from './protobuf-error.ts';

/** Reads the values of protobuf's wire format, with the words of Go's generated decoders. */
export class WireReader {
  readonly #bytes: Buffer;
  #at: number;
  readonly #end: number;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  get isDone(): boolean {
    return this.#at >= this.#end;
  }

  /** A number of a field with the type of its value: `number << 3 | type`. */
  tag(): number {
    const value = this.int64();
    if (typeof value === 'number' && value >= 0) return value % 2 ** 35;
    return Number(BigInt.asUintN(35, BigInt(value)));
  }

  bool(): boolean {
    return this.int64() !== 0;
  }

  int32(): number {
    const value = this.int64();
    return typeof value === 'number' ? value | 0 : Number(BigInt.asIntN(32, value));
  }

  /** A bigint beyond what a double holds. */
  int64(): number | bigint {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 7; count++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
    let rest = 0n;
    for (let shift = 0n; shift < 21n; shift += 7n) {
      const byte = this.#byte();
      rest |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return safe(BigInt.asIntN(64, (rest << 49n) | BigInt(value)));
    }
    throw new ProtobufError('proto: integer overflow');
  }

  double(): number {
    const at = this.#advance(8);
    return this.#bytes.readDoubleLE(at);
  }

  text(): string {
    const length = this.#length();
    const at = this.#advance(length);
    const text = this.#bytes.toString('utf8', at, at + length);
    return text.includes('\ufffd') ? decodeUtf8(this.#bytes.subarray(at, at + length)) : text;
  }

  bytes(): Buffer {
    const length = this.#length();
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** A reader of the message, or of the packed numbers, that stand here. */
  message(): WireReader {
    const length = this.#length();
    const at = this.#advance(length);
    return new WireReader(this.#bytes, at, at + length);
  }

  /** Passes over a value of a field that is not known: a group with all that is in it. */
  skip(type: number): void {
    let depth = this.#skipOne(type);
    while (depth > 0) depth += this.#skipOne(this.tag() & 7);
  }

  /** Answers by how much deeper in groups the reader is afterwards. */
  #skipOne(type: number): number {
    switch (type) {
      case 0:
        this.int64();
        return 0;
      case 1:
        this.#advance(8);
        return 0;
      case 2:
        this.#advance(this.#length());
        return 0;
      case 3:
        return 1;
      case 4:
        return -1;
      case 5:
        this.#advance(4);
        return 0;
      default:
        throw new ProtobufError(`proto: illegal wireType ${type}`);
    }
  }

  #length(): number {
    const length = this.int64();
    if (length < 0) throw new ProtobufError('proto: negative length found during unmarshaling');
    return Number(length);
  }

  #byte(): number {
    if (this.#at >= this.#end) throw unexpectedEnd();
    return this.#bytes[this.#at++] as number;
  }

  #advance(length: number): number {
    const at = this.#at;
    if (at + length > this.#end) throw unexpectedEnd();
    this.#at = at + length;
    return at;
  }
}

/**
 * The field that a tag stands before.
 * @throws {ProtobufError} when no field of the message, by its name in Go, can have that tag
 */
export function fieldNumberOf(tag: number, message: string): number {
  if ((tag & 7) === 4) {
    throw new ProtobufError(`proto: ${message}: wiretype end group for non-group`);
  }
  const number = Math.trunc(tag / 8) | 0;
  if (number > 0) return number;
  throw new ProtobufError(`proto: ${message}: illegal tag ${number} (wire type ${tag})`);
}

function safe(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function unexpectedEnd(): ProtobufError {
  return new ProtobufError('unexpected EOF');
}
