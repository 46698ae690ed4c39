import type { Checked } from '../check/checker.ts';
import { dynType, optionalValue, type Type } from '../check/type.ts';
import {
  type CallExpression,
  type Comprehension,
  type Expression,
  accumulator,
} from '../syntax/expression.ts';
import { libraryCallCost } from './call-cost.ts';
import { standardCallCost } from './standard-call-cost.ts';
import {
  add,
  type Argument,
  type CallEstimate,
  type EstimatedCall,
  fixed,
  listCost,
  mapCost,
  multiply,
  type Range,
  structCost,
  union,
  unknownSize,
} from './estimate.ts';

/** The most elements that a value at a path can have: `['self', 'spec', 'hosts', '@items']`. */
export type SizeOfPath = (path: readonly string[]) => number | undefined;

interface EntrySize {
  readonly kind: 'list' | 'map';
  readonly key: Range;
  readonly value: Range;
}

interface Local {
  readonly path: readonly string[];
  readonly size: Range | undefined;
  readonly entries: EntrySize | undefined;
}

/**
 * The least and the most that evaluating an expression can cost, before there is an object (cel-go's
 * checker/cost.go with Kubernetes' options: a presence test is free).
 */
export function estimateCost(checked: Checked, sizeOfPath: SizeOfPath): Range {
  return new Coster(checked, sizeOfPath).cost(checked.expression);
}

const literalSize = fixed(1);

class Coster {
  readonly #checked: Checked;
  readonly #sizeOfPath: SizeOfPath;
  readonly #paths = new Map<number, readonly string[]>();
  readonly #sizes = new Map<number, Range>();
  readonly #entries = new Map<number, EntrySize>();
  readonly #locals = new Map<string, Local[]>();

  constructor(checked: Checked, sizeOfPath: SizeOfPath) {
    this.#checked = checked;
    this.#sizeOfPath = sizeOfPath;
  }

