import { type FieldMarker, type SchemaMarker, type ValueMarker, marker } from './field-marker.ts';
import type { IntOrString } from './schema-types.ts';

// Each decorator is the JSON Schema keyword of its name (Kubernetes documentation, "Specifying a
// structural schema"), as controller-gen's `+kubebuilder:validation:` markers are. Arguments are
// constants: the generator reads them from the source and never runs it.

/** Fewest characters of a text. */
export const MinLength: (length: number) => FieldMarker<string> = () => marker;

/** Most characters of a text. */
export const MaxLength: (length: number) => FieldMarker<string> = () => marker;

/** A decorator for texts, and for fields that hold a number or a text. */
interface TextMarker extends FieldMarker<string> {
  <T, K extends keyof T>(
    target: T,
    field: [IntOrString, NonNullable<T[K]>] extends [NonNullable<T[K]>, IntOrString] ? K : never,
  ): void;
}

/**
 * A regular expression that a text matches somewhere: anchor it with `^` and `$`. The API server
 * uses RE2, so the generator refuses lookaround, back references and flags. On an `IntOrString` it
 * is about the text: `@Pattern(/^(100|[0-9]{1,2})%$/)`.
 */
export const Pattern: (expression: RegExp | string) => TextMarker = () => marker;

/** Formats of a text that the API server checks. */
export type StringFormat =
  | 'bsonobjectid'
  | 'byte'
  | 'cidr'
  | 'creditcard'
  | 'date'
  | 'date-time'
  | 'duration'
  | 'email'
  | 'hexcolor'
  | 'hostname'
  | 'ipv4'
  | 'ipv6'
  | 'isbn'
  | 'isbn10'
  | 'isbn13'
  | 'mac'
  | 'password'
  | 'rgbcolor'
  | 'ssn'
  | 'uri'
  | 'uuid'
  | 'uuid3'
  | 'uuid4'
  | 'uuid5';

/** The format of a text, for example `@Format('ipv4')`. */
export const Format: (format: StringFormat) => FieldMarker<string> = () => marker;

/** Smallest number. */
export const Minimum: (value: number) => FieldMarker<number> = () => marker;

/** Largest number. */
export const Maximum: (value: number) => FieldMarker<number> = () => marker;

/** The number is greater than this. */
export const ExclusiveMinimum: (value: number) => FieldMarker<number> = () => marker;

/** The number is less than this. */
export const ExclusiveMaximum: (value: number) => FieldMarker<number> = () => marker;

/** The number is a multiple of this. */
export const MultipleOf: (value: number) => FieldMarker<number> = () => marker;

/** Fewest items of a list. */
export const MinItems: (count: number) => FieldMarker<readonly unknown[]> = () => marker;

/** Most items of a list; also what lets the API server bound the cost of CEL rules on the items. */
export const MaxItems: (count: number) => FieldMarker<readonly unknown[]> = () => marker;

/** Fewest keys of an object or a record. */
export const MinProperties: (count: number) => SchemaMarker<object> = () => marker;

/** Most keys of an object or a record. */
export const MaxProperties: (count: number) => SchemaMarker<object> = () => marker;

/**
 * The only values of a field whose type is wider than them. Where the type can be a union of
 * literals, that is enough and this is not needed.
 */
export const Enum: <const V extends string | number>(...values: V[]) => ValueMarker<V> = () =>
  marker;

/** Rules for the items of a list: `@Items(MinLength(1), Pattern(/^[a-z]+$/)) names!: string[]`. */
export const Items: <V>(...markers: FieldMarker<V>[]) => FieldMarker<readonly V[]> = () => marker;

/** Rules for the values of a record: `@Values(Minimum(0)) weights!: Record<string, Int32>`. */
export const Values: <V>(
  ...markers: FieldMarker<V>[]
) => FieldMarker<Readonly<Record<string, V>>> = () => marker;
