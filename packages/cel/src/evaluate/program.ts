import type { Checked } from '../check/checker.ts';
import { listCost, mapCost, structCost } from '../cost/estimate.ts';
import { functionBindings } from '../library/function-bindings.ts';
import type {
  CallExpression,
  Comprehension,
  Expression,
  ListExpression,
  LiteralValue,
  MapExpression,
  SelectExpression,
  StructExpression,
} from '../syntax/expression.ts';
import {
  EntriesMap,
  EvaluationError,
  isList,
  isMap,
  keyOf,
  noSuchOverload,
  Optional,
  TypeValue,
  Uint,
  type Value,
} from '../values/value.ts';
import { bindOverloads } from './bind-overloads.ts';
import type { Frame } from './frame.ts';
import { logicalOperators } from './logical-operators.ts';
import { indexInto, optionalIndex, optionalSelect, selectFrom } from './select.ts';

/** A part of an expression, ready to run. @throws {EvaluationError} @throws {CostLimitError} */
export type Evaluate = (frame: Frame) => Value;

/** Turns a checked expression into a function. */
export function plan(checked: Checked): Evaluate {
  return new Planner(checked).plan(checked.expression);
}

class Planner {
  readonly #checked: Checked;

  constructor(checked: Checked) {
    this.#checked = checked;
  }

  plan(expression: Expression): Evaluate {
    switch (expression.kind) {
      case 'literal': {
        const value = valueOf(expression.literal);
        return () => value;
      }
      case 'name':
        return this.#name(expression.id, expression.name);
      case 'select':
        return this.#select(expression);
      case 'call':
        return this.#call(expression);
      case 'list':
        return this.#list(expression);
      case 'map':
        return this.#map(expression);
      case 'struct':
        return this.#struct(expression);
      case 'comprehension':
        return this.#fold(expression);
    }
  }

