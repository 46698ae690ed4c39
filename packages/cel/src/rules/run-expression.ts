import { CostLimitError, Frame } from '../evaluate/frame.ts';
import { type Evaluate, plan } from '../evaluate/program.ts';
import { EvaluationError, type Value } from '../values/value.ts';
import type { CompiledExpression } from './compile-rule.ts';

/** What running an expression gave. */
export interface RunResult {
  readonly value: Value | undefined;
  /** Go's words for what went wrong. */
  readonly error: string | undefined;
  readonly isOverLimit: boolean;
  readonly cost: number;
}

/** The most that one run may cost. */
const callLimit = 1_000_000;

/** An expression that is ready to run; `undefined` when it does not compile. */
export function prepare({ checked }: CompiledExpression): Evaluate | undefined {
  return checked && plan(checked);
}

/** Runs an expression within the limit of one call. */
export function run(evaluate: Evaluate, variables: ReadonlyMap<string, Value>): RunResult {
  const frame = new Frame(variables, callLimit);
  try {
    const value = evaluate(frame);
    return { value, error: undefined, isOverLimit: false, cost: frame.cost };
  } catch (error) {
    const isOverLimit = error instanceof CostLimitError;
    if (!isOverLimit && !(error instanceof EvaluationError)) throw error;
    return { value: undefined, error: error.message, isOverLimit, cost: frame.cost };
  }
}
