import { defineField } from './define-field.ts';

/** The fields that lead to a value, from the outside in: `['spec', 'template', 'metadata']`. */
export type FieldPath = readonly string[];

/**
 * The value at a path of an object that is known only by name; undefined when any field on the way is
 * absent. Semantics: apimachinery's `unstructured.NestedFieldNoCopy`.
 * @throws {TypeError} when a field on the way is there but holds no fields
 */
export function nestedField(object: object, path: FieldPath): unknown {
  let value: unknown = object;
  for (const [depth, name] of path.entries()) {
    if (value === undefined) return undefined;
    value = fieldOf(parentAt(value, path.slice(0, depth)), name);
  }
  return value;
}

/** {@link nestedField} of text. @throws {TypeError} also when the value is something else */
export function nestedString(object: object, path: FieldPath): string | undefined {
  const value = nestedField(object, path);
  if (value === undefined || typeof value === 'string') return value;
  throw wrongType(path, value, 'text');
}

/** {@link nestedField} of a number. @throws {TypeError} also when the value is something else */
export function nestedNumber(object: object, path: FieldPath): number | undefined {
  const value = nestedField(object, path);
  if (value === undefined || typeof value === 'number') return value;
  throw wrongType(path, value, 'a number');
}

/** {@link nestedField} of true or false. @throws {TypeError} also when the value is something else */
export function nestedBoolean(object: object, path: FieldPath): boolean | undefined {
  const value = nestedField(object, path);
  if (value === undefined || typeof value === 'boolean') return value;
  throw wrongType(path, value, 'true or false');
}

/** {@link nestedField} of a list. @throws {TypeError} also when the value is something else */
export function nestedList(object: object, path: FieldPath): readonly unknown[] | undefined {
  const value = nestedField(object, path);
  if (value === undefined || Array.isArray(value)) return value;
  throw wrongType(path, value, 'a list');
}

/**
 * Sets the value at a path, in place, and makes the fields on the way that are absent.
 * Semantics: apimachinery's `unstructured.SetNestedField`.
 * @throws {TypeError} for an empty path, and when a field on the way holds no fields
 */
export function setNestedField(object: object, path: FieldPath, value: unknown): void {
  const last = path.at(-1);
  if (last === undefined) throw new TypeError('a path needs at least one field');
  let parent: object = object;
  for (const [index, name] of path.slice(0, -1).entries()) {
    if (fieldOf(parent, name) === undefined) defineField(parent, name, {});
    parent = parentAt(fieldOf(parent, name), path.slice(0, index + 1));
  }
  defineField(parent, last, value);
}

/** Takes the field at a path away, in place. @returns whether it was there */
export function removeNestedField(object: object, path: FieldPath): boolean {
  const last = path.at(-1);
  const parent = nestedField(object, path.slice(0, -1));
  if (last === undefined || parent === undefined) return false;
  const fields = parentAt(parent, path.slice(0, -1));
  return Object.hasOwn(fields, last) && Reflect.deleteProperty(fields, last);
}

function fieldOf(parent: object, name: string): unknown {
  return Object.hasOwn(parent, name) ? (parent as Record<string, unknown>)[name] : undefined;
}

function parentAt(value: unknown, path: FieldPath): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw wrongType(path, value, 'an object');
}

function wrongType(path: FieldPath, value: unknown, wanted: string): TypeError {
  return new TypeError(`${path.join('.') || 'the object'} is ${nameOf(value)}, not ${wanted}`);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