  #name(id: number, name: string): Evaluate {
    const plain = name.replace(/^\./u, '');
    const type = this.#checked.types.get(id);
    const named =
      type?.kind === 'type' && type.parameters[0]
        ? new TypeValue(type.parameters[0].name)
        : undefined;
    return (frame) => {
      frame.spend(1);
      return named !== undefined && frame.peek(plain) === undefined ? named : frame.get(plain);
    };
  }

  #select(select: SelectExpression): Evaluate {
    const { id, operand, field, isTest } = select;
    const name = this.#checked.names.get(id);
    if (name !== undefined) return this.#name(id, name);
    const target = this.plan(operand);
    if (isTest) return (frame) => isSet(target(frame), field);
    return (frame) => {
      const value = target(frame);
      frame.spend(1);
      return selectFrom(value, field);
    };
  }

  #call(call: CallExpression): Evaluate {
    const name = this.#checked.names.get(call.id) ?? call.name;
    const isQualified = name !== call.name;
    const operands = call.target && !isQualified ? [call.target, ...call.args] : call.args;
    const args = operands.map((operand) => this.plan(operand));
    const logical = logicalOperators.get(name);
    if (logical) return logical(args);
    const [first, second] = args as [Evaluate, Evaluate];
    switch (name) {
      case '_?._': {
        const field = literalText(call.args[1] as Expression);
        return (frame) => {
          const value = first(frame);
          frame.spend(1);
          return optionalSelect(value, field);
        };
      }
      case '_[_]':
        return (frame) => {
          const [value, key] = [first(frame), second(frame)];
          frame.spend(1);
          return indexInto(value, key);
        };
      case '_[?_]':
        return (frame) => {
          const [value, key] = [first(frame), second(frame)];
          frame.spend(1);
          return optionalIndex(value, key);
        };
      default:
        return bindOverloads(
          {
            name,
            overloads: this.#checked.overloads.get(call.id) ?? [],
            bindings: functionBindings,
          },
          args,
        );
    }
  }

  #list({ items }: ListExpression): Evaluate {
    const parts = items.map(({ value, isOptional }) => ({
      evaluate: this.plan(value),
      isOptional,
    }));
    return (frame) => {
      const list: Value[] = [];
      for (const { evaluate, isOptional } of parts) {
        const value = evaluate(frame);
        if (!isOptional) list.push(value);
        else if (!(value instanceof Optional)) throw noSuchOverload();
        else if (value.value !== undefined) list.push(value.value);
      }
      frame.spend(listCost);
      return list;
    };
  }

  #map({ entries }: MapExpression): Evaluate {
    const parts = entries.map(({ key, value, isOptional }) => ({
      key: this.plan(key),
      value: this.plan(value),
      isOptional,
    }));
    return (frame) => {
      const found = new Map<string, readonly [Value, Value]>();
      for (const part of parts) {
        const key = part.key(frame);
        const given = part.value(frame);
        const value = part.isOptional ? unwrapped(given) : given;
        const text = keyOf(key);
        if (value === undefined) continue;
        if (found.has(text)) {
          throw new EvaluationError(`Failed with repeated key`);
        }
        found.set(text, [key, value]);
      }
      frame.spend(mapCost);
      return new EntriesMap(found);
    };
  }

  #struct({ fields }: StructExpression): Evaluate {
    const parts = fields.map(({ name, value }) => ({ name, evaluate: this.plan(value) }));
    return (frame) => {
      const entries = parts.map(({ name, evaluate }) => [name, evaluate(frame)] as const);
      frame.spend(structCost);
      return EntriesMap.of(entries);
    };
  }

  #fold(fold: Comprehension): Evaluate {
    const range = this.plan(fold.range);
    const init = this.plan(fold.init);
    const condition = this.plan(fold.condition);
    const step = this.plan(fold.step);
    const result = this.plan(fold.result);
    const { accumulator, variable, variable2 = variable } = fold;
    const isTwo = fold.variable2 !== undefined;
    return (frame) => {
      const items = range(frame);
      const outer = [accumulator, variable, variable2].map(
        (name) => [name, frame.peek(name)] as const,
      );
      try {
        frame.set(
          accumulator,
          attempt(() => init(frame)),
        );
        for (const [key, value] of pairsOf(items, isTwo)) {
          frame.set(variable, key);
          if (isTwo) frame.set(variable2, value);
          if (condition(frame) !== true) break;
          frame.set(
            accumulator,
            attempt(() => step(frame)),
          );
        }
        return result(frame);
      } finally {
        for (const [name, value] of outer.toReversed()) frame.set(name, value);
      }
    };
  }
}

/** A failure of a step may yet be absorbed by a later one. */
function attempt(evaluate: () => Value): Value | EvaluationError {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof EvaluationError) return error;
    throw error;
  }
}

/** With one variable the items of a list and the keys of a map, with two also indices and values. */
function* pairsOf(range: Value, isTwo: boolean): Generator<readonly [Value, Value]> {
  if (isList(range)) {
    for (const [index, item] of range.entries()) {
      yield isTwo ? [BigInt(index), item] : [item, item];
    }
  } else if (isMap(range)) {
    for (const key of range.keys()) yield [key, range.get(key) as Value];
  } else throw noSuchOverload();
}

function isSet(value: Value, field: string): boolean {
  if (value instanceof Optional) return value.value !== undefined && isSet(value.value, field);
  if (!isMap(value)) throw noSuchOverload();
  return value.get(field) !== undefined;
}

function unwrapped(value: Value): Value | undefined {
  if (!(value instanceof Optional)) throw noSuchOverload();
  return value.value;
}

function literalText(expression: Expression): string {
  const { literal } = expression.kind === 'literal' ? expression : { literal: undefined };
  return literal?.kind === 'string' ? literal.value : '';
}

function valueOf(literal: LiteralValue): Value {
  if (literal.kind === 'null') return null;
  return literal.kind === 'uint' ? new Uint(literal.value) : literal.value;
}
