import { compareUtf8, isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { printJson } from '../json/print-json.ts';

/**
 * A patched object as the server shows it in a refusal: what the patch walked through has sorted keys,
 * the rest is in the order in which it was written.
 */
export function showPatched(value: JsonValue): string {
  return printJson(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Sorts the keys of an object and of those within that a merge patch merges into or brings. */
export function sortMerged(value: JsonValue, patch: JsonValue): JsonValue {
  if (Array.isArray(value) && Array.isArray(patch)) {
    return value.map((item, index) => sortMerged(item, patch[index] as JsonValue));
  }
  if (!isJsonObject(value) || !isJsonObject(patch)) return value;
  const sorted = sortKeys(value);
  for (const key of Object.keys(patch)) {
    if (Object.hasOwn(sorted, key)) {
      sorted[key] = sortMerged(sorted[key] as JsonValue, patch[key] as JsonValue);
    }
  }
  return sorted;
}

/** Sorts the keys of an object and of those that lead to the targets of JSON pointers. */
export function sortAlong(value: JsonValue, pointers: readonly string[]): JsonValue {
  const root = sortIfObject(value);
  for (const pointer of pointers) {
    let container = root;
    for (const part of pointer.split('/').slice(1, -1)) {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const child = childOf(container, key);
      if (child === undefined) break;
      const sorted = sortIfObject(child);
      (container as JsonObject)[key] = sorted;
      container = sorted;
    }
  }
  return root;
}

function childOf(container: JsonValue, key: string): JsonValue | undefined {
  if (typeof container !== 'object' || container === null) return undefined;
  return Object.hasOwn(container, key) ? (container as JsonObject)[key] : undefined;
}

function sortIfObject(value: JsonValue): JsonValue {
  return isJsonObject(value) ? sortKeys(value) : value;
}

function sortKeys(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.keys(object)
      .toSorted(compareUtf8)
      .map((key) => [key, object[key] as JsonValue]),
  );
}
