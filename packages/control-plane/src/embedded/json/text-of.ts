import type { JsonObject } from '@keelson/schema';

/** A field that is a string; `''` otherwise. */
export function textOf(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : '';
}
