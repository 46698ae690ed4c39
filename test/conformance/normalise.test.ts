import { describe, expect, it } from 'vitest';
import type { Json } from './exact-json.ts';
import type { Exchange } from './exchange.ts';
import { normalise } from './normalise.ts';

const now = Date.parse('2030-01-02T03:04:05Z');
const id = 'bcdfghjk';

function exchange(body: Json, rest: Partial<Exchange> = {}): Exchange {
  return { request: 'GET /x', status: 200, headers: {}, body, ...rest };
}

function bodies(exchanges: readonly Exchange[], unrecorded: readonly Json[] = []): unknown[] {
  const lines = normalise(exchanges, { id, now, unrecorded });
  return lines.map((line) => (JSON.parse(line) as { body: unknown }).body);
}

function bodyOf(body: Json): unknown {
  return bodies([exchange(body)])[0];
}

describe('normalise', () => {
  it('writes the request first, and sorts what is inside', () => {
    const headers = { 'retry-after': '1' };
    const lines = normalise([exchange({ b: 1, a: { d: 2n, c: 'x' } }, { headers })], {
      id,
      now,
      unrecorded: [],
    });
    expect(lines).toEqual([
      '{"request":"GET /x","status":200,"headers":{"retry-after":"1"},"body":{"a":{"c":"x","d":2},"b":1}}',
    ]);
  });

  it('sorts the conflicts of an apply by manager, and no other causes', () => {
    const conflict = (field: string, manager: string) => ({
      field,
      message: `conflict with "${manager}"`,
      reason: 'FieldManagerConflict',
    });
    const [a, b, c] = [conflict('.b', 'two'), conflict('.a', 'two'), conflict('.c', 'one')];
    expect(bodyOf({ causes: [a, b, c] })).toEqual({ causes: [c, a, b] });
    const others = [{ message: 'two' }, { message: 'one' }];
    expect(bodyOf({ causes: others })).toEqual({ causes: others });
  });

  it('numbers unique identifiers as they appear', () => {
    const one = '6b2c9f5e-59ab-4c2a-9a58-0123456789ab';
    const two = '7b2c9f5e-59ab-4c2a-9a58-0123456789ab';
    expect(bodyOf({ a: two, b: one, c: `uid ${two}` })).toEqual({
      a: '<uid-1>',
      b: '<uid-2>',
      c: 'uid <uid-1>',
    });
  });

  it('ranks the versions of objects, and says of the store only that it is not older', () => {
    const object = (resourceVersion: string): Json => ({ metadata: { resourceVersion } });
    expect(
      bodies([
        exchange(object('90')),
        exchange(object('7')),
        exchange({ items: [object('90')], metadata: { resourceVersion: '95' } }),
        exchange({ kind: 'Status', message: 'Too large resource version: 400, current: 95' }),
        exchange(object('100')),
      ]),
    ).toEqual([
      { metadata: { resourceVersion: '<rv-2>' } },
      { metadata: { resourceVersion: '<rv-1>' } },
      {
        items: [{ metadata: { resourceVersion: '<rv-2>' } }],
        metadata: { resourceVersion: '<rv≥2>' },
      },
      { kind: 'Status', message: 'Too large resource version: 400, current: <rv≥2>' },
      { metadata: { resourceVersion: '<rv-3>' } },
    ]);
  });

  it('takes the version of a bookmark for that of the store', () => {
    const frames = [
      { type: 'ADDED', object: { metadata: { resourceVersion: '5' } } },
      { type: 'BOOKMARK', object: { metadata: { resourceVersion: '9' } } },
    ];
    const [line = ''] = normalise([exchange(null, { body: undefined, frames })], {
      id,
      now,
      unrecorded: [],
    });
    expect(line).toContain('"<rv-1>"');
    expect(line).toContain('"<rv≥1>"');
  });

  it('keeps versions that the case made up, and knows those that it has read in private', () => {
    const lines = normalise(
      [
        exchange({}, { request: 'GET /x?resourceVersion=1' }),
        exchange({}, { request: 'GET /x?resourceVersion=77' }),
      ],
      { id, now, unrecorded: [{ metadata: { resourceVersion: '77' } }] },
    );
    expect(lines[0]).toContain('resourceVersion=1"');
    expect(lines[1]).toContain('resourceVersion=<rv≥0>"');
  });

  it('replaces times near now, and keeps others', () => {
    expect(
      bodyOf({
        a: '2030-01-02T03:00:00Z',
        b: '2030-01-02T03:00:00.123456Z',
        c: '2001-02-03T04:05:06Z',
        d: 'at 2030-01-02T03:00:00Z it was',
      }),
    ).toEqual({ a: '<time>', b: '<time-us>', c: '2001-02-03T04:05:06Z', d: 'at <time> it was' });
  });

  it('replaces generated names everywhere, those of refused objects too', () => {
    expect(
      bodies([
        exchange({ metadata: { generateName: 'job-', name: 'job-x2b4c' } }),
        exchange({ message: '"job-x2b4c" not found' }),
        exchange({
          details: {
            name: 'A_z9z9z',
            causes: [{ field: 'metadata.generateName', message: 'Invalid value: "A_": no' }],
          },
        }),
      ]),
    ).toEqual([
      { metadata: { generateName: 'job-', name: 'job-<suffix-1>' } },
      { message: '"job-<suffix-1>" not found' },
      {
        details: {
          name: 'A_<suffix-2>',
          causes: [{ field: 'metadata.generateName', message: 'Invalid value: "A_": no' }],
        },
      },
    ]);
  });

  it('replaces the id of the case, in names and as the start of a word', () => {
    expect(bodyOf({ a: `case-${id}-2`, b: 'createBcdfghjkExample' })).toEqual({
      a: 'case-<id>-2',
      b: 'create<Id>Example',
    });
  });

  it('replaces a continue token in answers and in requests', () => {
    const [, line] = normalise(
      [
        exchange({ items: [], metadata: { continue: 'a=b' } }),
        exchange({}, { request: 'GET /x?continue=a%3Db' }),
      ],
      { id, now, unrecorded: [] },
    );
    expect(line).toContain('"GET /x?continue=<continue>"');
  });

  it('reads versions in JSON that is inside a text', () => {
    const text = String.raw`"{\"metadata\":{\"resourceVersion\":\"12\"}}"`;
    expect(bodyOf({ metadata: { resourceVersion: '12' }, message: text })).toMatchObject({
      message: String.raw`"{\"metadata\":{\"resourceVersion\":\"<rv-1>\"}}"`,
    });
  });

  it('replaces ages in tables, and nothing else there', () => {
    const columnDefinitions = [{ name: 'Name' }, { name: 'Age' }];
    const rows = [{ cells: ['5s', '5s'] }, { cells: ['b', '<unknown>'] }];
    expect(bodyOf({ columnDefinitions, rows })).toMatchObject({
      rows: [{ cells: ['5s', '<age>'] }, { cells: ['b', '<unknown>'] }],
    });
  });

  it('orders managed fields by who manages: their times are whole seconds', () => {
    const entry = (manager: string, operation: string): Json => ({ manager, operation });
    const managedFields = [entry('b', 'Update'), entry('a', 'Update'), entry('z', 'Apply')];
    expect(bodyOf({ managedFields })).toEqual({
      managedFields: [entry('z', 'Apply'), entry('a', 'Update'), entry('b', 'Update')],
    });
  });

  it('replaces hosts, certificates, tokens and addresses', () => {
    expect(
      bodyOf({
        a: '127.0.0.1:34567',
        b: '-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n',
        c: 'eyJhbGciOiJub25lIn0.e30.c2ln',
        clusterIP: '10.0.0.17',
        nodePort: 31_234,
        serverAddress: '192.0.2.9:6443',
      }),
    ).toEqual({
      a: '<host>',
      b: '<pem>',
      c: '<jwt>',
      clusterIP: '<clusterip-1>',
      nodePort: '<port-1>',
      serverAddress: '<host>',
    });
  });
});
