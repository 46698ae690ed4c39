import type {
  CallExpression,
  Comprehension,
  Expression,
  ListExpression,
  MapExpression,
  NameExpression,
  SelectExpression,
  StructExpression,
} from '../syntax/expression.ts';
import type { Problem } from '../syntax/problem.ts';
import type { Overload } from './declaration.ts';
import { type Environment, typeNamed } from './environment.ts';
import { literalTypes } from './literal-types.ts';
import { qualifiedName } from './qualified-name.ts';
import { mostGeneral, Substitutions } from './substitutions.ts';
import {
  boolType,
  dynType,
  errorType,
  formatType,
  intType,
  isDynOrError,
  listType,
  mapType,
  optionalType,
  optionalValue,
  parameterType,
  sameType,
  type Type,
  typeType,
  stringType,
} from './type.ts';

/** A checked expression. */
export interface Checked {
  readonly expression: Expression;
  readonly type: Type;
  /** By the ids of expressions. */
  readonly types: ReadonlyMap<number, Type>;
  /** The overloads that a call can mean, by its id. */
  readonly overloads: ReadonlyMap<number, readonly Overload[]>;
  /** The full names of what selections and names are, where they are one name: `optional.none`. */
  readonly names: ReadonlyMap<number, string>;
}

/** Finds the type of an expression and of all its parts (cel-go's checker). */
export function check(
  expression: Expression,
  environment: Environment,
): { readonly checked: Checked; readonly problems: readonly Problem[] } {
  const checker = new Checker(environment);
  const type = checker.check(expression);
  const { types, overloads, names, problems } = checker;
  for (const [id, inner] of types) types.set(id, checker.substitutions.apply(inner, true));
  return {
    checked: {
      expression,
      type: checker.substitutions.apply(type, true),
      types,
      overloads,
      names,
    },
    problems,
  };
}

