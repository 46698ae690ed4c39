import { type FieldError, type JsonObject, supportedValues } from '@keelson/schema';
import { objectsOf, textOf } from './definition.ts';
import { findFieldPath } from './field-path.ts';

const reasons = [
  'FieldValueDuplicate',
  'FieldValueForbidden',
  'FieldValueInvalid',
  'FieldValueRequired',
];

/** Checks the form of `x-kubernetes-validations`; the expressions themselves are not read. */
export function validateRules(schema: JsonObject, path: string): FieldError[] {
  return objectsOf(schema, 'x-kubernetes-validations').flatMap((rule, index) =>
    validateRule(rule, schema, `${path}.x-kubernetes-validations[${index}]`),
  );
}

function validateRule(rule: JsonObject, schema: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const require = (field: string, detail: string): void => {
    errors.push({ type: 'FieldValueRequired', field: `${path}.${field}`, detail });
  };
  const invalid = (field: string, value: string, detail: string): void => {
    errors.push({ type: 'FieldValueInvalid', field: `${path}.${field}`, value, detail });
  };
  const expression = textOf(rule, 'rule').trim();
  const message = textOf(rule, 'message');
  if (expression === '') require('rule', 'rule is not specified');
  else if (message !== '' && message.trim() === '') {
    invalid('message', message, 'must be non-empty if specified');
  } else if (hasLineBreak(message.trim())) {
    invalid('message', message, 'must not contain line breaks');
  } else if (hasLineBreak(expression) && message.trim() === '') {
    require('message', 'message must be specified if rule contains line breaks');
  }
  const messageExpression = textOf(rule, 'messageExpression');
  if (messageExpression !== '' && messageExpression.trim() === '') {
    require('messageExpression', 'messageExpression must be non-empty if specified');
  }
  const { reason } = rule;
  if (typeof reason === 'string' && !reasons.includes(reason)) {
    const detail = supportedValues(reasons);
    errors.push({ type: 'FieldValueNotSupported', field: `${path}.reason`, value: reason, detail });
  }
  const fieldPath = textOf(rule, 'fieldPath');
  if (fieldPath === '') return errors;
  if (fieldPath.trim() === '') invalid('fieldPath', fieldPath, 'must be non-empty if specified');
  if (hasLineBreak(fieldPath)) invalid('fieldPath', fieldPath, 'must not contain line breaks');
  if ('error' in findFieldPath(fieldPath, schema)) {
    invalid('fieldPath', fieldPath, 'must be a valid path');
  }
  return errors;
}

function hasLineBreak(text: string): boolean {
  return /[\n\r]/u.test(text);
}
