import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { goText } from '../printing/go-text.ts';

/** A value was found, or is missing, or is in the way (a sentence, worded as unstructured's accessors do). */
export type NestedValue<T> = { readonly value: T | undefined } | { readonly error: string };

/** The fields of a simple path: `.spec.replicas`. */
export function fieldsOf(path: string): string[] {
  return path.replace(/^\./u, '').split('.');
}

/** Reads an integer (NestedInt64). */
export function nestedInteger(object: JsonObject, path: string): NestedValue<number> {
  const found = find(object, fieldsOf(path));
  if ('error' in found || found.value === undefined) return found as NestedValue<number>;
  const { value } = found;
  if (typeof value === 'bigint') return { value: Number(value) };
  if (typeof value === 'number' && Number.isInteger(value)) return { value };
  return { error: accessorError(fieldsOf(path), value, 'int64') };
}

/** Reads a string (NestedString). */
export function nestedText(object: JsonObject, path: string): NestedValue<string> {
  const found = find(object, fieldsOf(path));
  if ('error' in found || found.value === undefined) return found as NestedValue<string>;
  if (typeof found.value === 'string') return { value: found.value };
  return { error: accessorError(fieldsOf(path), found.value, 'string') };
}

/**
 * A copy with the value at the path; objects on the way are made when they are missing.
 * @returns what is in the way, when a value there is no object
 */
export function withNested(
  object: JsonObject,
  fields: readonly string[],
  value: JsonValue,
): NestedValue<JsonObject> {
  const copy: JsonObject = { ...object };
  let parent = copy;
  for (const [index, field] of fields.slice(0, -1).entries()) {
    const inner = parent[field];
    if (inner !== undefined && !isJsonObject(inner)) {
      const path = fields.slice(0, index + 1).join('.');
      return { error: `value cannot be set because .${path} is not a map[string]interface{}` };
    }
    const next = { ...inner };
    parent[field] = next;
    parent = next;
  }
  parent[fields.at(-1) as string] = value;
  return { value: copy };
}

function find(object: JsonObject, fields: readonly string[]): NestedValue<JsonValue> {
  let value: JsonValue | undefined = object;
  for (const [index, field] of fields.entries()) {
    if (value === undefined || value === null) return { value: undefined };
    if (!isJsonObject(value)) {
      return { error: accessorError(fields.slice(0, index + 1), value, 'map[string]interface{}') };
    }
    value = Object.hasOwn(value, field) ? value[field] : undefined;
  }
  return { value };
}

function accessorError(fields: readonly string[], value: JsonValue, expected: string): string {
  return `.${fields.join('.')} accessor error: ${goValue(value)} is of the type ${goTypeOf(value)}, expected ${expected}`;
}

function goTypeOf(value: JsonValue): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'bigint') return 'int64';
  return typeof value === 'string' ? 'string' : 'map[string]interface {}';
}

/** A value as Go's `%v` prints it. */
function goValue(value: JsonValue): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (!isJsonObject(value)) return goText(value);
  const entries = Object.keys(value)
    .toSorted()
    .map((key) => `${key}:${goValue(value[key] as JsonValue)}`);
  return `map[${entries.join(' ')}]`;
}