  cost(expression: Expression): Range {
    const { id } = expression;
    switch (expression.kind) {
      case 'literal':
        return fixed(0);
      case 'name':
        this.#paths.set(id, this.#local(expression.name)?.path ?? [expression.name]);
        return fixed(1);
      case 'select': {
        if (this.#checked.names.has(id)) return fixed(1);
        const operand = this.cost(expression.operand);
        if (expression.isTest) return operand;
        this.#paths.set(id, [...this.#path(expression.operand), expression.field]);
        const { kind } = this.#type(expression.operand);
        return kind === 'map' || kind === 'struct' || kind === 'param'
          ? add(operand, fixed(1))
          : operand;
      }
      case 'call':
        return this.#call(expression);
      case 'list': {
        const sum = expression.items.map(({ value }) => this.cost(value));
        const value = this.#widest(expression.items.map((item) => item.value));
        this.#entries.set(id, { kind: 'list', key: fixed(1), value });
        return add(...sum, fixed(listCost));
      }
      case 'map': {
        const { entries } = expression;
        const sum = entries.flatMap(({ key, value }) => [this.cost(key), this.cost(value)]);
        this.#entries.set(id, {
          kind: 'map',
          key: this.#widest(entries.map((entry) => entry.key)),
          value: this.#widest(entries.map((entry) => entry.value)),
        });
        return add(...sum, fixed(mapCost));
      }
      case 'struct':
        return add(...expression.fields.map(({ value }) => this.cost(value)), fixed(structCost));
      case 'comprehension':
        return isBinding(expression) ? this.#binding(expression) : this.#fold(expression);
    }
  }

  #type({ id }: Expression): Type {
    return this.#checked.types.get(id) ?? dynType;
  }

  #local(name: string): Local | undefined {
    return this.#locals.get(name)?.at(-1);
  }

  #push(name: string, local: Local): void {
    this.#locals.set(name, [...(this.#locals.get(name) ?? []), local]);
  }

  #pop(name: string): void {
    this.#locals.get(name)?.pop();
  }

  #path(expression: Expression): readonly string[] {
    const local = expression.kind === 'name' ? this.#local(expression.name) : undefined;
    return local?.path ?? this.#paths.get(expression.id) ?? [];
  }

  #widest(expressions: readonly Expression[]): Range {
    if (expressions.length === 0) return fixed(0);
    return expressions.map((e) => this.#size(e)).reduce((a, b) => union(a, b));
  }

  #size(expression: Expression): Range {
    return this.#knownSize(expression) ?? unknownSize;
  }

  #knownSize(expression: Expression): Range | undefined {
    const computed = this.#sizes.get(expression.id) ?? sizeAsWritten(expression);
    if (computed) return computed;
    const known = this.#sizeAt(this.#path(expression));
    if (known) return known;
    if (isScalar(this.#type(expression))) return literalSize;
    return expression.kind === 'name' ? this.#local(expression.name)?.size : undefined;
  }

  #sizeAt(path: readonly string[]): Range | undefined {
    if (path.length === 0 || path[0] === accumulator) return undefined;
    const max = this.#sizeOfPath(path);
    return max === undefined ? undefined : { min: 0, max };
  }

  #entrySize(expression: Expression): EntrySize | undefined {
    const known = this.#entries.get(expression.id);
    if (known || expression.kind !== 'name') return known;
    return this.#local(expression.name)?.entries;
  }

  #setSize({ id }: Expression, size: Range | undefined): void {
    if (size) this.#sizes.set(id, size);
  }

  #setEntries({ id }: Expression, entries: EntrySize | undefined): void {
    if (entries) this.#entries.set(id, entries);
  }

  #binding(fold: Comprehension): Range {
    const before = add(this.cost(fold.range), this.cost(fold.init));
    this.#pushAccumulator(fold);
    const result = this.cost(fold.result);
    this.#pop(fold.accumulator);
    this.#setSize(fold, this.#knownSize(fold.result));
    this.#setEntries(fold, this.#entrySize(fold.result));
    return add(before, result);
  }

  #pushAccumulator({ accumulator: name, init }: Comprehension): void {
    this.#push(name, {
      path: this.#path(init),
      size: this.#knownSize(init),
      entries: this.#entrySize(init),
    });
  }

  #fold(fold: Comprehension): Range {
    const before = add(this.cost(fold.range), this.cost(fold.init));
    this.#pushAccumulator(fold);
    this.#pushVariables(fold);
    const each = add(this.cost(fold.condition), this.cost(fold.step));
    this.#pop(fold.variable);
    if (fold.variable2 !== undefined) this.#pop(fold.variable2);
    const result = this.cost(fold.result);
    this.#pop(fold.accumulator);
    const count = this.#size(fold.range);
    if (fold.init.kind === 'literal') this.#setSize(fold, this.#knownSize(fold.init));
    else if (fold.init.kind === 'list' || fold.init.kind === 'map') {
      this.#setSize(fold, count);
      this.#setEntries(fold, this.#entrySize(fold.step));
    }
    return add(before, result, multiply(count, each));
  }

  #pushVariables({ range, variable, variable2 }: Comprehension): void {
    const entries = this.#entrySize(range);
    const isList = (entries?.kind ?? this.#type(range).kind) === 'list';
    const path = this.#path(range);
    const last = isList ? '@items' : '@values';
    // cel-go 0.29 appends to one slice for both variables: where it has room, the key gets the value's path.
    const isShared = variable2 !== undefined && (path.length & (path.length - 1)) !== 0;
    const key: Local = {
      path: [...path, isShared ? last : isList ? '@indices' : '@keys'],
      size: entries?.key,
      entries: undefined,
    };
    const value: Local = {
      path: [...path, last],
      size: entries?.value,
      entries: undefined,
    };
    if (variable2 === undefined) this.#push(variable, isList ? value : key);
    else {
      this.#push(variable, key);
      this.#push(variable2, value);
    }
  }

  #call(call: CallExpression): Range {
    const name = this.#checked.names.get(call.id) ?? call.name;
    const isNamespaced = name !== call.name;
    if (name === 'dyn') {
      const [value] = call.args as [Expression];
      const cost = add(this.cost(value), fixed(1));
      this.#setSize(call, this.#knownSize(value));
      this.#setEntries(call, this.#entrySize(value));
      return cost;
    }
    const argCosts = call.args.map((argument) => this.cost(argument));
    const overloads = this.#checked.overloads.get(call.id) ?? [];
    if (name === '_?._') return add(...argCosts, fixed(1));
    if (overloads.length === 0) return fixed(0);
    const target = isNamespaced ? undefined : call.target;
    const targetCost = target === undefined ? fixed(0) : this.cost(target);
    let cost: Range = { min: Infinity, max: 0 };
    let size: Range | undefined;
    for (const { id } of overloads) {
      const estimate = this.#overload(call, { name, overload: id, target, argCosts });
      cost = union(cost, estimate.cost);
      if (estimate.size) size = size ? union(size, estimate.size) : estimate.size;
      if (id === 'index_list' || id === 'index_map') {
        const [container] = call.args as [Expression];
        size = this.#entrySize(container)?.value;
        const step = id === 'index_list' ? '@items' : '@values';
        this.#paths.set(call.id, [...this.#path(container), step]);
      }
      size ??= this.#knownSize(call);
    }
    this.#setSize(call, size);
    return add(targetCost, cost);
  }

  #argument(expression: Expression): Argument {
    const path = this.#path(expression);
    const { literal } = expression.kind === 'literal' ? expression : { literal: undefined };
    return {
      type: this.#type(expression),
      size: this.#size(expression),
      integer: literal?.kind === 'int' ? Math.max(0, Number(literal.value)) : undefined,
      itemSize: (path.length > 0 && this.#sizeAt([...path, '@items'])) || unknownSize,
    };
  }

  #overload(
    call: CallExpression,
    parts: {
      readonly name: string;
      readonly overload: string;
      readonly target: Expression | undefined;
      readonly argCosts: readonly Range[];
    },
  ): CallEstimate {
    const { name, overload, argCosts } = parts;
    if (overload === 'logical_and' || overload === 'logical_or') {
      const [left, right] = argCosts as [Range, Range];
      return { cost: { min: left.min, max: left.max + right.max } };
    }
    if (overload === 'conditional') return this.#conditional(call, argCosts);
    const estimated: EstimatedCall = {
      name,
      overload,
      target: parts.target && this.#argument(parts.target),
      args: call.args.map((argument) => this.#argument(argument)),
    };
    const estimate = libraryCallCost(estimated) ?? standardCallCost(estimated);
    if (overload === 'add_list' || overload === 'add_string' || overload === 'add_bytes') {
      const [left, right] = call.args.map((argument) => this.#entrySize(argument));
      if (left && right) this.#setEntries(call, unionEntries(left, right));
    }
    return { ...estimate, cost: add(estimate.cost, ...argCosts) };
  }

  #conditional(call: CallExpression, argCosts: readonly Range[]): CallEstimate {
    const [condition, left, right] = argCosts as [Range, Range, Range];
    const [, whenTrue, whenFalse] = call.args as [Expression, Expression, Expression];
    const [a, b] = [this.#entrySize(whenTrue), this.#entrySize(whenFalse)];
    if (a && b) this.#setEntries(call, unionEntries(a, b));
    return {
      cost: add(condition, union(left, right)),
      size: union(this.#size(whenTrue), this.#size(whenFalse)),
    };
  }
}

function unionEntries(a: EntrySize, b: EntrySize): EntrySize {
  return { kind: a.kind, key: union(a.key, b.key), value: union(a.value, b.value) };
}

function isBinding({ range, condition, accumulator: name }: Comprehension): boolean {
  return (
    range.kind === 'list' &&
    range.items.length === 0 &&
    condition.kind === 'literal' &&
    condition.literal.kind === 'bool' &&
    !condition.literal.value &&
    name !== '__result__'
  );
}

function sizeAsWritten(expression: Expression): Range | undefined {
  if (expression.kind === 'list') return fixed(expression.items.length);
  if (expression.kind === 'map') return fixed(expression.entries.length);
  if (expression.kind !== 'literal') return undefined;
  const { literal } = expression;
  if (literal.kind === 'string') return fixed(Array.from(literal.value).length);
  return literal.kind === 'bytes' ? fixed(literal.value.length) : literalSize;
}

function isScalar(type: Type): boolean {
  const inner = optionalValue(type);
  if (inner) return isScalar(inner);
  return ['bool', 'double', 'duration', 'int', 'timestamp', 'uint'].includes(type.kind);
}
