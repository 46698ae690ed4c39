import type { FieldError, JsonObject } from '@keelson/schema';
import { labelKeyErrors, labelValueErrors } from '../metadata/name-rules.ts';
import { stringsOf } from './policy-rule.ts';
import { listOf, objectOf, stringOf } from './rbac-binding.ts';

/** How strictly a requirement is read. */
export interface LabelRequirementOptions {
  /** An operator that is not known is fine. @default false */
  readonly allowsUnknownOperator?: boolean | undefined;
}

/** Everything wrong with a meta/v1 LabelSelector (apis/meta/v1/validation ValidateLabelSelector). */
export function validateLabelSelector(selector: JsonObject, field: string): FieldError[] {
  const labels = `${field}.matchLabels`;
  return [
    ...Object.entries(objectOf(selector['matchLabels'])).flatMap(([key, value]) => [
      ...labelKeyErrors(key).map((why) => invalid(labels, key, why)),
      ...labelValueErrors(stringOf(value)).map((why) => invalid(labels, stringOf(value), why)),
    ]),
    ...listOf(selector['matchExpressions']).flatMap((requirement, index) =>
      validateLabelRequirement(objectOf(requirement), `${field}.matchExpressions[${index}]`),
    ),
  ];
}

/** Everything wrong with one requirement of a label selector. */
export function validateLabelRequirement(
  requirement: JsonObject,
  field: string,
  { allowsUnknownOperator = false }: LabelRequirementOptions = {},
): FieldError[] {
  const key = stringOf(requirement['key']);
  const values = stringsOf(requirement['values']);
  return [
    ...validateOperator(requirement, field, allowsUnknownOperator),
    ...labelKeyErrors(key).map((why) => invalid(`${field}.key`, key, why)),
    ...values.flatMap((value, index) =>
      labelValueErrors(value).map((why) => invalid(`${field}.values[${index}]`, value, why)),
    ),
  ];
}

function validateOperator(
  requirement: JsonObject,
  field: string,
  allowsUnknown: boolean,
): FieldError[] {
  const operator = stringOf(requirement['operator']);
  const hasValues = stringsOf(requirement['values']).length > 0;
  switch (operator) {
    case 'In':
    case 'NotIn': {
      const detail = "must be specified when `operator` is 'In' or 'NotIn'";
      return hasValues ? [] : [{ type: 'FieldValueRequired', field: `${field}.values`, detail }];
    }
    case 'Exists':
    case 'DoesNotExist': {
      const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      return hasValues ? [{ type: 'FieldValueForbidden', field: `${field}.values`, detail }] : [];
    }
    default:
      return allowsUnknown
        ? []
        : [invalid(`${field}.operator`, operator, 'not a valid selector operator')];
  }
}

function invalid(field: string, value: string, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, value, detail };
}
