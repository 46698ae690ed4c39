import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepFreeze } from './deep-freeze.ts';
import { mutable } from './mutable.ts';

describe('mutable', () => {
  it('gives an equal that shares nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = mutable(value);
        expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
        if (typeof value !== 'object' || value === null) return;
        expect(copy).not.toBe(value);
        const parts = new Set(partsOf(value));
        expect(partsOf(copy as object).filter((part) => parts.has(part))).toEqual([]);
      }),
    );
  });

  it('thaws what is frozen', () => {
    const frozen = deepFreeze({ spec: { list: [{ a: 1 }] } });
    const copy = mutable(frozen);
    copy.spec.list[0]!.a = 2;
    copy.spec.list.push({ a: 3 });
    expect(frozen).toEqual({ spec: { list: [{ a: 1 }] } });
    expect(copy).toEqual({ spec: { list: [{ a: 2 }, { a: 3 }] } });
  });

  it('keeps every name as data', () => {
    const text = '{"data":{"__proto__":{"polluted":"yes"},"constructor":"c"}}';
    const copy = mutable(JSON.parse(text) as { data: Record<string, unknown> });
    expect(JSON.stringify(copy)).toBe(text);
    expect(copy.data['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(copy.data)).toBe(Object.prototype);
  });

  it('keeps a Date', () => {
    const time = new Date(0);
    const copy = mutable({ time });
    expect(copy).toEqual({ time });
    expect(copy.time).not.toBe(time);
  });
});

/** All objects and lists in a value. */
function partsOf(value: object): object[] {
  const nested = Object.values(value).filter((part) => typeof part === 'object' && part !== null);
  return [value, ...nested.flatMap((part) => partsOf(part as object))];
}
