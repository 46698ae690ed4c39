import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import type { StructureNode } from '../registry/structure.ts';
import { seededRandom } from '../server/workbench.test.support.ts';
import { compareFields } from './compare-fields.ts';
import type { FieldSet } from './field-set.ts';
import { FieldTypes } from './field-type.ts';
import { fieldsOf } from './fields-of.ts';
import { mergeFields } from './merge-fields.ts';
import { removeFields } from './remove-fields.ts';

const text: StructureNode = { type: 'string' };
const item: StructureNode = {
  type: 'object',
  properties: { name: text, value: text, more: { type: 'object', additionalProperties: text } },
};
const root: StructureNode = {
  type: 'object',
  properties: {
    name: text,
    labels: { type: 'object', additionalProperties: text },
    set: { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
    items: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: item,
    },
    whole: { type: 'array', 'x-kubernetes-list-type': 'atomic', items: text },
    selector: { type: 'object', 'x-kubernetes-map-type': 'atomic', additionalProperties: text },
  },
};
const type = new FieldTypes(() => root).of(root);
const seeds = Array.from({ length: 60 }, (_, seed) => seed);

/** An object of the type above; small, so that two of them have much in common. */
function randomObject(random: () => number): JsonObject {
  const some = (names: readonly string[]): string[] => names.filter(() => random() < 0.5);
  const word = (): string => (random() < 0.5 ? 'one' : 'two');
  const map = (): JsonObject =>
    Object.fromEntries(some(['a', 'b', 'c']).map((key) => [key, word()]));
  const values: Readonly<Record<string, () => JsonValue>> = {
    name: word,
    labels: map,
    set: () => some(['x', 'y', 'z']),
    items: () =>
      some(['p', 'q', 'r']).map((name) => ({
        name,
        ...(random() < 0.5 ? { value: word() } : {}),
        ...(random() < 0.5 ? { more: map() } : {}),
      })),
    whole: () => some(['x', 'y']),
    selector: map,
  };
  return Object.fromEntries(some(Object.keys(values)).map((key) => [key, values[key]?.() ?? null]));
}

const pathsOf = (set: FieldSet): string[] => [...set.paths()].map((path) => path.join(' '));

describe('compareFields', () => {
  it.each(seeds)('is the other way round what it is one way (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const [before, after] = [randomObject(random), randomObject(random)];
    const there = compareFields(type, before, after);
    const back = compareFields(type, after, before);
    expect(pathsOf(back.added)).toEqual(pathsOf(there.removed));
    expect(pathsOf(back.removed)).toEqual(pathsOf(there.added));
    expect(pathsOf(back.modified)).toEqual(pathsOf(there.modified));
    const itself = compareFields(type, before, structuredClone(before));
    expect([itself.added, itself.modified, itself.removed].flatMap(pathsOf)).toEqual([]);
  });

  it.each(seeds)('finds what only one of them has (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const [before, after] = [randomObject(random), randomObject(random)];
    const { added, removed, modified } = compareFields(type, before, after);
    const [old, now] = [
      new Set(pathsOf(fieldsOf(type, before))),
      new Set(pathsOf(fieldsOf(type, after))),
    ];
    for (const path of pathsOf(added)) expect(old).not.toContain(path);
    for (const path of pathsOf(removed)) expect(now).not.toContain(path);
    for (const path of now) {
      if (!old.has(path)) expect([...pathsOf(added), ...pathsOf(modified)]).toContain(path);
    }
  });
});

describe('mergeFields', () => {
  it.each(seeds)('has all that is applied, and of the rest what was live (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const [live, applied] = [randomObject(random), randomObject(random)];
    const merged = mergeFields(type, live, applied);
    const fromApplied = compareFields(type, applied, merged);
    expect([...pathsOf(fromApplied.removed), ...pathsOf(fromApplied.modified)]).toEqual([]);
    const fromLive = compareFields(type, live, merged);
    expect(pathsOf(fromLive.removed)).toEqual([]);
    const own = new Set(pathsOf(fieldsOf(type, applied)));
    for (const path of pathsOf(fromLive.modified)) expect(own).toContain(path);
  });

  it.each(seeds)('changes nothing the second time (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const [live, applied] = [randomObject(random), randomObject(random)];
    const merged = mergeFields(type, live, applied);
    expect(mergeFields(type, merged, applied)).toEqual(merged);
    expect(mergeFields(type, live, live)).toEqual(live);
  });
});

describe('removeFields', () => {
  it.each(seeds)('takes out what is named, and nothing else (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const live = withoutEmpty({ name: 'kept', ...randomObject(random) });
    const more = withoutEmpty(randomObject(random));
    const merged = mergeFields(type, live, more);
    const { added } = compareFields(type, live, merged);
    const left = removeFields(type, merged, added);
    const comparison = compareFields(type, live, left);
    expect([comparison.added, comparison.removed].flatMap(pathsOf)).toEqual([]);
  });

  it('makes null of a list or map that loses all it has', () => {
    const live = { name: 'one', labels: { a: 'one' }, set: ['x'] };
    const named = compareFields(type, { labels: {}, set: [] }, { labels: { a: 'b' }, set: ['x'] });
    expect(removeFields(type, live, named.added)).toEqual({ name: 'one', labels: null, set: null });
  });
});

/** Without lists and maps that have nothing in them. */
function withoutEmpty(object: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    const items = Array.isArray(value)
      ? value.map((one) => (isJsonObject(one) ? withoutEmpty(one) : one))
      : value;
    const isEmpty = typeof items === 'object' && items !== null && Object.keys(items).length === 0;
    if (!isEmpty) kept[key] = items;
  }
  return kept;
}