class Checker {
  readonly types = new Map<number, Type>();
  readonly overloads = new Map<number, readonly Overload[]>();
  readonly names = new Map<number, string>();
  readonly problems: Problem[] = [];
  readonly substitutions = new Substitutions();
  readonly #environment: Environment;
  /** Variables of comprehensions, the innermost last. */
  #scopes: readonly ReadonlyMap<string, Type>[] = [];
  #freeCount = 0;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  check(expression: Expression): Type {
    const type = this.#typeOf(expression);
    this.types.set(expression.id, type);
    return type;
  }

  #typeOf(expression: Expression): Type {
    switch (expression.kind) {
      case 'literal':
        return literalTypes[expression.literal.kind];
      case 'name':
        return this.#name(expression);
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
        return this.#comprehension(expression);
    }
  }

  #report(offset: number, message: string, unknown?: Problem['unknown']): Type {
    this.problems.push({ message, offset, ...(unknown && { unknown }) });
    return errorType;
  }

  #mismatch(offset: number, expected: Type, actual: Type): Type {
    return this.#report(
      offset,
      `expected type '${formatType(expected)}' but found '${formatType(actual)}'`,
    );
  }

  #local(name: string): Type | undefined {
    return this.#scopes.findLast((scope) => scope.has(name))?.get(name);
  }

  #global(name: string): Type | undefined {
    const type = typeNamed(name);
    return this.#environment.variables.get(name) ?? (type && typeType(type));
  }

  #name({ id, name, offset }: NameExpression): Type {
    const global = name.replace(/^\./u, '');
    const type = (name === global ? this.#local(name) : undefined) ?? this.#global(global);
    if (type) {
      this.names.set(id, name);
      return type;
    }
    const scopes = this.#scopes.flatMap((scope) => [...scope.keys()]);
    const known = [...this.#environment.variables.keys(), ...scopes].filter((n) =>
      /^[a-z_]/iu.test(n),
    );
    return this.#report(offset, `undeclared reference to '${global}' (in container '')`, {
      kind: 'name',
      name: global,
      known,
    });
  }

  #select(select: SelectExpression): Type {
    const qualified = select.isTest ? undefined : qualifiedName(select);
    if (qualified !== undefined) {
      const root = qualified.split('.', 1)[0] as string;
      const global = qualified.replace(/^\./u, '');
      const type = this.#local(root) === undefined ? this.#global(global) : undefined;
      if (type) {
        this.names.set(select.id, global);
        return type;
      }
    }
    const type = this.#field(select, select, false);
    return select.isTest ? boolType : this.substitutions.apply(type);
  }

  #field(
    { offset }: Pick<Expression, 'offset'>,
    { operand, field }: { readonly operand: Expression; readonly field: string },
    isOptional: boolean,
  ): Type {
    const operandType = this.substitutions.apply(this.check(operand));
    const inner = optionalValue(operandType);
    const target = inner ?? operandType;
    let result: Type = dynType;
    if (target.kind === 'map') result = target.parameters[1] as Type;
    else if (target.kind === 'struct') result = this.#fieldOf(target, field, offset);
    else if (target.kind === 'param') this.substitutions.assign(dynType, target);
    else if (!isDynOrError(target)) {
      this.#report(offset, `type '${formatType(target)}' does not support field selection`);
    }
    return inner !== undefined || isOptional ? optionalType(result) : result;
  }

  #fieldOf({ name }: Type, field: string, offset: number): Type {
    const fields = this.#environment.structs.get(name);
    const found = fields?.get(field);
    if (found) return found;
    return this.#report(offset, `undefined field '${field}'`, {
      kind: 'field',
      name: field,
      known: [...(fields?.keys() ?? [])],
    });
  }

  #call(call: CallExpression): Type {
    const { name, args, target, id, offset } = call;
    if (name === '_?._') {
      const [operand, field] = args as [Expression, Expression];
      this.types.set(field.id, stringType);
      const value =
        field.kind === 'literal' && field.literal.kind === 'string' ? field.literal.value : '';
      return this.substitutions.apply(this.#field(call, { operand, field: value }, true));
    }
    for (const argument of args) this.check(argument);
    const { functions } = this.#environment;
    if (target === undefined) {
      const plain = name.replace(/^\./u, '');
      const overloads = functions.get(plain);
      return overloads ? this.#resolve(call, overloads, args) : this.#noFunction(plain, offset);
    }
    const prefix = qualifiedName(target);
    if (prefix !== undefined) {
      const qualified = `${prefix}.${name}`.replace(/^\./u, '');
      const overloads = functions.get(qualified);
      if (overloads?.some(({ isMember }) => !isMember)) {
        this.names.set(id, qualified);
        return this.#resolve({ ...call, target: undefined, name: qualified }, overloads, args);
      }
    }
    this.check(target);
    const overloads = functions.get(name);
    return overloads
      ? this.#resolve(call, overloads, [target, ...args])
      : this.#noFunction(name, offset);
  }

  #noFunction(name: string, offset: number): Type {
    const known = [...this.#environment.functions.keys()].filter((n) => /^[a-z]/iu.test(n));
    const message = `undeclared reference to '${name}' (in container '')`;
    return this.#report(offset, message, { kind: 'function', name, known });
  }

  #resolve(
    call: CallExpression,
    overloads: readonly Overload[],
    args: readonly Expression[],
  ): Type {
    const { id, name, offset } = call;
    const isMember = call.target !== undefined;
    const types = args.map((argument) => this.types.get(argument.id) as Type);
    if (name === '_&&_' || name === '_||_') {
      this.overloads.set(id, overloads);
      const wrong = args.filter((argument, index) => {
        const type = types[index] as Type;
        if (this.substitutions.assign(type, boolType)) return false;
        this.#mismatch(argument.offset, boolType, type);
        return true;
      });
      return wrong.length > 0 ? errorType : boolType;
    }
    let result: Type | undefined;
    const fitting: Overload[] = [];
    for (const overload of overloads) {
      if (overload.isMember !== isMember) continue;
      const fresh = this.#instantiate(overload);
      if (!this.substitutions.assignAll(types, fresh.args)) continue;
      fitting.push(overload);
      const type = this.substitutions.apply(fresh.result);
      if (result === undefined) result = type;
      else if (result.kind !== 'dyn' && !sameType(type, result)) result = dynType;
    }
    if (result === undefined) return this.#noOverload({ name, offset, isMember }, types);
    this.overloads.set(id, fitting);
    return result;
  }

  #noOverload(
    call: { readonly name: string; readonly offset: number; readonly isMember: boolean },
    types: readonly Type[],
  ): Type {
    const shown = types.map((type) => formatType(this.substitutions.apply(type, true)));
    const signature = call.isMember
      ? `${shown[0]}.(${shown.slice(1).join(', ')})`
      : `(${shown.join(', ')})`;
    return this.#report(
      call.offset,
      `found no matching overload for '${call.name}' applied to '${signature}'`,
    );
  }

  #instantiate(overload: Overload): Pick<Overload, 'args' | 'result'> {
    if (overload.parameters.length === 0) return overload;
    const fresh = new Substitutions();
    for (const name of overload.parameters) fresh.set(parameterType(name), this.#free());
    return {
      args: overload.args.map((type) => fresh.apply(type)),
      result: fresh.apply(overload.result),
    };
  }

  #free(): Type {
    return parameterType(`_var${this.#freeCount++}`);
  }

  #list({ items }: ListExpression): Type {
    let joined: Type | undefined;
    for (const { value, isOptional } of items) {
      const type = this.#element(value, isOptional);
      joined = this.#join(value, joined, type);
    }
    return listType(joined ?? this.#free());
  }

  #element(value: Expression, isOptional: boolean): Type {
    const type = this.check(value);
    if (!isOptional) return type;
    const inner = optionalValue(type);
    if (inner) return inner;
    if (type.kind !== 'dyn') this.#mismatch(value.offset, optionalType(type), type);
    return type;
  }

  #map({ entries }: MapExpression): Type {
    let keys: Type | undefined;
    let values: Type | undefined;
    for (const { key, value, isOptional } of entries) {
      keys = this.#join(key, keys, this.check(key));
      values = this.#join(value, values, this.#element(value, isOptional));
    }
    return mapType(keys ?? this.#free(), values ?? this.#free());
  }

  #join({ offset }: Expression, previous: Type | undefined, current: Type): Type {
    if (previous === undefined) return current;
    if (this.substitutions.assign(previous, current)) return mostGeneral(previous, current);
    if (!this.#environment.isHomogeneous) return dynType;
    return this.#mismatch(offset, previous, current);
  }

  #struct({ typeName, fields, offset }: StructExpression): Type {
    const declared = this.#environment.structs.has(typeName);
    for (const field of fields) this.check(field.value);
    if (!declared) {
      return this.#report(offset, `undeclared reference to '${typeName}' (in container '')`);
    }
    const type: Type = { kind: 'struct', name: typeName, parameters: [] };
    for (const { name, offset: at, value } of fields) {
      const wanted = this.#fieldOf(type, name, at);
      const actual = this.types.get(value.id) as Type;
      if (!this.substitutions.assign(wanted, actual)) {
        this.#report(
          at,
          `expected type of field '${name}' is '${formatType(wanted)}' but provided type is '${formatType(actual)}'`,
        );
      }
    }
    return type;
  }

  #comprehension(fold: Comprehension): Type {
    const range = this.substitutions.apply(this.check(fold.range));
    const accumulated = this.check(fold.init);
    const outer = this.#scopes;
    this.#scopes = [...outer, new Map([[fold.accumulator, accumulated]])];
    const { first, second } = this.#rangeTypes(fold, range);
    const variables = new Map([[fold.variable, first]]);
    if (fold.variable2 !== undefined) variables.set(fold.variable2, second);
    const within = this.#scopes;
    this.#scopes = [...within, variables];
    this.#assert(fold.condition, boolType);
    this.#assert(fold.step, accumulated);
    this.#scopes = within;
    const result = this.check(fold.result);
    this.#scopes = outer;
    return this.substitutions.apply(result);
  }

  #assert(expression: Expression, wanted: Type): void {
    const actual = this.check(expression);
    if (!this.substitutions.assign(wanted, actual)) {
      this.#mismatch(expression.offset, wanted, actual);
    }
  }

  #rangeTypes({ range, variable2 }: Comprehension, type: Type): { first: Type; second: Type } {
    const [first = dynType, second = dynType] = type.parameters;
    switch (type.kind as string) {
      case 'list':
        return variable2 === undefined ? { first, second } : { first: intType, second: first };
      case 'map':
        return { first, second };
      case 'dyn':
      case 'error':
      case 'param':
        this.substitutions.assign(dynType, type);
        return { first: dynType, second: dynType };
      default:
        this.#report(
          range.offset,
          `expression of type '${formatType(type)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
        );
        return { first: errorType, second: errorType };
    }
  }
}
