import { deepEqual } from './deep-equal.ts';
import { defineField } from './define-field.ts';

type Json = Record<string, unknown>;

/**
 * The JSON merge patch (RFC 7386) that turns `before` into `after`; empty when they are equal. Lists
 * are replaced as a whole. A field that is `undefined` counts as absent. A field that `after` has as
 * `null` becomes absent, for such a patch cannot say anything else.
 */
export function mergePatchBetween(before: object, after: object): object {
  const patch: Json = {};
  const from = before as Json;
  const to = after as Json;
  for (const key of Object.keys(from)) {
    if (from[key] !== undefined && !hasValue(to, key)) defineField(patch, key, null);
  }
  for (const key of Object.keys(to)) {
    const wanted = to[key];
    if (wanted === undefined || (wanted === null && !hasValue(from, key))) continue;
    const change = changeOf(hasValue(from, key) ? from[key] : undefined, wanted);
    if (change !== unchanged) defineField(patch, key, change);
  }
  return patch;
}

const unchanged = Symbol('unchanged');

function changeOf(before: unknown, after: unknown): unknown {
  if (isObject(before) && isObject(after)) {
    const nested = mergePatchBetween(before, after);
    return Object.keys(nested).length === 0 ? unchanged : nested;
  }
  return deepEqual(before, after) ? unchanged : after;
}

function hasValue(object: Json, key: string): boolean {
  return Object.hasOwn(object, key) && object[key] !== undefined;
}

function isObject(value: unknown): value is Json {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  );
}
