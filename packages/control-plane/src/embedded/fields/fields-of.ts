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
    else for (const item of asList(value)) collectItem(list, item, collection);
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

function collectItem(
  list: NonNullable<FieldType['list']>,
  item: JsonValue,
  collection: Collection,
): void {
  const { set, path } = collection;
  path.push(stepOf(list, item));
  collect(list.items, item, collection);
  set.insert(path);
  path.pop();
}
