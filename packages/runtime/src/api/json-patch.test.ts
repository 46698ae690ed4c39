import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyJsonPatch } from './apply-json-patch.ts';
import { jsonPatchBetween } from './json-patch.ts';

describe('jsonPatchBetween()', () => {
  it('is empty for what means the same', () => {
    expect(jsonPatchBetween({ a: 1, b: undefined }, { a: 1 })).toEqual([]);
    expect(jsonPatchBetween([1, { a: [] }], [1, { a: [] }])).toEqual([]);
  });

  it('says what was added, replaced and removed', () => {
    const before = { keep: 1, gone: 2, nested: { text: 'a' }, 'a/b~c': 1 };
    const after = { keep: 1, nested: { text: 'b', more: [1] }, 'a/b~c': 2 };
    expect(jsonPatchBetween(before, after)).toEqual([
      { op: 'remove', path: '/gone' },
      { op: 'replace', path: '/nested/text', value: 'b' },
      { op: 'add', path: '/nested/more', value: [1] },
      { op: 'replace', path: '/a~1b~0c', value: 2 },
    ]);
  });

  it('leaves alone what stays at the ends of a list', () => {
    expect(jsonPatchBetween(['a', 'b', 'd'], ['a', 'b', 'c', 'd'])).toEqual([
      { op: 'add', path: '/2', value: 'c' },
    ]);
    expect(jsonPatchBetween(['a', 'b', 'c', 'd'], ['a', 'd'])).toEqual([
      { op: 'remove', path: '/2' },
      { op: 'remove', path: '/1' },
    ]);
    expect(jsonPatchBetween([{ name: 'x', n: 1 }, 2], [{ name: 'x', n: 2 }, 2])).toEqual([
      { op: 'replace', path: '/0/n', value: 2 },
    ]);
  });

  it('takes keys for data', () => {
    const before = JSON.parse('{"__proto__": 1}') as object;
    const after = JSON.parse('{"__proto__": {"a": 1}, "constructor": 1}') as object;
    const patch = jsonPatchBetween(before, after);
    const patched = applyJsonPatch(before, patch);
    expect(JSON.stringify(patched)).toBe(JSON.stringify(after));
    expect(Object.getPrototypeOf(patched)).toBe(Object.prototype);
  });

  it('makes the one of the other, whatever they are', () => {
    const json = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, 0, 1, 'a', ''),
        fc.array(tie('node'), { maxLength: 5 }),
        fc.dictionary(fc.constantFrom('a', 'b', '/', '~1', '', '-', '__proto__'), tie('node')),
      ),
    })).node;
    fc.assert(
      fc.property(json, json, (before, after) => {
        const frozen = JSON.stringify(before);
        const patched = applyJsonPatch(before, jsonPatchBetween(before, after));
        expect(JSON.stringify(sorted(patched))).toBe(JSON.stringify(sorted(after)));
        expect(JSON.stringify(before)).toBe(frozen);
      }),
      { numRuns: 500 },
    );
  });
});

describe('applyJsonPatch()', () => {
  it('knows every operation', () => {
    const patched = applyJsonPatch({ a: [1, 2], b: { c: 1 } }, [
      { op: 'test', path: '/b', value: { c: 1 } },
      { op: 'add', path: '/a/-', value: 3 },
      { op: 'add', path: '/a/0', value: 0 },
      { op: 'copy', from: '/b', path: '/d' },
      { op: 'move', from: '/b/c', path: '/e' },
      { op: 'remove', path: '/a/1' },
    ]);
    expect(patched).toEqual({ a: [0, 2, 3], b: {}, d: { c: 1 }, e: 1 });
    expect(applyJsonPatch({ a: 1 }, [{ op: 'replace', path: '', value: 7 }])).toBe(7);
  });

  it('refuses what is not there', () => {
    const apply = (path: string) => () => applyJsonPatch({ a: [1] }, [{ op: 'remove', path }]);
    expect(apply('/b')).toThrow('there is nothing at "/b" to patch');
    expect(apply('/a/1')).toThrow('there is nothing at "/a/1" to patch');
    expect(apply('/a/length')).toThrow('there is nothing at "/a/length" to patch');
    expect(apply('/__proto__/x')).toThrow('there is nothing at "/__proto__/x" to patch');
    expect(() => applyJsonPatch({ a: 1 }, [{ op: 'test', path: '/a', value: 2 }])).toThrow(
      'the value at "/a" is another than the patch expects',
    );
  });
});

/** Key order is no difference. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, part]) => [key, sorted(part)]);
}
