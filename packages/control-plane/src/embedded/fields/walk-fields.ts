import {
  equalJson,
  goJson,
  goQuote,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@keelson/schema';
import type { FieldType, ListType, MapType } from './field-type.ts';

/** An applied object that does not fit the type. The message is structured-merge-diff's. */
export class FieldTypeError extends Error {
  override readonly name = 'FieldTypeError';
}

/** What a value is, by its type: `null` may be anything. */
export type Shape =
  | { readonly list: ListType; readonly map?: undefined }
  | { readonly map: MapType; readonly list?: undefined }
  | { readonly list?: undefined; readonly map?: undefined };

/** The shape of one value, or of two of the same field. The second goes before the first. */
export function shapeOf(type: FieldType, first: JsonValue | undefined, second?: JsonValue): Shape {
  const value = second ?? first;
  if (Array.isArray(value)) return type.list === undefined ? {} : { list: type.list };
  if (isJsonObject(value)) return type.map === undefined ? {} : { map: type.map };
  if (value === null || value === undefined) {
    if (type.map !== undefined) return { map: type.map };
    if (type.isScalar) return {};
    if (type.list !== undefined) return { list: type.list };
  }
  return {};
}

export function asList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

export function asMap(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The type of a key of an object. */
export function memberType(map: MapType, key: string): FieldType | undefined {
  return map.fieldOf(key) ?? map.others;
}

/**
 * The step to an item of a list.
 * @throws {FieldTypeError} when the item has no key
 */
export function stepOf(list: ListType, item: JsonValue): string {
  if (list.keys.length === 0) {
    if (item === null)
      throw new FieldTypeError(
        "associative list without keys has an element that's an explicit null",
      );
    if (typeof item === 'object') {
      throw new FieldTypeError(
        Array.isArray(item)
          ? 'not supported: associative list with lists as elements'
          : "associative list without keys has an element that's a map type",
      );
    }
    return `v:${goJson(item)}`;
  }
  if (!isJsonObject(item)) {
    throw new FieldTypeError(
      item === null
        ? 'associative list with keys may not have a null element'
        : 'associative list with keys may not have non-map elements',
    );
  }
  const keys: JsonObject = {};
  let hasKey = false;
  // A key field that is left out, and has no default, makes another item than one that is there.
  for (const key of list.keys) {
    const value = Object.hasOwn(item, key)
      ? item[key]
      : (list.keyDefaults[key] as JsonValue | undefined);
    if (value === undefined) continue;
    keys[key] = value;
    hasKey = true;
  }
  if (!hasKey) {
    throw new FieldTypeError(
      `associative list with keys has an element that omits all key fields [${list.keys.map(goQuote).join(' ')}] (and doesn't have default values for any key fields)`,
    );
  }
  return `k:${goJson(keys)}`;
}

/** Items by their step; those that share one are kept together. Items without a step are left out. */
export function itemsByStep(list: ListType, items: readonly JsonValue[]): Map<string, JsonValue[]> {
  const bySteps = new Map<string, JsonValue[]>();
  for (const item of items) {
    const step = stepOrNone(list, item);
    if (step === undefined) continue;
    const known = bySteps.get(step);
    if (known === undefined) bySteps.set(step, [item]);
    else known.push(item);
  }
  return bySteps;
}

function stepOrNone(list: ListType, item: JsonValue): string | undefined {
  try {
    return stepOf(list, item);
  } catch (error) {
    if (error instanceof FieldTypeError) return undefined;
    throw error;
  }
}

export function equalLists(a: readonly JsonValue[], b: readonly JsonValue[]): boolean {
  return a.length === b.length && a.every((item, index) => equalJson(item, b[index]));
}
