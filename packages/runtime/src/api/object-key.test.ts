import { describe, expect, it } from 'vitest';
import { formatKey, keyOf, parseKey } from './object-key.ts';

describe('keyOf', () => {
  it('takes a key or an object', () => {
    expect(keyOf({ namespace: 'ns', name: 'a' })).toEqual({ namespace: 'ns', name: 'a' });
    expect(keyOf({ metadata: { namespace: 'ns', name: 'a' } })).toEqual({
      namespace: 'ns',
      name: 'a',
    });
  });

  it('has no namespace where there is none', () => {
    expect(Object.keys(keyOf({ namespace: '', name: 'a' }))).toEqual(['name']);
    expect(Object.keys(keyOf({ metadata: { name: 'a', namespace: undefined } }))).toEqual(['name']);
  });
});

describe('parseKey', () => {
  it.each([{ name: 'a' }, { namespace: 'ns', name: 'a' }])('reads %o as it is written', (key) => {
    expect(parseKey(formatKey(key))).toEqual(key);
  });

  it.each(['', '/', 'a/', '/a', 'a/b/c'])('refuses "%s"', (text) => {
    expect(() => parseKey(text)).toThrow(
      `"${text}" is not an object key: write "<namespace>/<name>" or "<name>"`,
    );
  });
});
