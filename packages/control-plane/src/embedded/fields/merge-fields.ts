import { type JsonObject, type JsonValue, setOwn } from '@keelson/schema';
import type { FieldType, ListType, MapType } from './field-type.ts';
import { asList, asMap, itemsByStep, memberType, shapeOf, stepOf } from './walk-fields.ts';

/**
 * Puts what is applied over what is there: leaves of the former win, nothing is removed, and a list
 * takes the order of the former where both have an item (structured-merge-diff's Merge).
 * @throws {FieldTypeError} when an applied list says an item twice
 */
export function mergeFields(type: FieldType, live: JsonValue, applied: JsonValue): JsonValue {
  return merge(type, live, applied) as JsonValue;
}

function merge(
  type: FieldType,
  live: JsonValue | undefined,
  applied: JsonValue | undefined,
): JsonValue | undefined {
  if (applied === undefined) return live;
  const { list, map } = shapeOf(type, live, applied);
  if (map !== undefined && !map.isAtomic) return mergeMaps(map, live, applied);
  if (list !== undefined && !list.isAtomic) return mergeLists(list, live, applied);
  return applied;
}

function mergeMaps(map: MapType, live: JsonValue | undefined, applied: JsonValue): JsonValue {
  const old = asMap(live);
  const now = asMap(applied);
  const keys = Object.keys(old);
  if (keys.length === 0 && Object.keys(now).length === 0) return applied;
  const merged: JsonObject = {};
  for (const key of new Set([...keys, ...Object.keys(now)])) {
    const type = memberType(map, key);
    const before = Object.hasOwn(old, key) ? old[key] : undefined;
    const after = Object.hasOwn(now, key) ? now[key] : undefined;
    const value = type === undefined ? (after ?? before) : merge(type, before, after);
    if (value !== undefined) setOwn(merged, key, value);
  }
  return merged;
}

/** The order is that of the applied list, with the live items that it does not name between. */
function mergeLists(list: ListType, live: JsonValue | undefined, applied: JsonValue): JsonValue {
  const old = asList(live);
  const now = asList(applied);
  if (old.length === 0 && now.length === 0) return applied;
  const nowItems = new Map(now.map((item) => [stepOf(list, item), item]));
  const nowSteps = [...nowItems.keys()];
  // A live item that is there more than once is no partner of an applied one.
  const partners = itemsByStep(list, old);
  const oldItems = old.map((item) => [stepOf(list, item), item] as const);
  const shared = nowSteps.filter((step) => partners.has(step));
  const merged: JsonValue[] = [];
  const done = new Set<string>();
  const take = (step: string): void => {
    const alike = partners.get(step) ?? [];
    const partner = alike.length === 1 ? alike[0] : undefined;
    const value = merge(list.items, partner, nowItems.get(step));
    if (value !== undefined) merged.push(value);
    done.add(step);
    if (shared[0] === step) shared.shift();
  };
  let left = 0;
  let right = 0;
  while (left < oldItems.length || right < nowSteps.length) {
    const entry = oldItems[left];
    const next = nowSteps[right];
    if (entry !== undefined && next !== undefined) {
      const [step] = entry;
      if (step === next) {
        take(step);
        left++;
        right++;
        continue;
      }
      // Shared, but not the one whose turn it is.
      if (nowItems.has(step) && shared[0] !== undefined && shared[0] !== step) {
        left++;
        continue;
      }
    }
    if (entry !== undefined) {
      const [step, item] = entry;
      if (!nowItems.has(step)) {
        merged.push(item);
        left++;
        continue;
      }
      if (done.has(step)) left++;
    }
    if (next !== undefined) {
      take(next);
      right++;
    }
  }
  return merged;
}
