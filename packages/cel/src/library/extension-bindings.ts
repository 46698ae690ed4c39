import type { Binding } from '../evaluate/bind-overloads.ts';
import { compare, equal } from '../values/equality.ts';
import {
  EntriesMap,
  EvaluationError,
  isList,
  isMap,
  keyOf,
  type MapValue,
  noSuchOverload,
  Optional,
  typeName,
  Uint,
  type Value,
} from '../values/value.ts';

type List = readonly Value[];

function contains(list: List, part: List): boolean {
  return part.every((item) => list.some((one) => equal(one, item)));
}

function slice(list: List, start: bigint, end: bigint): List {
  const what = `cannot slice(${start}, ${end})`;
  if (start < 0n || end < 0n) throw new EvaluationError(`${what}, negative indexes not supported`);
  if (start > end) {
    throw new EvaluationError(`${what}, start index must be less than or equal to end index`);
  }
  if (BigInt(list.length) < end)
    throw new EvaluationError(`${what}, list is length ${list.length}`);
  return Array.from(list).slice(Number(start), Number(end));
}

function flatten(list: List, depth: bigint): Value[] {
  if (depth < 0n) throw new EvaluationError('level must be non-negative');
  return Array.from(list).flatMap((item) =>
    isList(item) && depth > 0n ? flatten(item, depth - 1n) : [item],
  );
}

function sortBy(list: List, keys: List): List {
  if (list.length !== keys.length) {
    throw new EvaluationError(
      `@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got ${list.length} and ${keys.length} elements respectively`,
    );
  }
  const [first] = keys;
  if (first === undefined) return list;
  if (keys.some((key) => typeName(key) !== typeName(first))) {
    throw new EvaluationError('list elements must have the same type');
  }
  return Array.from(list.keys())
    .toSorted((a, b) => compare(keys[a] as Value, keys[b] as Value))
    .map((index) => list[index] as Value);
}

function range(count: bigint): List {
  if (count < 0n) {
    throw new EvaluationError(`lists.range: size must be non-negative, got ${count}`);
  }
  if (count > 10_000_000n) throw new EvaluationError('lists.range: size is too large');
  return Array.from({ length: Number(count) }, (_, index) => BigInt(index));
}

function distinct(list: List): List {
  const found: Value[] = [];
  for (const item of list) {
    if (!found.some((one) => equal(one, item))) found.push(item);
  }
  return found;
}

function isZero(value: Value): boolean {
  if (value === null || value === false || value === '' || value === 0 || value === 0n) return true;
  if (typeof value !== 'object') return false;
  if (isList(value) || value instanceof Uint8Array) return value.length === 0;
  if (isMap(value)) return value.size === 0;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof Optional) return value.value === undefined;
  return 'nanoseconds' in value && value.nanoseconds === 0n;
}

function unwrap(list: List): List {
  return Array.from(list).flatMap((item) => {
    if (!(item instanceof Optional)) throw noSuchOverload();
    return item.value === undefined ? [] : [item.value];
  });
}

function insert(map: MapValue, entries: readonly (readonly [Value, Value])[]): MapValue {
  return entries.reduce<MapValue>((result, [key, value]) => {
    if (result.get(key) !== undefined) {
      throw new EvaluationError(`insert failed: key ${keyOf(key).slice(1)} already exists`);
    }
    const base = result instanceof EntriesMap ? result : EntriesMap.of(entriesOf(result));
    return base.with(key, value);
  }, map);
}

function entriesOf(map: MapValue): (readonly [Value, Value])[] {
  return map.keys().map((key) => [key, map.get(key) as Value] as const);
}

/** cel-go's sets, lists, optionals, and the maps of comprehensions. */
export const extensionBindings: Readonly<Record<string, Binding>> = {
  'sets.contains': (list, part) => contains(list as List, part as List),
  'sets.equivalent': (a, b) => contains(a as List, b as List) && contains(b as List, a as List),
  'sets.intersects': (a, b) => (a as List).some((item) => contains(b as List, [item])),
  slice: (list, start, end) => slice(list as List, start as bigint, end as bigint),
  flatten: (list, depth = 1n) => flatten(list as List, depth as bigint),
  sort: (list) => sortBy(list as List, list as List),
  '@sortByAssociatedKeys': (list, keys) => sortBy(list as List, keys as List),
  'lists.range': (count) => range(count as bigint),
  list_reverse: (list) => Array.from(list as List).toReversed(),
  distinct: (list) => distinct(list as List),
  'optional.of': (value) => new Optional(value),
  'optional.ofNonZeroValue': (value) => (isZero(value) ? Optional.none : new Optional(value)),
  'optional.none': () => Optional.none,
  optional_value: (optional) => {
    const { value } = optional as Optional;
    if (value === undefined) throw new EvaluationError('optional.none() dereference');
    return value;
  },
  hasValue: (optional) => (optional as Optional).value !== undefined,
  last: (list) => new Optional((list as List).at(-1)),
  first: (list) => new Optional((list as List)[0]),
  'optional.unwrap': (list) => unwrap(list as List),
  unwrapOpt: (list) => unwrap(list as List),
  '@mapInsert_map_key_value': (map, key, value) => insert(map as MapValue, [[key, value]]),
  '@mapInsert_map_map': (map, other) => insert(map as MapValue, entriesOf(other as MapValue)),
};
