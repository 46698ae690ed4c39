import type { Address, Network } from './address.ts';
import type { Duration } from './duration.ts';
import type { Quantity } from './quantity.ts';
import type { SemanticVersion } from './semantic-version.ts';
import type { Timestamp } from './timestamp.ts';
import type { Url } from './url.ts';

/** A value of an expression: an int is a bigint, a double a number. */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | readonly Value[]
  | Uint
  | MapValue
  | Optional
  | TypeValue
  | Timestamp
  | Duration
  | Opaque;

/** A value of one of Kubernetes' libraries. */
type Opaque = Quantity | Url | SemanticVersion | Address | Network | NamedFormat;

/** An integer without a sign. */
export class Uint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** A type as a value. */
export class TypeValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A value that may be absent. */
export class Optional {
  static readonly none = new Optional(undefined);
  readonly value: Value | undefined;

  constructor(value: Value | undefined) {
    this.value = value;
  }
}

/** A format of `format.named`. */
export class NamedFormat {
  readonly name: string;
  /** What is wrong with a text; nothing when it has the format. */
  readonly validate: (text: string) => readonly string[];

  constructor(name: string, validate: (text: string) => readonly string[]) {
    this.name = name;
    this.validate = validate;
  }
}

/** Values by key. Numbers of any kind that are equal are one key. */
export interface MapValue {
  readonly isMap: true;
  /** `map`, or the type of an object. */
  readonly typeName: string;
  readonly size: number;
  get(key: Value): Value | undefined;
  keys(): readonly Value[];
}

/** A map that is made in an expression. */
export class EntriesMap implements MapValue {
  readonly isMap = true;
  readonly typeName = 'map';
  readonly #entries: ReadonlyMap<string, readonly [Value, Value]>;

  constructor(entries: ReadonlyMap<string, readonly [Value, Value]>) {
    this.#entries = entries;
  }

  static of(entries: readonly (readonly [Value, Value])[]): EntriesMap {
    return new EntriesMap(new Map(entries.map((entry) => [keyOf(entry[0]), entry])));
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(keyOf(key))?.[1];
  }

  keys(): readonly Value[] {
    return Array.from(this.#entries.values(), ([key]) => key);
  }

  /** The map with one entry more. */
  with(key: Value, value: Value): EntriesMap {
    return new EntriesMap(new Map([...this.#entries, [keyOf(key), [key, value]]]));
  }
}

/** The same text for keys that are equal. @throws {EvaluationError} for what cannot be a key */
export function keyOf(key: Value): string {
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'boolean') return `b${key}`;
  if (typeof key === 'bigint') return `n${key}`;
  if (key instanceof Uint) return `n${key.value}`;
  if (typeof key === 'number') return Number.isInteger(key) ? `n${BigInt(key)}` : `d${key}`;
  throw new EvaluationError(`unsupported key type: ${typeName(key)}`);
}

/** What evaluating an expression failed with; `&&` and `||` may absorb it. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
}

/** Go names neither the function nor its arguments. */
export function noSuchOverload(): EvaluationError {
  return new EvaluationError('no such overload');
}

export function isMap(value: Value): value is MapValue {
  return typeof value === 'object' && value !== null && 'isMap' in value;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** As `type(value)` names it. */
export function typeName(value: Value): string {
  if (value === null) return 'null_type';
  switch (typeof value as string) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'string':
      return 'string';
    default:
      return nameOfObject(value as Exclude<Value, null | boolean | bigint | number | string>);
  }
}

function nameOfObject(value: Exclude<Value, null | boolean | bigint | number | string>): string {
  if (isList(value)) return 'list';
  if (isMap(value)) return value.typeName;
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof Uint) return 'uint';
  if (value instanceof TypeValue) return 'type';
  if (value instanceof Optional) return 'optional_type';
  if (value instanceof NamedFormat) return 'kubernetes.NamedFormat';
  return value.typeName;
}
