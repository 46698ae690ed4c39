import { type FieldError, type JsonValue, supportedValues } from '@keelson/schema';

/** A value is missing. */
export function required(field: string, detail = ''): FieldError {
  return { type: 'FieldValueRequired', field, detail };
}

/** A value is wrong. */
export function invalid(field: string, value: JsonValue | undefined, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, value: value ?? null, detail };
}

/** A value is wrong that Go prints in another form than JSON: `text` is that form. */
export function invalidText(field: string, text: string, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, detail: `${text}: ${detail}` };
}

/** A value is none of those that there are; they are told in order. */
export function notSupported(
  field: string,
  value: JsonValue,
  supported: readonly string[],
): FieldError {
  return { type: 'FieldValueNotSupported', field, value, detail: supportedValues(supported) };
}

/** A value occurs twice. */
export function duplicate(field: string, value: JsonValue): FieldError {
  return { type: 'FieldValueDuplicate', field, value };
}

/** A field may not be there. */
export function forbidden(field: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field, detail };
}

/** A value names something that is not there. */
export function notFoundValue(field: string, value: JsonValue): FieldError {
  return { type: 'FieldValueNotFound', field, value };
}

/** Each sentence about a value as an error. */
export function invalidAll(
  field: string,
  value: JsonValue,
  details: readonly string[],
): FieldError[] {
  return details.map((detail) => invalid(field, value, detail));
}

/** A number that may not be negative (ValidateNonnegativeField). */
export function nonNegative(field: string, value: JsonValue | undefined): FieldError[] {
  return (typeof value === 'number' || typeof value === 'bigint') && value < 0
    ? [invalid(field, value, 'must be greater than or equal to 0')]
    : [];
}
