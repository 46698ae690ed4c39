import type { Status, StatusCause } from '@keelson/kubernetes/meta/v1';

const titles = {
  FieldValueInvalid: 'Invalid value',
  FieldValueRequired: 'Required value',
  FieldValueForbidden: 'Forbidden',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueNotFound: 'Not found',
} as const;

/** These are about a field that should not, or should, be there: its value says nothing. */
const withoutValue: ReadonlySet<string> = new Set(['FieldValueRequired', 'FieldValueForbidden']);

/** A field that is wrong. Semantics: apimachinery's `field.Error`. */
export interface FieldError {
  /** `spec.maxKills`, `spec.checks[0].name`, `metadata.labels[app]`. */
  readonly field: string;
  /** What it must be: `must not be used with action "label"`. */
  readonly message: string;
  /** What was written. @default not told */
  readonly value?: unknown;
  /** @default 'FieldValueInvalid' */
  readonly reason?: keyof typeof titles | undefined;
}

/** The status with which the API server refuses an invalid object: 422, with a cause for each field. */
export function invalidStatus(
  errors: readonly FieldError[],
  object: { readonly group: string; readonly kind: string; readonly name: string },
): Status {
  const { group, kind, name } = object;
  const texts = [...new Set(errors.map((error) => `${error.field}: ${textOf(error)}`))];
  const summary = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const qualified = group === '' ? kind : `${kind}.${group}`;
  return {
    status: 'Failure',
    code: 422,
    reason: 'Invalid',
    message: `${qualified} ${JSON.stringify(name)} is invalid: ${summary}`,
    details: { group, kind, name, causes: errors.map(causeOf) },
  };
}

function causeOf(error: FieldError): StatusCause {
  const { field, reason = 'FieldValueInvalid' } = error;
  return { reason, message: textOf(error), field };
}

function textOf({ message, value, reason = 'FieldValueInvalid' }: FieldError): string {
  const shown = value === undefined || withoutValue.has(reason) ? '' : `: ${JSON.stringify(value)}`;
  return `${titles[reason]}${shown}${message === '' ? '' : `: ${message}`}`;
}
