import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { goPrint, goTypeName } from './go-print.ts';
import { strategicPatchFailed } from './strategic-patch-error.ts';

/** A merged list in two: what a patch names, and what only the server has. */
export interface Partition {
  readonly named: JsonValue[];
  readonly serverOnly: JsonValue[];
}

/** Splits a merged list by whether the patch names the item. */
export function partition(merged: JsonValue[], patch: JsonValue[], mergeKey: string): Partition {
  const named: JsonValue[] = [];
  const serverOnly: JsonValue[] = [];
  for (const item of merged) {
    const key = mergeKey === '' ? item : keyOf(item, mergeKey);
    const isNamed =
      mergeKey === ''
        ? patch.includes(item)
        : patch.some((other, index) => keyInList(other, index, mergeKey) === key);
    (isNamed ? named : serverOnly).push(item);
  }
  return { named, serverOnly };
}

/**
 * Puts the two parts of a list together: each in the order of its own list, interleaved as the items
 * stood on the server.
 */
export function arrange(
  { named, serverOnly }: Partition,
  lists: { readonly patch: readonly JsonValue[]; readonly original: readonly JsonValue[] },
  mergeKey: string,
): JsonValue[] {
  const right = sortBy(named, lists.patch, mergeKey);
  const left = sortBy(serverOnly, lists.original, mergeKey);
  const all: JsonValue[] = [];
  let at = 0;
  for (const item of right) {
    const place = indexIn(lists.original, item, mergeKey);
    while (at < left.length) {
      const other = indexIn(lists.original, left[at] as JsonValue, mergeKey);
      if (place < 0 || other < 0 || other >= place) break;
      all.push(left[at++] as JsonValue);
    }
    all.push(item);
  }
  return [...all, ...left.slice(at)];
}

/** Whether an item of a patch is the one that an order names. */
export function sameItem(item: JsonValue, ordered: JsonValue, mergeKey: string): boolean {
  if (mergeKey === '') return item === ordered;
  return keyOf(item, mergeKey) === keyOf(ordered, mergeKey);
}

function keyOf(item: JsonValue, mergeKey: string): JsonValue {
  if (!isJsonObject(item)) {
    throw strategicPatchFailed(
      `expected a map[string]interface {}, but received a ${goTypeName(item)}`,
    );
  }
  const key = item[mergeKey];
  if (key !== undefined) return key;
  throw strategicPatchFailed(
    `map: ${goPrint(item)} does not contain declared merge key: ${mergeKey}`,
  );
}

function keyInList(item: JsonValue, index: number, mergeKey: string): JsonValue | undefined {
  if (isJsonObject(item)) return item[mergeKey];
  throw strategicPatchFailed(`value for key ${index} is not a map`);
}

/** A stable insertion sort: an item that the order does not know goes to the front, as on the server. */
function sortBy(
  items: readonly JsonValue[],
  order: readonly JsonValue[],
  mergeKey: string,
): JsonValue[] {
  const sorted: { readonly item: JsonValue; readonly place: number }[] = [];
  for (const item of items) {
    const place = indexIn(order, item, mergeKey);
    let at = sorted.length;
    for (; at > 0; at--) {
      const previous = (sorted[at - 1] as { readonly place: number }).place;
      if (place >= 0 && previous >= 0 && place >= previous) break;
    }
    sorted.splice(at, 0, { item, place });
  }
  return sorted.map(({ item }) => item);
}

function indexIn(list: readonly JsonValue[], item: JsonValue, mergeKey: string): number {
  if (mergeKey === '') return list.indexOf(item);
  const key = (item as JsonObject)[mergeKey];
  return list.findIndex((other) => isJsonObject(other) && other[mergeKey] === key);
}
