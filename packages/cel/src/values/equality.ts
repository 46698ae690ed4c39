import { compareUtf8 } from '@keelson/schema';
import { Address, Network } from './address.ts';
import { Duration } from './duration.ts';
import { KeyedList } from './keyed-list.ts';
import { Quantity } from './quantity.ts';
import { SemanticVersion } from './semantic-version.ts';
import { Timestamp } from './timestamp.ts';
import { Url } from './url.ts';
import {
  isList,
  isMap,
  NamedFormat,
  noSuchOverload,
  Optional,
  TypeValue,
  Uint,
  type Value,
} from './value.ts';

/** `==`: values of different types differ, numbers of different kinds compare by value. */
export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  const numbers = compareNumbers(a, b);
  if (numbers !== undefined) return numbers === 0;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isList(a)) return isList(b) && equalLists(a, b);
  if (isMap(a)) {
    if (!isMap(b) || a.size !== b.size) return false;
    return a.keys().every((key) => {
      const other = b.get(key);
      return other !== undefined && equal(a.get(key) as Value, other);
    });
  }
  if (a instanceof Uint8Array) return b instanceof Uint8Array && compareBytes(a, b) === 0;
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanoseconds === b.nanoseconds;
  if (a instanceof Duration) return b instanceof Duration && a.nanoseconds === b.nanoseconds;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name;
  if (a instanceof Optional) return b instanceof Optional && equalOptionals(a, b);
  if (a instanceof Quantity) return b instanceof Quantity && a.compare(b) === 0;
  if (a instanceof SemanticVersion) return b instanceof SemanticVersion && a.compare(b) === 0;
  if (a instanceof NamedFormat) return b instanceof NamedFormat && a.name === b.name;
  if (a instanceof Url) return b instanceof Url && a.text === b.text;
  if (a instanceof Network) return b instanceof Network && a.toString() === b.toString();
  return a instanceof Address && b instanceof Address && a.toString() === b.toString();
}

function equalOptionals(a: Optional, b: Optional): boolean {
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  return equal(a.value, b.value);
}

/** Sets, and lists of objects with keys, are the same in any order. */
function equalLists(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  const keyed = a instanceof KeyedList ? a : b instanceof KeyedList ? b : undefined;
  if (keyed === undefined) return a.every((item, index) => equal(item, b[index] as Value));
  return a.every((item) => {
    const other = keyed.counterpart(item, b, equal);
    return other !== undefined && equal(item, other);
  });
}

/** `<` and its kin: below 0, 0, above 0; NaN when nothing holds. @throws {EvaluationError} */
export function compare(a: Value, b: Value): number {
  const numbers = compareNumbers(a, b);
  if (numbers !== undefined) return numbers;
  if (typeof a === 'string' && typeof b === 'string') return compareUtf8(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  if (a instanceof Timestamp && b instanceof Timestamp) return order(a.nanoseconds, b.nanoseconds);
  if (a instanceof Duration && b instanceof Duration) return order(a.nanoseconds, b.nanoseconds);
  throw noSuchOverload();
}

function compareNumbers(a: Value, b: Value): number | undefined {
  const x = numberOf(a);
  const y = numberOf(b);
  if (x === undefined || y === undefined) return undefined;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  // Beside a double, an integer is rounded to one, as in Go.
  return typeof x === typeof y ? order(x, y) : order(Number(x), Number(y));
}

function numberOf(value: Value): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return value instanceof Uint ? value.value : undefined;
}

function order(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = (a[index] as number) - (b[index] as number);
    if (difference !== 0) return Math.sign(difference);
  }
  return Math.sign(a.length - b.length);
}
