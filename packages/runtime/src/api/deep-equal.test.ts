import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepEqual } from './deep-equal.ts';

describe('deepEqual', () => {
  it('says of JSON what its text with sorted keys says', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
        expect(deepEqual(a, JSON.parse(JSON.stringify(a)))).toBe(true);
        expect(deepEqual(a, b)).toBe(deepEqual(b, a));
        expect(deepEqual(a, b)).toBe(canonical(a) === canonical(b));
      }),
    );
  });

  it('looks at each part once, however deep', () => {
    const nested = (depth: number): object =>
      depth === 0 ? { leaf: 1 } : { in: nested(depth - 1) };
    expect(deepEqual(nested(200), nested(200))).toBe(true);
    expect(deepEqual(nested(200), nested(199))).toBe(false);
  });

  it.each<[unknown, unknown]>([
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{ a: undefined }, {}],
    [{ a: { b: undefined } }, { a: {} }],
    [new Date(0), '1970-01-01T00:00:00Z'],
    ['1970-01-01T00:00:00.000Z', new Date(0)],
    [new Date(0), new Date(0)],
    [Number.NaN, Number.NaN],
  ])('%o equals %o', (a, b) => {
    expect(deepEqual(a, b)).toBe(true);
  });

  it.each<[unknown, unknown]>([
    [{ a: null }, {}],
    [{ a: undefined }, { a: null }],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], { 0: 1 }],
    [[], {}],
    [{}, null],
    ['1', 1],
    [0, false],
    [{ toString: undefined, a: 1 }, {}],
    [{ constructor: 1 }, {}],
    [new Date(0), new Date(1)],
    [new Date(0), 'soon'],
    [new Date(0), {}],
  ])('%o does not equal %o', (a, b) => {
    expect(deepEqual(a, b)).toBe(false);
    expect(deepEqual(b, a)).toBe(false);
  });
});

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  // JSON has one zero.
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`).join(',')}}`;
}
