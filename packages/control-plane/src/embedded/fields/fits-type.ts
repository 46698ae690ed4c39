import type { JsonValue } from '@keelson/schema';
import { deduced, type FieldType, type ListType } from './field-type.ts';
import { asList, asMap, FieldTypeError, memberType, shapeOf, stepOf } from './walk-fields.ts';

/**
 * Whether the fields of a value can be told apart by its type. Items of a list may be there twice: what
 * is written, unlike what is applied, need not be unique.
 */
export function fitsType(type: FieldType, value: JsonValue): boolean {
  if (type === deduced) return true;
  const { list, map } = shapeOf(type, value);
  if (map !== undefined) {
    const object = asMap(value);
    for (const key of Object.keys(object)) {
      const member = memberType(map, key);
      if (member === undefined || !fitsType(member, object[key] as JsonValue)) return false;
    }
    return true;
  }
  if (list !== undefined) return asList(value).every((item) => fitsList(list, item));
  return value === null || fitsScalar(type, value);
}

function fitsList(list: ListType, item: JsonValue): boolean {
  return (list.isAtomic || hasStep(list, item)) && fitsType(list.items, item);
}

function hasStep(list: ListType, item: JsonValue): boolean {
  try {
    stepOf(list, item);
    return true;
  } catch (error) {
    if (error instanceof FieldTypeError) return false;
    throw error;
  }
}

function fitsScalar({ isScalar, scalar }: FieldType, value: JsonValue): boolean {
  if (!isScalar || typeof value === 'object') return false;
  if (scalar === undefined) return true;
  const type = typeof value === 'bigint' ? 'number' : typeof value;
  return type === (scalar === 'numeric' ? 'number' : scalar);
}
