import { describe, expect, it } from 'vitest';
import { deepFreeze } from './deep-freeze.ts';
import { mutable } from './mutable.ts';

describe('deepFreeze', () => {
  it('freezes every depth, in place', () => {
    const object = { metadata: { labels: { a: '1' } }, list: [{ b: null }] };
    const frozen = deepFreeze(object);
    expect(frozen).toBe(object);
    expect(() => {
      object.metadata.labels.a = '2';
    }).toThrow(TypeError);
    expect(() => object.list.push({ b: null })).toThrow(TypeError);
    expect(Object.isFrozen(object.list[0])).toBe(true);
  });

  it('has nothing to do for what it froze', () => {
    const frozen = deepFreeze({ a: { b: 1 } });
    expect(deepFreeze(mutable({ inner: frozen })).inner).toEqual(frozen);
    expect(deepFreeze(frozen)).toBe(frozen);
  });
});
