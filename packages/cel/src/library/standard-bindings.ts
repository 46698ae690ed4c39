import { compileGoPattern, GoPatternError } from '@keelson/schema';
import type { Binding } from '../evaluate/bind-overloads.ts';
import { calculate, negate } from '../values/arithmetic.ts';
import {
  toBool,
  toBytes,
  toDouble,
  toDuration,
  toInt,
  toText,
  toTimestamp,
  toUint,
} from '../values/conversion.ts';
import { Duration } from '../values/duration.ts';
import { compare, equal } from '../values/equality.ts';
import { modulo, type Timestamp } from '../values/timestamp.ts';
import {
  EvaluationError,
  isMap,
  type MapValue,
  TypeValue,
  typeName,
  type Value,
} from '../values/value.ts';
import { zonedDate } from './zoned-date.ts';

/** A Go pattern. @throws {EvaluationError} when it is none */
export function patternOf(source: string): RegExp {
  try {
    return compileGoPattern(source);
  } catch (error) {
    if (error instanceof GoPatternError) throw new EvaluationError(error.message);
    throw error;
  }
}

function size(value: Value): bigint {
  if (typeof value === 'string') return BigInt(Array.from(value).length);
  if (isMap(value)) return BigInt(value.size);
  return BigInt((value as Uint8Array | readonly Value[]).length);
}

function matches(text: Value, pattern: Value): boolean {
  return patternOf(pattern as string).test(text as string);
}

const dateParts: Readonly<Record<string, (date: Date) => number>> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDayOfYear: (date) => {
    const start = new Date(date);
    start.setUTCMonth(0, 1);
    return Math.round((date.getTime() - start.getTime()) / 86_400_000);
  },
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDate: (date) => date.getUTCDate(),
  getDayOfWeek: (date) => date.getUTCDay(),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (date) => date.getUTCMilliseconds(),
};

const durationParts: Readonly<Record<string, bigint>> = {
  getHours: 3_600_000_000_000n,
  getMinutes: 60_000_000_000n,
  getSeconds: 1_000_000_000n,
};

function partOf(name: string, read: (date: Date) => number): Binding {
  return (value, zone) => {
    if (!(value instanceof Duration)) {
      return BigInt(read(zonedDate(value as Timestamp, zone as string | undefined)));
    }
    const unit = durationParts[name];
    if (unit !== undefined) return value.nanoseconds / unit;
    return modulo(value.nanoseconds / 1_000_000n, 1000n);
  };
}

/** By the names of functions: all of their overloads are computed alike. */
export const standardBindings: Readonly<Record<string, Binding>> = {
  '!_': (value) => value !== true,
  '_==_': (a, b) => equal(a, b),
  '_!=_': (a, b) => !equal(a, b),
  '_<_': (a, b) => compare(a, b) < 0,
  '_<=_': (a, b) => compare(a, b) <= 0,
  '_>_': (a, b) => compare(a, b) > 0,
  '_>=_': (a, b) => compare(a, b) >= 0,
  '_+_': (a, b) => calculate('_+_', a, b),
  '_-_': (a, b) => calculate('_-_', a, b),
  '_*_': (a, b) => calculate('_*_', a, b),
  '_/_': (a, b) => calculate('_/_', a, b),
  '_%_': (a, b) => calculate('_%_', a, b),
  '-_': (value) => negate(value),
  in_list: (item, list) => (list as readonly Value[]).some((one) => equal(one, item)),
  in_map: (key, map) => (map as MapValue).get(key) !== undefined,
  size: (value) => size(value),
  type: (value) => new TypeValue(typeName(value)),
  dyn: (value) => value,
  bool: (value) => toBool(value),
  bytes: (value) => toBytes(value),
  double: (value) => toDouble(value),
  duration: (value) => toDuration(value),
  int: (value) => toInt(value),
  string: (value) => toText(value),
  timestamp: (value) => toTimestamp(value),
  uint: (value) => toUint(value),
  contains: (text, part) => (text as string).includes(part as string),
  endsWith: (text, part) => (text as string).endsWith(part as string),
  startsWith: (text, part) => (text as string).startsWith(part as string),
  matches: (text, pattern) => matches(text, pattern),
  ...Object.fromEntries(
    Object.entries(dateParts).map(([name, read]) => [name, partOf(name, read)]),
  ),
};
