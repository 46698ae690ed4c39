import { type FieldError, supportedValues } from '@keelson/schema';

/** A required string that must be one of a few. */
export function validateEnum(
  field: string,
  value: string,
  accepted: readonly string[],
): FieldError[] {
  if (value === '') return [{ type: 'FieldValueRequired', field }];
  if (accepted.includes(value)) return [];
  return [{ type: 'FieldValueNotSupported', field, value, detail: supportedValues(accepted) }];
}
