import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { hasDirective, removeDirectives } from './directives.ts';
import { goPrint } from './go-print.ts';
import { arrange, partition, sameItem } from './list-order.ts';
import { patchRejected } from './patch-body.ts';
import type { FieldPatchRule, PatchSchema } from './patch-schema.ts';
import { strategicPatchFailed } from './strategic-patch-error.ts';

/** How two lists merge. */
export interface ListMergeRule extends FieldPatchRule {
  /** The patch lists what to remove. */
  readonly isDeletion: boolean;
  readonly mergeMap: (original: JsonObject, patch: JsonObject, schema: PatchSchema) => JsonObject;
}

/** Merges the list of a patch into one of the object: maps by their key, other values as a set. */
export function mergeList(
  original: JsonValue[],
  patch: JsonValue[],
  rule: ListMergeRule,
): JsonValue[] {
  if (original.length === 0 && patch.length === 0) return original;
  if (!holdsMaps(original, patch)) {
    if (rule.isDeletion) return original.filter((item) => !patch.includes(item));
    const { mergeKey } = rule;
    const merged = withoutRepeated([...original, ...patch]);
    return arrange(partition(merged, patch, mergeKey), { patch, original }, mergeKey);
  }
  if (rule.mergeKey === '') {
    throw strategicPatchFailed('cannot merge lists without merge key for struct');
  }
  const kept = applyDirectives(original as JsonObject[], patch as JsonObject[], rule.mergeKey);
  const merged = mergeItems([...kept.original], kept.patch, rule);
  return arrange(partition(merged, kept.patch, rule.mergeKey), kept, rule.mergeKey);
}

/** Lists that `$setElementOrder` concerns. */
export interface ListOrder {
  readonly original: JsonValue[] | undefined;
  readonly patch: JsonValue[] | undefined;
  readonly order: JsonValue[];
  readonly rule: ListMergeRule;
}

/** Merges two lists and puts the items into an order; `undefined` when there is nothing to order. */
export function orderList({ original, patch, order, rule }: ListOrder): JsonValue[] | undefined {
  checkOrder(patch ?? [], order, rule.mergeKey);
  if (original === undefined && patch === undefined) return undefined;
  let merged: JsonValue[];
  if (patch === undefined) merged = original as JsonValue[];
  else if (original === undefined) merged = removeDirectives(patch) as JsonValue[];
  else merged = rule.strategy === 'merge' ? mergeList([...original], patch, rule) : patch;
  const parts = partition(merged, order, rule.mergeKey);
  if ((original ?? []).length + (patch ?? []).length === 0) {
    throw strategicPatchFailed('no elements in any of the given slices');
  }
  holdsMaps(original ?? [], patch ?? []);
  return arrange(parts, { patch: order, original: original ?? [] }, rule.mergeKey);
}

function checkOrder(patch: JsonValue[], order: JsonValue[], mergeKey: string): void {
  if (patch.length === 0 || order.length === 0) return;
  const items =
    mergeKey === ''
      ? patch
      : patch.filter((item) => !isJsonObject(item) || item['$patch'] !== 'delete');
  let at = 0;
  for (const expected of order) {
    while (hasDirective(items[at])) at++;
    if (at < items.length && sameItem(items[at] as JsonValue, expected, mergeKey)) at++;
  }
  if (at >= items.length) return;
  throw strategicPatchFailed(
    `The order in patch list:\n${goPrint(patch)}\n doesn't match $setElementOrder list:\n${goPrint(order)}\n`,
  );
}

interface Lists {
  readonly original: JsonObject[];
  readonly patch: JsonObject[];
}

/** Takes items with `$patch` out of a patch and does what they say. */
function applyDirectives(original: JsonObject[], patch: JsonObject[], mergeKey: string): Lists {
  const plain: JsonObject[] = [];
  let kept = original;
  let isReplaced = false;
  for (const item of patch) {
    const directive = item['$patch'];
    if (directive === undefined) plain.push(item);
    else if (directive === 'replace') isReplaced = true;
    else if (directive === 'delete') {
      const value = keyOf(item, mergeKey);
      kept = kept.filter((other) => other[mergeKey] !== value);
    } else if (directive === 'merge') {
      throw strategicPatchFailed('merging lists cannot yet be specified in the patch');
    } else {
      throw strategicPatchFailed(
        `unknown patch type: ${goPrint(directive)} in map: ${goPrint(item)}`,
      );
    }
  }
  return isReplaced ? { original: plain, patch: [] } : { original: kept, patch: plain };
}

function mergeItems(
  original: JsonObject[],
  patch: readonly JsonObject[],
  { mergeKey, mergeMap, schema }: ListMergeRule,
): JsonObject[] {
  for (const item of patch) {
    const value = keyOf(item, mergeKey);
    const at = original.findIndex((other) => other[mergeKey] === value);
    if (at < 0) original.push(item);
    else original[at] = mergeMap(original[at] as JsonObject, item, schema);
  }
  return original;
}

function keyOf(item: JsonObject, mergeKey: string): JsonValue {
  const value = item[mergeKey];
  if (value !== undefined) return value;
  throw strategicPatchFailed(
    `map: ${goPrint(item)} does not contain declared merge key: ${mergeKey}`,
  );
}

/** Whether the items of two lists are objects; all must be of one type. */
function holdsMaps(original: JsonValue[], patch: JsonValue[]): boolean {
  const types = new Set([...original, ...patch].map(typeOf));
  const first = typeOf((original[0] ?? patch[0]) as JsonValue);
  // The server answers this one without a reason.
  if (first === 'list') throw patchRejected();
  if (types.size < 2) return first === 'map';
  throw strategicPatchFailed(
    `list element types are not identical: [${goPrint(original)} ${goPrint(patch)}]`,
  );
}

function typeOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return value === null ? 'null' : 'map';
  if (typeof value === 'bigint') return 'int64';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value;
}

/** The server puts the last item into the place of one that is repeated. */
function withoutRepeated(items: JsonValue[]): JsonValue[] {
  const kept = [...items];
  for (let index = 0; index < kept.length - 1; index++) {
    for (let other = index + 1; other < kept.length; other++) {
      if (kept[index] !== kept[other]) continue;
      const last = kept.pop() as JsonValue;
      if (other < kept.length) kept[other] = last;
      other--;
    }
  }
  return kept;
}
