import type { Overload } from '../check/declaration.ts';
import type { Type } from '../check/type.ts';
import { runtimeCost } from '../cost/runtime-cost.ts';
import { isList, isMap, noSuchOverload, typeName, type Value } from '../values/value.ts';
import type { Frame } from './frame.ts';

type Evaluate = (frame: Frame) => Value;

/** What computes an overload. @throws {EvaluationError} */
export type Binding = (...args: readonly Value[]) => Value;

/** A call of one function, by the overloads that it can mean. */
export interface BoundCall {
  readonly name: string;
  readonly overloads: readonly Overload[];
  readonly bindings: ReadonlyMap<string, Binding>;
}

/** Picks the overload by the values: types that are `dyn` are only known then. */
export function bindOverloads(
  { name, overloads, bindings }: BoundCall,
  operands: readonly Evaluate[],
): Evaluate {
  const candidates = overloads.map((overload) => ({
    id: overload.id,
    types: overload.args,
    compute: bindings.get(overload.id) ?? bindings.get(name),
  }));
  return (frame) => {
    const args = operands.map((operand) => operand(frame));
    const found = candidates.find(({ types }) =>
      types.every((type, index) => fits(type, args[index] as Value)),
    );
    if (found?.compute === undefined) throw noSuchOverload();
    const result = found.compute(...args);
    frame.spend(runtimeCost({ name, overload: found.id, args, result }));
    return result;
  };
}

function fits(type: Type, value: Value): boolean {
  switch (type.kind as string) {
    case 'dyn':
    case 'param':
      return true;
    case 'list':
      return isList(value);
    case 'map':
      return isMap(value);
    default:
      return typeName(value) === type.name;
  }
}
