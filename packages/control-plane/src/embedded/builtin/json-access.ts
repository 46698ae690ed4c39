import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';

/** The object at a key; an empty one, not part of the parent, when there is none. */
export function objectOf(parent: JsonObject, key: string): JsonObject {
  const value = parent[key];
  return isJsonObject(value) ? value : {};
}

/** The object at a key, made when it is missing. */
export function ensureObject(parent: JsonObject, key: string): JsonObject {
  const value = parent[key];
  if (isJsonObject(value)) return value;
  const made: JsonObject = {};
  parent[key] = made;
  return made;
}

/** The object at a key, if there is one. */
export function optionalObject(parent: JsonObject, key: string): JsonObject | undefined {
  const value = parent[key];
  return isJsonObject(value) ? value : undefined;
}

/** The list at a key, or an empty one. */
export function listOf(parent: JsonObject, key: string): readonly JsonValue[] {
  const value = parent[key];
  return Array.isArray(value) ? value : noValues;
}

/** The objects of the list at a key. */
export function objectsOf(parent: JsonObject, key: string): readonly JsonObject[] {
  return listOf(parent, key) as readonly JsonObject[];
}

/** The text at a key, or the empty one. */
export function textOf(parent: JsonObject, key: string): string {
  const value = parent[key];
  return typeof value === 'string' ? value : '';
}

/** The texts of the list at a key. */
export function textsOf(parent: JsonObject, key: string): readonly string[] {
  return listOf(parent, key) as readonly string[];
}

/** The number at a key, or 0. */
export function numberOf(parent: JsonObject, key: string): number {
  return optionalNumber(parent, key) ?? 0;
}

/** The number at a key, if there is one. */
export function optionalNumber(parent: JsonObject, key: string): number | undefined {
  const value = parent[key];
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? value : undefined;
}

/** Sets a key unless it has a value: Go's `if x == nil`. */
export function setDefault(parent: JsonObject, key: string, value: JsonValue): void {
  if (parent[key] === undefined || parent[key] === null) parent[key] = value;
}

/** Sets or removes a key. */
export function assign(parent: JsonObject, key: string, value: JsonValue | undefined): void {
  if (value === undefined) delete parent[key];
  else parent[key] = value;
}

const noValues: readonly JsonValue[] = [];
