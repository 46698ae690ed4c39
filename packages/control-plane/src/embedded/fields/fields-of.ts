import { isJsonObject, type JsonValue } from '@keelson/schema';
import { FieldSet } from './field-set.ts';
import type { FieldType } from './field-type.ts';
import { asList, asMap, memberType, shapeOf, stepOf } from './walk-fields.ts';

/**
 * Every field that an object mentions: leaves, items of lists, and keys of maps
 * (structured-merge-diff's ToFieldSet).
 */
export function fieldsOf(type: FieldType, value: JsonValue): FieldSet {
  const set = new FieldSet();
  collect(type, value, { set, path: [] });
  return set;
}

interface Collection {
  readonly set: FieldSet;
  readonly path: string[];
}

function collect(type: FieldType, value: JsonValue, collection: Collection): void {
  const { set, path } = collection;
  const { list, map } = shapeOf(type, value);
  if (list !== undefined) {
    if (list.isAtomic) set.insert(path);
    else collectItems(list, asList(value), collection);
  } else if (map !== undefined) {
    if (map.isAtomic) {
      set.insert(path);
      return;
    }
    const object = asMap(value);
    for (const key of Object.keys(object)) {
      const member = memberType(map, key);
      if (member === undefined) continue;
      const child = object[key] as JsonValue;
      path.push(`f:${key}`);
      collect(member, child, collection);
      const isBlank = child === null || (isJsonObject(child) && Object.keys(child).length === 0);
      if (isBlank || map.fieldOf(key) === undefined) set.insert(path);
      path.pop();
    }
  } else {
    set.insert(path);
  }
}

function collectItems(
  list: NonNullable<FieldType['list']>,
  items: readonly JsonValue[],
  collection: Collection,
): void {
  const { set, path } = collection;
  const steps = items.map((item) => stepOf(list, item));
  const counts = new Map<string, number>();
  for (const step of steps) counts.set(step, (counts.get(step) ?? 0) + 1);
  for (const [index, item] of items.entries()) {
    const step = steps[index] as string;
    path.push(step);
    // Of items that cannot be told apart only the item itself is a field.
    if (counts.get(step) === 1) collect(list.items, item, collection);
    set.insert(path);
    path.pop();
  }
}
