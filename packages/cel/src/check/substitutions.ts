import { dynType, formatType, isDynOrError, sameType, type Type } from './type.ts';

/**
 * What type parameters stand for so far, and which types may take each other's place (cel-go's
 * checker/types.go).
 */
export class Substitutions {
  #byName: Map<string, Type>;

  constructor(byName: ReadonlyMap<string, Type> = new Map()) {
    this.#byName = new Map(byName);
  }

  set(parameter: Type, type: Type): void {
    this.#byName.set(keyOf(parameter), type);
  }

  /** The type with its parameters replaced; those that stand for nothing yet become `dyn` if asked. */
  apply(type: Type, freeToDyn = false): Type {
    const found = this.#find(type);
    if (found) return this.apply(found, freeToDyn);
    if (type.kind === 'param') return freeToDyn ? dynType : type;
    if (type.parameters.length === 0) return type;
    return { ...type, parameters: type.parameters.map((inner) => this.apply(inner, freeToDyn)) };
  }

  /** Whether `from` can be where `to` is wanted; parameters are bound only if so. */
  assign(to: Type, from: Type): boolean {
    return this.assignAll([to], [from]);
  }

  assignAll(to: readonly Type[], from: readonly Type[]): boolean {
    const before = new Map(this.#byName);
    if (this.#assignAll(to, from)) return true;
    this.#byName = before;
    return false;
  }

  #find(type: Type): Type | undefined {
    return type.kind === 'param' ? this.#byName.get(keyOf(type)) : undefined;
  }

  #assignAll(a: readonly Type[], b: readonly Type[]): boolean {
    return a.length === b.length && a.every((type, index) => this.#assign(type, b[index] as Type));
  }

  #assign(a: Type, b: Type): boolean {
    if (b.kind === 'param') {
      const { isValid, isBound } = this.#bind(a, b);
      if (isValid) return true;
      if (isBound) return false;
    }
    if (a.kind === 'param') return this.#bind(b, a).isValid;
    if (isDynOrError(a) || isDynOrError(b)) return true;
    if (a.kind === 'null') return isNullable(b);
    if (b.kind === 'null') return isNullable(a);
    if (a.kind !== b.kind) return false;
    if (a.kind === 'type') return true;
    return a.name === b.name && this.#assignAll(a.parameters, b.parameters);
  }

  #bind(type: Type, parameter: Type): { isValid: boolean; isBound: boolean } {
    if (sameType(type, parameter)) return { isValid: true, isBound: true };
    const bound = this.#find(parameter);
    if (bound) {
      if (sameType(type, bound)) return { isValid: true, isBound: true };
      if (!this.#assign(type, bound)) return { isValid: false, isBound: true };
      const wider = mostGeneral(type, bound);
      if (!this.#refersTo(parameter, wider)) this.set(parameter, wider);
      return { isValid: true, isBound: true };
    }
    if (this.#refersTo(parameter, type)) return { isValid: false, isBound: false };
    this.set(parameter, type);
    return { isValid: true, isBound: false };
  }

  #refersTo(parameter: Type, within: Type): boolean {
    if (sameType(parameter, within)) return true;
    if (within.kind === 'param') {
      const bound = this.#find(within);
      return bound !== undefined && this.#refersTo(parameter, bound);
    }
    return within.parameters.some((inner) => this.#refersTo(parameter, inner));
  }
}

/** The one that says less. */
export function mostGeneral(a: Type, b: Type): Type {
  return isLessSpecific(a, b) ? a : b;
}

function isLessSpecific(a: Type, b: Type): boolean {
  if (a.kind === 'dyn' || a.kind === 'param') return true;
  if (b.kind === 'dyn' || b.kind === 'param') return false;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'type') return true;
  return (
    a.name === b.name &&
    a.parameters.length === b.parameters.length &&
    a.parameters.every((inner, index) => isLessSpecific(inner, b.parameters[index] as Type))
  );
}

function isNullable({ kind }: Type): boolean {
  return ['null', 'opaque', 'struct', 'duration', 'timestamp'].includes(kind);
}

function keyOf(parameter: Type): string {
  return formatType(parameter);
}
