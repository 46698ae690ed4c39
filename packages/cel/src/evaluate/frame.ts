import { EvaluationError, type Value } from '../values/value.ts';

/** An evaluation that has become too expensive: nothing absorbs it. */
export class CostLimitError extends Error {
  override readonly name = 'CostLimitError';

  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

/** Variables and cost of one evaluation. */
export class Frame {
  cost = 0;
  readonly #limit: number;
  readonly #variables: Map<string, Value | EvaluationError>;

  constructor(variables: ReadonlyMap<string, Value>, limit: number) {
    this.#variables = new Map(variables);
    this.#limit = limit;
  }

  /** @throws {CostLimitError} when that was too much */
  spend(cost: number): void {
    this.cost += cost;
    if (this.cost > this.#limit) throw new CostLimitError();
  }

  /** @throws {EvaluationError} when there is no such variable, or it holds a failure */
  get(name: string): Value {
    const value = this.#variables.get(name);
    if (value instanceof EvaluationError) throw value;
    if (value === undefined) throw new EvaluationError(`no such attribute(s): ${name}`);
    return value;
  }

  peek(name: string): Value | EvaluationError | undefined {
    return this.#variables.get(name);
  }

  /** A failure is kept, and thrown when the variable is read. */
  set(name: string, value: Value | EvaluationError | undefined): void {
    if (value === undefined) this.#variables.delete(name);
    else this.#variables.set(name, value);
  }
}
