import { Network } from '../values/address.ts';
import { isList, isMap, NamedFormat, Optional, typeName, type Value } from '../values/value.ts';
import { listCost, perCharacter, perPatternCharacter } from './estimate.ts';

/** What a call has cost (cel-go's CostTracker with apiserver's cel/library.CostEstimator). */
export interface FinishedCall {
  readonly name: string;
  readonly overload: string;
  /** The target first. */
  readonly args: readonly Value[];
  readonly result: Value;
}

export function runtimeCost(call: FinishedCall): number {
  const { name, overload, args, result } = call;
  const [first = null, second = null] = args;
  const scan = (value: Value, factor = 1): number =>
    Math.ceil(sizeOf(value) * factor * perCharacter);
  switch (name) {
    case 'isSorted':
    case 'sum':
    case 'max':
    case 'min':
    case 'indexOf':
    case 'lastIndexOf':
      return traversal(first);
    case 'url':
    case 'lowerAscii':
    case 'upperAscii':
    case 'substring':
    case 'trim':
    case 'cidr':
    case 'isIP':
    case 'isCIDR':
    case 'quantity':
    case 'isQuantity':
    case 'semver':
    case 'isSemver':
    case 'startsWith':
    case 'endsWith':
      return scan(name === 'startsWith' || name === 'endsWith' ? second : first);
    case 'ip':
      return overload === 'cidr_ip' ? 1 : scan(first);
    case 'replace':
    case 'split':
    case 'ip.isCanonical':
      return scan(first, 2);
    case 'join':
      return scan(result, 2);
    case 'find':
    case 'findAll':
    case 'matches':
      return patternCost(sizeOf(first), sizeOf(second));
    case 'contains':
      return scan(first) * scan(second);
    case 'containsIP':
    case 'containsCIDR':
      return addressCost(call);
    case 'validate':
      return first instanceof NamedFormat ? patternCost(sizeOf(second), 60) : 1;
    case 'format':
    case 'strings.quote':
      return scan(first);
    default:
      return operatorCost(call);
  }
}

function operatorCost({ overload, args, result }: FinishedCall): number {
  const [first = null, second = null] = args;
  if (/^(?:less|greater)(?:_equals)?_(?:string|bytes)$|^(?:not_)?equals$/u.test(overload)) {
    const isOpaque = overload === 'equals' && typeName(first).includes('.');
    return isOpaque ? 1 : Math.ceil(Math.min(sizeOf(first), sizeOf(second)) * perCharacter);
  }
  switch (overload) {
    case 'in_list':
      return sizeOf(second);
    case 'add_string':
    case 'add_bytes':
      return Math.ceil((sizeOf(first) + sizeOf(second)) * perCharacter);
    case 'string_to_bytes':
    case 'bytes_to_string':
      return Math.ceil(sizeOf(first) * perCharacter);
    case 'list_slice':
    case 'lists_range':
    case 'list_reverse':
      return sizeOf(result) + 1 + listCost;
    case 'list_flatten':
      return sizeOf(first) + 1 + listCost;
    case 'list_flatten_int':
      return sizeOf(first) * Math.max(1, Number(second)) + 1 + listCost;
    case 'list_distinct':
      return selfCompare(first);
    case 'list_sets_contains_list':
    case 'list_sets_intersects_list':
      return 1 + sizeOf(first) * sizeOf(second);
    case 'list_sets_equivalent_list':
      return 1 + sizeOf(first) * sizeOf(second) * 2;
  }
  if (overload.endsWith('_sort')) return selfCompare(first);
  return overload.endsWith('_sortByAssociatedKeys') ? selfCompare(second) : 1;
}

function patternCost(text: number, pattern: number): number {
  return Math.ceil((1 + text) * perCharacter) * Math.ceil(pattern * perPatternCharacter);
}

function addressCost({ name, args: [network = null, other = null] }: FinishedCall): number {
  const size = sizeOf(network);
  let cost = Math.ceil(2 * size * perCharacter);
  if (name === 'containsCIDR') cost += Math.ceil(size * perCharacter) + 1;
  return typeof other === 'string' ? cost + Math.ceil(other.length * perCharacter) : cost;
}

function selfCompare(list: Value): number {
  const size = sizeOf(list);
  const [item] = isList(list) ? list : [];
  const isText = typeof item === 'string' || item instanceof Uint8Array;
  return Math.floor(size * size * (isText ? 2 + perCharacter : 2)) + 1 + listCost;
}

function sizeOf(value: Value): number {
  if (typeof value === 'string') return Array.from(value).length;
  if (value instanceof Uint8Array || isList(value)) return value.length;
  if (isMap(value)) return value.size;
  if (value instanceof Optional && value.value !== undefined) return sizeOf(value.value);
  return value instanceof Network ? (value.address.family === 4 ? 4 : 16) : 1;
}

function traversal(value: Value): number {
  if (typeof value === 'string')
    return Math.floor(new TextEncoder().encode(value).length * perCharacter);
  if (value instanceof Uint8Array) return Math.floor(value.length * perCharacter);
  if (isList(value)) return value.reduce<number>((sum, item) => sum + traversal(item), 0);
  if (!isMap(value)) return 1;
  return value
    .keys()
    .reduce<number>((sum, key) => sum + traversal(key) + traversal(value.get(key) ?? null), 0);
}
