/** `T`, writable at every depth: the inverse of `DeepReadonly`. */
export type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T;

/**
 * A private, writable copy of an object, at every depth: what to change and send back when the
 * original belongs to the cache. Plain JSON only.
 */
export function mutable<T>(value: T): Mutable<T> {
  return copy(value) as Mutable<T>;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const part = copy((value as Record<string, unknown>)[key]);
    // The keys of maps are data: one may be called "__proto__".
    if (key === '__proto__')
      Object.defineProperty(result, key, {
        value: part,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    else result[key] = part;
  }
  return result;
}
