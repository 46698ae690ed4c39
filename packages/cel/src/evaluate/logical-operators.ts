import { EvaluationError, noSuchOverload, Optional, type Value } from '../values/value.ts';
import type { Frame } from './frame.ts';

type Evaluate = (frame: Frame) => Value;

/** Operators that do not need all of their arguments. */
export const logicalOperators: ReadonlyMap<string, (args: readonly Evaluate[]) => Evaluate> =
  new Map(
    Object.entries({
      '_&&_': decide(false),
      '_||_': decide(true),
      '_?_:_': conditional,
      '@not_strictly_false': notStrictlyFalse,
      or: optionalOr,
      orValue: optionalOrValue,
    }),
  );

/** One argument that decides is enough, even when the other one fails. */
function decide(decisive: boolean) {
  return (args: readonly Evaluate[]): Evaluate => {
    const [left, right] = args as [Evaluate, Evaluate];
    return (frame) => {
      const first = attempt(left, frame);
      if (first === decisive) return decisive;
      const second = attempt(right, frame);
      if (second === decisive) return decisive;
      if (first instanceof EvaluationError) throw first;
      if (second instanceof EvaluationError) throw second;
      if (typeof first !== 'boolean' || typeof second !== 'boolean') throw noSuchOverload();
      return !decisive;
    };
  };
}

function attempt(evaluate: Evaluate, frame: Frame): Value | EvaluationError {
  try {
    return evaluate(frame);
  } catch (error) {
    if (error instanceof EvaluationError) return error;
    throw error;
  }
}

function conditional(args: readonly Evaluate[]): Evaluate {
  const [condition, whenTrue, whenFalse] = args as [Evaluate, Evaluate, Evaluate];
  return (frame) => {
    const value = condition(frame);
    if (typeof value !== 'boolean') throw noSuchOverload();
    return value ? whenTrue(frame) : whenFalse(frame);
  };
}

function notStrictlyFalse([argument]: readonly Evaluate[]): Evaluate {
  return (frame) => {
    const value = attempt(argument as Evaluate, frame);
    frame.spend(1);
    return value !== false;
  };
}

function optionalOr(args: readonly Evaluate[]): Evaluate {
  const [left, right] = args as [Evaluate, Evaluate];
  return (frame) => {
    const value = left(frame);
    if (!(value instanceof Optional)) throw noSuchOverload();
    return value.value === undefined ? right(frame) : value;
  };
}

function optionalOrValue(args: readonly Evaluate[]): Evaluate {
  const [left, right] = args as [Evaluate, Evaluate];
  return (frame) => {
    const value = left(frame);
    if (!(value instanceof Optional)) throw noSuchOverload();
    return value.value === undefined ? right(frame) : value.value;
  };
}
