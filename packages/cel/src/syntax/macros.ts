import { accumulator, type Expression } from './expression.ts';
import type { ExpressionFactory } from './expression-factory.ts';

/** A call that may be a macro's. */
export interface MacroCall {
  readonly make: ExpressionFactory;
  readonly offset: number;
  readonly target: Expression;
  readonly args: readonly Expression[];
}

/** A macro that is used wrongly. */
export class MacroError extends Error {
  override readonly name = 'MacroError';
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

type Expand = (call: MacroCall) => Expression;

/** By name and number of arguments, as Kubernetes enables them (comprehensions with two variables since 1.32). */
const receiverMacros: ReadonlyMap<string, Expand> = new Map<string, Expand>([
  ['all/2', all],
  ['all/3', all],
  ['exists/2', exists],
  ['exists/3', exists],
  ['exists_one/2', existsOne],
  ['exists_one/3', existsOne],
  ['existsOne/2', existsOne],
  ['existsOne/3', existsOne],
  ['map/2', map],
  ['map/3', map],
  ['filter/2', filter],
  ['transformList/3', transformList],
  ['transformList/4', transformList],
  ['transformMap/3', transformMap],
  ['transformMap/4', transformMap],
  ['transformMapEntry/3', transformMapEntry],
  ['transformMapEntry/4', transformMapEntry],
  ['optMap/2', optMap],
  ['optFlatMap/2', optFlatMap],
  ['sortBy/2', sortBy],
]);

/** The expansion of `target.name(args)`; `undefined` when it is an ordinary call. @throws {MacroError} */
export function expandReceiver(name: string, call: MacroCall): Expression | undefined {
  return receiverMacros.get(`${name}/${call.args.length}`)?.(call);
}

/** The expansion of `has(operand.field)`. @throws {MacroError} when it is asked of something else */
export function expandHas(call: Omit<MacroCall, 'target'>): Expression {
  const [argument] = call.args;
  if (argument?.kind !== 'select' || argument.isTest) {
    throw new MacroError(argument?.offset ?? call.offset, 'invalid argument to has() macro');
  }
  return call.make.test(call.offset, argument.operand, argument.field);
}

interface Variables {
  readonly variable: string;
  readonly variable2: string | undefined;
  readonly rest: readonly Expression[];
}

function variablesOf(
  { args }: MacroCall,
  count: 1 | 2,
  message = 'argument must be a simple name',
): Variables {
  const names = args.slice(0, count).map((argument) => nameOf(argument, message));
  const [variable, variable2] = names as [string, string | undefined];
  if (variable === variable2) {
    throw new MacroError(args[1]?.offset ?? 0, `duplicate variable name: ${variable}`);
  }
  return { variable, variable2, rest: args.slice(count) };
}

function nameOf(argument: Expression, message: string): string {
  if (argument.kind !== 'name' || argument.name.startsWith('.')) {
    throw new MacroError(argument.offset, message);
  }
  if (argument.name === accumulator || argument.name === '__result__') {
    throw new MacroError(argument.offset, 'iteration variable overwrites accumulator variable');
  }
  return argument.name;
}

interface Fold {
  readonly init: Expression;
  readonly condition: Expression;
  readonly step: Expression;
  readonly result: Expression;
}

function fold({ make, offset, target }: MacroCall, variables: Variables, parts: Fold): Expression {
  const { variable, variable2 } = variables;
  return {
    kind: 'comprehension',
    id: make.nextId(),
    offset,
    range: target,
    variable,
    variable2,
    accumulator,
    ...parts,
  };
}

function all(call: MacroCall): Expression {
  const { make, offset } = call;
  const variables = variablesOf(call, call.args.length === 3 ? 2 : 1);
  const [predicate] = variables.rest as [Expression];
  return fold(call, variables, {
    init: make.bool(offset, true),
    condition: make.call(offset, '@not_strictly_false', [make.accumulator(offset)]),
    step: make.call(offset, '_&&_', [make.accumulator(offset), predicate]),
    result: make.accumulator(offset),
  });
}

function exists(call: MacroCall): Expression {
  const { make, offset } = call;
  const variables = variablesOf(call, call.args.length === 3 ? 2 : 1);
  const [predicate] = variables.rest as [Expression];
  const isFalse = make.call(offset, '!_', [make.accumulator(offset)]);
  return fold(call, variables, {
    init: make.bool(offset, false),
    condition: make.call(offset, '@not_strictly_false', [isFalse]),
    step: make.call(offset, '_||_', [make.accumulator(offset), predicate]),
    result: make.accumulator(offset),
  });
}

function existsOne(call: MacroCall): Expression {
  const { make, offset } = call;
  const variables = variablesOf(call, call.args.length === 3 ? 2 : 1);
  const [predicate] = variables.rest as [Expression];
  const more = make.call(offset, '_+_', [make.accumulator(offset), make.int(offset, 1n)]);
  return fold(call, variables, {
    init: make.int(offset, 0n),
    condition: make.bool(offset, true),
    step: make.call(offset, '_?_:_', [predicate, more, make.accumulator(offset)]),
    result: make.call(offset, '_==_', [make.accumulator(offset), make.int(offset, 1n)]),
  });
}

const notIdentifier = 'argument is not an identifier';

function map(call: MacroCall): Expression {
  const variables = variablesOf(call, 1, notIdentifier);
  return listFold(call, variables);
}

function transformList(call: MacroCall): Expression {
  return listFold(call, variablesOf(call, 2));
}

function listFold(call: MacroCall, variables: Variables): Expression {
  const { make, offset } = call;
  const { filter, transform } = filterOf(variables);
  const add = make.call(offset, '_+_', [make.accumulator(offset), make.list(offset, [transform])]);
  return fold(call, variables, {
    init: make.list(offset, []),
    condition: make.bool(offset, true),
    step: filtered(call, filter, add),
    result: make.accumulator(offset),
  });
}

function filter(call: MacroCall): Expression {
  const { make, offset, args } = call;
  const variables = variablesOf(call, 1, notIdentifier);
  const [variable, predicate] = args as [Expression, Expression];
  const add = make.call(offset, '_+_', [make.accumulator(offset), make.list(offset, [variable])]);
  return fold(call, variables, {
    init: make.list(offset, []),
    condition: make.bool(offset, true),
    step: filtered(call, predicate, add),
    result: make.accumulator(offset),
  });
}

function transformMap(call: MacroCall): Expression {
  const { make, offset } = call;
  const variables = variablesOf(call, 2);
  const { filter: predicate, transform } = filterOf(variables);
  return mapFold(call, variables, {
    predicate,
    insert: [make.name(offset, variables.variable), transform],
  });
}

function transformMapEntry(call: MacroCall): Expression {
  const variables = variablesOf(call, 2);
  const { filter: predicate, transform } = filterOf(variables);
  return mapFold(call, variables, { predicate, insert: [transform] });
}

function mapFold(
  call: MacroCall,
  variables: Variables,
  parts: { readonly predicate: Expression | undefined; readonly insert: readonly Expression[] },
): Expression {
  const { make, offset } = call;
  const insert = make.call(offset, 'cel.@mapInsert', [make.accumulator(offset), ...parts.insert]);
  return fold(call, variables, {
    init: { kind: 'map', id: make.nextId(), offset, entries: [] },
    condition: make.bool(offset, true),
    step: filtered(call, parts.predicate, insert),
    result: make.accumulator(offset),
  });
}

function filterOf({ rest }: Variables): { filter: Expression | undefined; transform: Expression } {
  return rest.length > 1
    ? { filter: rest[0], transform: rest[1] as Expression }
    : { filter: undefined, transform: rest[0] as Expression };
}

function filtered(
  { make, offset }: MacroCall,
  predicate: Expression | undefined,
  step: Expression,
): Expression {
  return predicate === undefined
    ? step
    : make.call(offset, '_?_:_', [predicate, step, make.accumulator(offset)]);
}

/** A fold over nothing: `result` with a variable that holds `init`. */
function bindVariable(
  { make, offset }: MacroCall,
  { name, init }: { readonly name: string; readonly init: Expression },
  result: Expression,
): Expression {
  return {
    kind: 'comprehension',
    id: make.nextId(),
    offset,
    range: make.list(offset, []),
    variable: '#unused',
    variable2: undefined,
    accumulator: name,
    init,
    condition: make.bool(offset, false),
    step: make.name(offset, name),
    result,
  };
}

function optMap(call: MacroCall): Expression {
  const { make, offset } = call;
  return optional(call, 'optMap', (bound) => make.call(offset, 'optional.of', [bound]));
}

function optFlatMap(call: MacroCall): Expression {
  return optional(call, 'optFlatMap', (bound) => bound);
}

function optional(
  call: MacroCall,
  macro: string,
  wrap: (bound: Expression) => Expression,
): Expression {
  const { make, offset, target, args } = call;
  const [variable, transform] = args as [Expression, Expression];
  const name = nameOf(variable, `${macro}() variable name must be a simple identifier`);
  const has = make.memberCall(offset, { target, name: 'hasValue' }, []);
  const init = make.memberCall(offset, { target: make.copy(target), name: 'value' }, []);
  return make.call(offset, '_?_:_', [
    has,
    wrap(bindVariable(call, { name, init }, transform)),
    make.call(offset, 'optional.none', []),
  ]);
}

function sortBy(call: MacroCall): Expression {
  const { make, offset, target } = call;
  if (target.kind === 'literal' || target.kind === 'map' || target.kind === 'struct') {
    throw new MacroError(
      target.offset,
      'sortBy can only be applied to a list, identifier, comprehension, call or select expression',
    );
  }
  const name = '@__sortBy_input__';
  const keys = map({ ...call, target: make.name(offset, name) });
  const sorted = make.memberCall(
    offset,
    { target: make.name(offset, name), name: '@sortByAssociatedKeys' },
    [keys],
  );
  return bindVariable(call, { name, init: target }, sorted);
}
