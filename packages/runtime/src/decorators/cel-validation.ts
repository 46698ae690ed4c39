import { type FieldMarker, type SchemaMarker, marker } from './field-marker.ts';

/** What `@XValidation` takes. Semantics: Kubernetes documentation, "Validation rules". */
export interface XValidationOptions {
  /** CEL expression over `self` (and `oldSelf`), true for what is valid. */
  readonly rule: string;
  /** Shown when the rule is broken. @default the rule itself */
  readonly message?: string;
  /** CEL expression that gives the message; wins over `message`. @default none */
  readonly messageExpression?: string;
  /** Machine-readable reason of the refusal. @default 'FieldValueInvalid' */
  readonly reason?:
    | 'FieldValueInvalid'
    | 'FieldValueForbidden'
    | 'FieldValueRequired'
    | 'FieldValueDuplicate';
  /** Field that the refusal names, relative to here: `.replicas`. @default here */
  readonly fieldPath?: string;
  /** Run the rule on creation too, with `oldSelf` optional. @default false */
  readonly optionalOldSelf?: boolean;
}

/** A CEL rule on a field, or on a class wherever it is used. May be repeated. */
export const XValidation: (options: XValidationOptions) => SchemaMarker<unknown> = () => marker;

/**
 * The field keeps the value that it was given: it cannot change and, when optional, not be removed
 * once set; it may be set later than its object. CEL transition rules on the field and on the object
 * that holds it. Semantics: `+k8s:immutable`.
 */
export const Immutable: () => FieldMarker<unknown> = () => marker;

/** A decorator for classes that have all these fields. */
type FieldsMarker<K extends string> = <T extends abstract new () => object>(
  target: [K] extends [keyof InstanceType<T>] ? T : never,
) => void;

/** At most one of these fields is set. */
export const AtMostOneOf: <K extends string>(...fields: K[]) => FieldsMarker<K> = () => marker;

/** Exactly one of these fields is set: the CRD form of a union. */
export const ExactlyOneOf: <K extends string>(...fields: K[]) => FieldsMarker<K> = () => marker;

/** At least one of these fields is set. */
export const AtLeastOneOf: <K extends string>(...fields: K[]) => FieldsMarker<K> = () => marker;
