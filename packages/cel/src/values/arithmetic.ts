import { Duration } from './duration.ts';
import { equal } from './equality.ts';
import { KeyedList } from './keyed-list.ts';
import { maxTimestamp, minTimestamp, Timestamp } from './timestamp.ts';
import { EvaluationError, isList, noSuchOverload, Uint, type Value } from './value.ts';

/** `+ - * / %` by the names of the operators. */
export type ArithmeticOperator = '_+_' | '_-_' | '_*_' | '_/_' | '_%_';

/** @throws {EvaluationError} on overflow, division by zero, or operands without the operator */
export function calculate(operator: ArithmeticOperator, a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return int(integer(operator, a, b));
  if (typeof a === 'number' && typeof b === 'number') return double(operator, a, b);
  if (a instanceof Uint && b instanceof Uint) return uint(integer(operator, a.value, b.value));
  if (operator === '_+_') return addOthers(a, b);
  if (operator === '_-_') return subtractTimes(a, b);
  throw noSuchOverload();
}

/** `-x` */
export function negate(value: Value): Value {
  if (typeof value === 'bigint') return int(-value);
  if (typeof value === 'number') return -value;
  throw noSuchOverload();
}

function integer(operator: ArithmeticOperator, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '_+_':
      return a + b;
    case '_-_':
      return a - b;
    case '_*_':
      return a * b;
    case '_/_':
      if (b === 0n) throw new EvaluationError('division by zero');
      return a / b;
    case '_%_':
      if (b === 0n) throw new EvaluationError('modulus by zero');
      return a % b;
  }
}

function double(operator: ArithmeticOperator, a: number, b: number): number {
  switch (operator) {
    case '_+_':
      return a + b;
    case '_-_':
      return a - b;
    case '_*_':
      return a * b;
    case '_/_':
      return a / b;
    case '_%_':
      throw noSuchOverload();
  }
}

/** @throws {EvaluationError} when it does not fit in 64 bits */
export function int(value: bigint): bigint {
  if (BigInt.asIntN(64, value) === value) return value;
  throw new EvaluationError('integer overflow');
}

/** @throws {EvaluationError} when it does not fit in 64 bits */
export function uint(value: bigint): Uint {
  if (BigInt.asUintN(64, value) === value) return new Uint(value);
  throw new EvaluationError('unsigned integer overflow');
}

function addOthers(a: Value, b: Value): Value {
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (isList(a) && isList(b)) return a instanceof KeyedList ? a.merge(b, equal) : [...a, ...b];
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Uint8Array.from([...a, ...b]);
  if (a instanceof Duration && b instanceof Duration)
    return duration(a.nanoseconds + b.nanoseconds);
  if (a instanceof Timestamp && b instanceof Duration)
    return timestamp(a.nanoseconds + b.nanoseconds);
  if (a instanceof Duration && b instanceof Timestamp)
    return timestamp(a.nanoseconds + b.nanoseconds);
  throw noSuchOverload();
}

function subtractTimes(a: Value, b: Value): Value {
  if (a instanceof Duration && b instanceof Duration)
    return duration(a.nanoseconds - b.nanoseconds);
  if (a instanceof Timestamp && b instanceof Duration)
    return timestamp(a.nanoseconds - b.nanoseconds);
  if (a instanceof Timestamp && b instanceof Timestamp)
    return duration(a.nanoseconds - b.nanoseconds);
  throw noSuchOverload();
}

/** @throws {EvaluationError} beyond 290 years */
function duration(nanoseconds: bigint): Duration {
  if (BigInt.asIntN(64, nanoseconds) === nanoseconds) return new Duration(nanoseconds);
  throw new EvaluationError('duration overflow');
}

/** @throws {EvaluationError} outside the years 1 to 9999 */
export function timestamp(nanoseconds: bigint): Timestamp {
  if (nanoseconds >= minTimestamp && nanoseconds <= maxTimestamp) return new Timestamp(nanoseconds);
  throw new EvaluationError('timestamp overflow');
}
