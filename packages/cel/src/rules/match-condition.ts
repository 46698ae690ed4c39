import type { JsonObject } from '@keelson/schema';
import { kubernetesEnvironment } from '../check/environment.ts';
import { dynType, formatType } from '../check/type.ts';
import type { Evaluate } from '../evaluate/program.ts';
import type { Value } from '../values/value.ts';
import { compileExpression } from './compile-rule.ts';
import { valueOfJson } from './json-value.ts';
import { prepare, run } from './run-expression.ts';

/** A write that a webhook may be asked about. */
export interface MatchSubject {
  /** Absent for a deletion. */
  readonly object: JsonObject | undefined;
  /** Absent for a creation. */
  readonly oldObject: JsonObject | undefined;
  /** The AdmissionRequest, without its objects. */
  readonly request: JsonObject;
}

const environment = kubernetesEnvironment({
  structs: new Map(),
  variables: new Map(['object', 'oldObject', 'request'].map((name) => [name, dynType])),
});

/**
 * One of a webhook's `matchConditions`, ready to be evaluated. `authorizer` is not known: who may do
 * what is for a server to say. Semantics: apiserver's admission/plugin/webhook/matchconditions.
 */
export class MatchCondition {
  readonly expression: string;
  /** What the API server says of an expression that is wrong. */
  readonly error: string | undefined;
  readonly #evaluate: Evaluate | undefined;

  constructor(expression: string) {
    this.expression = expression;
    const compiled = compileExpression(expression.trim(), {
      environment,
      sizeOf: () => undefined,
      wants: 'bool',
      failed: 'compilation failed: ',
      unready: 'program instantiation failed: ',
      otherwise: (type) => `must evaluate to bool but got ${formatType(type)}`,
    });
    this.error = compiled.error;
    this.#evaluate = prepare(compiled);
  }

  /**
   * Whether it is true of a write.
   * @throws {Error} that says which expression failed, and why
   */
  matches({ object, oldObject, request }: MatchSubject): boolean {
    if (this.#evaluate === undefined) throw this.#failure(this.error ?? '');
    const variables = new Map<string, Value>([
      ['object', anyValue(object)],
      ['oldObject', anyValue(oldObject)],
      ['request', anyValue(request)],
    ]);
    const { value, error } = run(this.#evaluate, variables);
    if (error !== undefined) throw this.#failure(error);
    return value === true;
  }

  #failure(why: string): Error {
    return new Error(`expression '${this.expression}' resulted in error: ${why}`);
  }
}

function anyValue(json: JsonObject | undefined): Value {
  return valueOfJson(json ?? null, { 'x-kubernetes-preserve-unknown-fields': true });
}
