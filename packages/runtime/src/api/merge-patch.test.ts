import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergePatchBetween } from './merge-patch.ts';

/** RFC 7386, section 2, on objects without a prototype so that every name is data. */
function applyPatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const isObject = typeof target === 'object' && target !== null && !Array.isArray(target);
  const fields = new Map(Object.entries(isObject ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) fields.delete(name);
    else fields.set(name, applyPatch(fields.get(name), value));
  }
  return Object.fromEntries(fields);
}

const names = fc.constantFrom('a', 'b', 'constructor', '__proto__');
const { object: objects } = fc.letrec<{ value: unknown; object: Record<string, unknown> }>(
  (tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string({ maxLength: 2 }),
      fc.nat(3),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 2 }),
      tie('object'),
    ),
    object: fc
      .array(fc.tuple(names, tie('value')), { maxLength: 4 })
      // Object.fromEntries makes own fields of all names, as JSON.parse does.
      .map((entries) => Object.fromEntries(entries)),
  }),
);

describe('mergePatchBetween', () => {
  it('turns the one into the other', () => {
    fc.assert(
      fc.property(objects, objects, (before, after) => {
        const wire = JSON.parse(JSON.stringify(mergePatchBetween(before, after))) as unknown;
        expect(JSON.stringify(sorted(applyPatch(before, wire)))).toBe(
          JSON.stringify(sorted(after)),
        );
      }),
    );
  });

  it('is empty between equals, and changes neither', () => {
    fc.assert(
      fc.property(objects, (object) => {
        const text = JSON.stringify(object);
        expect(mergePatchBetween(object, JSON.parse(text) as object)).toEqual({});
        expect(JSON.stringify(object)).toBe(text);
      }),
    );
  });

  it.each<[object, object, object]>([
    [{ a: 1 }, { a: 2 }, { a: 2 }],
    [{ a: 1, b: 1 }, { b: 1 }, { a: null }],
    [{ a: 1 }, { a: undefined }, { a: null }],
    [{}, { a: {} }, { a: {} }],
    [{}, { a: null }, {}],
    [{ a: 1 }, { a: null }, { a: null }],
    [{ a: null }, { a: null }, {}],
    [{ a: null }, {}, { a: null }],
    [{ a: { b: 1, c: 1 } }, { a: { b: 2, c: 1 } }, { a: { b: 2 } }],
    [{ a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
    [{ a: [1, 2] }, { a: [1] }, { a: [1] }],
    [{ a: [{ b: 1, c: 2 }] }, { a: [{ c: 2, b: 1 }] }, {}],
    [{ t: '2026-01-01T00:00:00Z' }, { t: new Date(Date.UTC(2026, 0)) }, {}],
  ])('from %j to %j is %j', (before, after, patch) => {
    expect(mergePatchBetween(before, after)).toEqual(patch);
  });

  it('sees that a Date is another', () => {
    const [before, after] = [new Date(0), new Date(1)];
    expect(mergePatchBetween({ t: before }, { t: after })).toEqual({ t: after });
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, sorted(part)]),
  );
}
