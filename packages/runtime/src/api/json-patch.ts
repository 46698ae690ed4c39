import { deepEqual } from './deep-equal.ts';

/** One step of a JSON patch. Semantics: RFC 6902. */
export type JsonPatchOperation =
  | {
      readonly op: 'add' | 'replace' | 'test';
      /** A JSON pointer (RFC 6901): `/metadata/labels/app`. */
      readonly path: string;
      readonly value: unknown;
    }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };

/**
 * The JSON patch that makes `after` of `before`; none when they are equal. Both are plain JSON; a field
 * that is `undefined` is absent. What stays at the two ends of a list is left alone, so that an item
 * that is added or removed does not rewrite its neighbours. Semantics: RFC 6902.
 */
export function jsonPatchBetween(before: unknown, after: unknown): JsonPatchOperation[] {
  const patch: JsonPatchOperation[] = [];
  compare({ before, after, path: '', patch });
  return patch;
}

interface Comparison<T = unknown> {
  readonly before: T;
  readonly after: T;
  readonly path: string;
  readonly patch: JsonPatchOperation[];
}

type JsonMap = Readonly<Record<string, unknown>>;

function compare({ before, after, path, patch }: Comparison): void {
  if (before === after) return;
  if (Array.isArray(before) && Array.isArray(after)) {
    compareLists({ before, after, path, patch });
  } else if (isMap(before) && isMap(after)) {
    compareMaps({ before, after, path, patch });
  } else if (!deepEqual(before, after)) {
    patch.push({ op: 'replace', path, value: after });
  }
}

function compareMaps({ before, after, path, patch }: Comparison<JsonMap>): void {
  for (const key of Object.keys(before)) {
    if (before[key] === undefined) continue;
    const at = `${path}/${escapeKey(key)}`;
    if (has(after, key)) compare({ before: before[key], after: after[key], path: at, patch });
    else patch.push({ op: 'remove', path: at });
  }
  for (const key of Object.keys(after)) {
    if (after[key] === undefined || has(before, key)) continue;
    patch.push({ op: 'add', path: `${path}/${escapeKey(key)}`, value: after[key] });
  }
}

function compareLists(lists: Comparison<readonly unknown[]>): void {
  const { before, after, path, patch } = lists;
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && deepEqual(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && deepEqual(before.at(-1 - tail), after.at(-1 - tail))) tail += 1;
  const [beforeEnd, afterEnd] = [before.length - tail, after.length - tail];
  const commonEnd = Math.min(beforeEnd, afterEnd);
  for (let index = head; index < commonEnd; index += 1) {
    compare({ before: before[index], after: after[index], path: `${path}/${index}`, patch });
  }
  // From the end, so that the places of what is still to be removed stay the same.
  for (let index = beforeEnd - 1; index >= commonEnd; index -= 1) {
    patch.push({ op: 'remove', path: `${path}/${index}` });
  }
  for (let index = commonEnd; index < afterEnd; index += 1) {
    patch.push({ op: 'add', path: `${path}/${index}`, value: after[index] });
  }
}

function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys are data: one may be called "constructor". */
function has(map: JsonMap, key: string): boolean {
  return Object.hasOwn(map, key) && map[key] !== undefined;
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
