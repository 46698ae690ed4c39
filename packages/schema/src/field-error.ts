import { goFloat } from './go-number.ts';
import { goJson, goQuote, type JsonValue } from './json.ts';

/** What is wrong with a field, in the words of a Status cause's `reason`. */
export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTooFew'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

const titles: Readonly<Record<FieldErrorType, string>> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTooFew: 'Too few',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
};

const withoutValue: ReadonlySet<FieldErrorType> = new Set([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'InternalError',
]);

/** A broken rule of one field, as in Kubernetes' `field.Error`. */
export interface FieldError {
  readonly type: FieldErrorType;
  /** Path of the field, for example `spec.containers[0].name`; `<nil>` stands for the whole object. */
  readonly field: string;
  /** The offending value; absent where Go omits it. */
  readonly value?: JsonValue | undefined;
  /** The sentence after the value. @default none */
  readonly detail?: string | undefined;
}

/** The message without the path, for example `Invalid value: "x": must be a number`: a cause's `message`. */
export function errorBody({ type, value, detail }: FieldError): string {
  const title = titles[type];
  const shown =
    withoutValue.has(type) || value === undefined ? title : `${title}: ${printValue(value)}`;
  return detail === undefined || detail === '' ? shown : `${shown}: ${detail}`;
}

/** The whole message, for example `spec.x: Required value`. */
export function errorText(error: FieldError): string {
  return `${error.field}: ${errorBody(error)}`;
}

function printValue(value: JsonValue): string {
  if (typeof value === 'string') return goQuote(value);
  const isFloat = typeof value === 'number' && !Number.isSafeInteger(value);
  return isFloat ? goFloat(value) : goJson(value);
}

/** The text after "Unsupported value": `supported values: "a", "b"`. */
export function supportedValues(values: readonly string[]): string {
  return `supported values: ${values.map(goQuote).join(', ')}`;
}
