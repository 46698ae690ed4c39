import type { FieldError, JsonObject, JsonValue } from '@keelson/schema';
import { validateLabelRequirement } from './label-selector-validation.ts';
import { orderMetadata } from './object-metadata.ts';
import { stringsOf } from './policy-rule.ts';
import { listOf, objectOf, stringOf } from './rbac-binding.ts';

/** Everything wrong with an access review of a kind (pkg/apis/authorization/validation). */
export function validateAccessReview(kind: string, review: JsonObject): FieldError[] {
  const spec = objectOf(review['spec']);
  const errors = [
    ...validateAttributes(spec),
    ...(kind === 'SelfSubjectAccessReview' ? [] : validateSubject(spec)),
    ...validateSelectors(objectOf(spec['resourceAttributes'])),
  ];
  const metadata = objectOf(review['metadata']);
  if (kind !== 'LocalSubjectAccessReview') {
    return isEmpty(metadata, false) ? errors : [...errors, notEmpty(metadata, 'must be empty')];
  }
  if (!isEmpty(metadata, true))
    errors.push(notEmpty(metadata, 'must be empty except for namespace'));
  return [...errors, ...validateLocal(spec, stringOf(metadata['namespace']))];
}

function validateAttributes(spec: JsonObject): FieldError[] {
  const hasResource = isPresent(spec['resourceAttributes']);
  const hasPath = isPresent(spec['nonResourceAttributes']);
  if (hasResource !== hasPath) return [];
  const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return [invalid('spec', pathAttributes(spec), why)];
}

function validateSubject(spec: JsonObject): FieldError[] {
  const user = stringOf(spec['user']);
  if (user !== '' || stringsOf(spec['groups']).length > 0) return [];
  return [invalid('spec.user', user, 'at least one of user or group must be specified')];
}

function validateLocal(spec: JsonObject, metadataNamespace: string): FieldError[] {
  const errors: FieldError[] = [];
  if (isPresent(spec['resourceAttributes'])) {
    const namespace = stringOf(objectOf(spec['resourceAttributes'])['namespace']);
    if (namespace !== metadataNamespace) {
      const field = 'spec.resourceAttributes.namespace';
      errors.push(invalid(field, namespace, 'must match metadata.namespace'));
    }
  }
  if (isPresent(spec['nonResourceAttributes'])) {
    const why = 'disallowed on this kind of request';
    errors.push(invalid('spec.nonResourceAttributes', pathAttributes(spec), why));
  }
  return errors;
}

/** As the server prints its own form of them. */
function pathAttributes(spec: JsonObject): JsonValue {
  if (!isPresent(spec['nonResourceAttributes'])) return null;
  const { path, verb } = objectOf(spec['nonResourceAttributes']);
  return { Path: stringOf(path), Verb: stringOf(verb) };
}

function validateSelectors(attributes: JsonObject): FieldError[] {
  return [
    ...validateSelector(attributes, 'fieldSelector', validateFieldRequirement),
    ...validateSelector(attributes, 'labelSelector', (requirement, field) =>
      validateLabelRequirement(requirement, field, { allowsUnknownOperator: true }),
    ),
  ];
}

function validateSelector(
  attributes: JsonObject,
  key: string,
  validate: (requirement: JsonObject, field: string) => FieldError[],
): FieldError[] {
  if (!isPresent(attributes[key])) return [];
  const field = `spec.resourceAttributes.${key}`;
  const selector = objectOf(attributes[key]);
  const raw = stringOf(selector['rawSelector']);
  const requirements = listOf(selector['requirements']);
  const errors: FieldError[] = [];
  if (raw !== '' && requirements.length > 0) {
    const why = 'may not specified at the same time as requirements';
    errors.push(invalid(`${field}.rawSelector`, raw, why));
  }
  if (raw === '' && requirements.length === 0) {
    errors.push({
      type: 'FieldValueRequired',
      field: `${field}.requirements`,
      detail: `when ${field} is specified, requirements or rawSelector is required`,
    });
  }
  return [
    ...errors,
    ...requirements.flatMap((requirement, index) =>
      validate(objectOf(requirement), `${field}.requirements[${index}]`),
    ),
  ];
}

function validateFieldRequirement(requirement: JsonObject, field: string): FieldError[] {
  const errors: FieldError[] = [];
  if (stringOf(requirement['key']) === '') {
    errors.push({ type: 'FieldValueRequired', field: `${field}.key`, detail: 'must be specified' });
  }
  const operator = stringOf(requirement['operator']);
  const hasValues = stringsOf(requirement['values']).length > 0;
  if ((operator === 'In' || operator === 'NotIn') && !hasValues) {
    errors.push({
      type: 'FieldValueRequired',
      field: `${field}.values`,
      detail: "must be specified when `operator` is 'In' or 'NotIn'",
    });
  }
  if ((operator === 'Exists' || operator === 'DoesNotExist') && hasValues) {
    errors.push({
      type: 'FieldValueForbidden',
      field: `${field}.values`,
      detail: "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
    });
  }
  return errors;
}

function isEmpty(metadata: JsonObject, mayHaveNamespace: boolean): boolean {
  return Object.entries(metadata).every(
    ([key, value]) =>
      key === 'managedFields' ||
      (mayHaveNamespace && key === 'namespace') ||
      value === null ||
      value === '' ||
      (typeof value === 'object' && Object.keys(value).length === 0),
  );
}

/** The value goes with the text: FieldError would print its keys sorted, and the server does not. */
function notEmpty(metadata: JsonObject, why: string): FieldError {
  const shown = JSON.stringify(orderMetadata(metadata));
  return { type: 'FieldValueInvalid', field: 'metadata', detail: `${shown}: ${why}` };
}

function isPresent(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null;
}

function invalid(field: string, value: JsonValue, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, value, detail };
}
