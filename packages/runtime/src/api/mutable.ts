import { defineField } from './define-field.ts';

/** `T`, writable at every depth: the inverse of `DeepReadonly`. */
export type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T;

/**
 * A private, writable copy of an object, at every depth: what to change and send back when the
 * original belongs to the cache. Plain JSON; a `Date`, which becomes text on the wire, is kept as one.
 */
export function mutable<T>(value: T): Mutable<T> {
  return copy(value) as Mutable<T>;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Date) return new Date(value);
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const part = copy((value as Record<string, unknown>)[key]);
    // The keys of maps are data: one may be called "__proto__".
    if (key === '__proto__') defineField(result, key, part);
    else result[key] = part;
  }
  return result;
}
