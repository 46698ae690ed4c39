import { type JsonObject, type JsonValue, setOwn } from '@keelson/schema';
import { FieldSet } from './field-set.ts';
import type { FieldType } from './field-type.ts';
import { asList, asMap, memberType, shapeOf, stepOf } from './walk-fields.ts';

/**
 * Takes fields out of a value (structured-merge-diff's RemoveItems). A list or map that loses all it
 * has is null.
 */
export function removeFields(type: FieldType, value: JsonValue, removed: FieldSet): JsonValue {
  const { list, map } = shapeOf(type, value);
  if (list !== undefined) {
    if (list.isAtomic) return null;
    const items: JsonValue[] = [];
    for (const item of asList(value)) {
      const below = removed.below(stepOf(list, item));
      if (below?.isMember === true) continue;
      items.push(below === undefined ? item : removeFields(list.items, item, below));
    }
    return items.length === 0 ? null : items;
  }
  if (map === undefined) return value;
  if (map.isAtomic) return null;
  const object = asMap(value);
  const kept: JsonObject = {};
  for (const key of Object.keys(object)) {
    const below = removed.below(`f:${key}`);
    if (below?.isMember === true) continue;
    const child = object[key] as JsonValue;
    const member = memberType(map, key);
    const isUntouched = below === undefined || member === undefined;
    setOwn(kept, key, isUntouched ? child : removeFields(member, child, below));
  }
  return Object.keys(kept).length === 0 ? null : kept;
}

/**
 * Adds the declared fields on the way to the members of a set (EnsureNamedFieldsAreMembers): a struct
 * without fields of its own goes when the last of them goes.
 */
export function withNamedFields(type: FieldType, set: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const step of set.steps()) {
    const child = set.below(step) as FieldSet;
    const name = step.startsWith('f:') ? step.slice(2) : undefined;
    const below =
      name === undefined
        ? type.list?.items
        : type.map === undefined
          ? undefined
          : memberType(type.map, name);
    const named = below === undefined ? child : withNamedFields(below, child);
    const isDeclared = name !== undefined && type.map?.fieldOf(name) !== undefined;
    children.set(step, isDeclared && named.hasBelow ? named.asMember() : named);
  }
  return new FieldSet(set.isMember, children);
}
