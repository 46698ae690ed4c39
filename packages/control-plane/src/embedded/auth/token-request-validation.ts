import type { FieldError, JsonObject, JsonValue } from '@keelson/schema';
import { stringsOf } from './policy-rule.ts';
import { objectOf } from './rbac-binding.ts';
import { subdomainErrors } from '../metadata/name-rules.ts';

const shortestSeconds = 600;
const longestSeconds = 2 ** 32;
const apiGroupsAttestation = 'admissionReviewAPIGroups';

/** Everything wrong with a TokenRequest whose defaults are set (pkg/apis/authentication/validation). */
export function validateTokenRequest(request: JsonObject): FieldError[] {
  const spec = objectOf(request['spec']);
  const errors = validateExpiration(spec['expirationSeconds']);
  if (isWebhook(objectOf(spec['boundObjectRef']))) {
    const audiences = stringsOf(spec['audiences']);
    if (audiences.length !== 1) {
      errors.push(
        invalid('spec.audiences', audiences, 'must be length 1 when bound to a webhook config'),
      );
    }
    return [...errors, ...validateAttestations(spec['attestations'] ?? null)];
  }
  if (Object.keys(objectOf(spec['attestations'])).length === 0) return errors;
  return [
    invalid(
      'spec.attestations',
      objectOf(spec['attestations']),
      'attestations may only be specified with a webhook bound object reference',
    ),
  ];
}

/** Whether a token is to be bound to the configuration of a webhook. */
export function isWebhook(boundObject: JsonObject): boolean {
  const { apiVersion, kind } = boundObject;
  return (
    apiVersion === 'admissionregistration.k8s.io/v1' &&
    (kind === 'ValidatingWebhookConfiguration' || kind === 'MutatingWebhookConfiguration')
  );
}

function validateExpiration(seconds: JsonValue | undefined): FieldError[] {
  if (typeof seconds !== 'number' && typeof seconds !== 'bigint') return [];
  const field = 'spec.expirationSeconds';
  const errors: FieldError[] = [];
  if (seconds < shortestSeconds) {
    errors.push(invalid(field, seconds, 'may not specify a duration less than 10 minutes'));
  }
  if (seconds > longestSeconds) {
    errors.push(invalid(field, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  return errors;
}

function validateAttestations(attestations: JsonValue): FieldError[] {
  const field = 'spec.attestations';
  const entries = Object.entries(objectOf(attestations));
  if (entries.length !== 1) {
    const why = 'webhook bound requests require exactly one admissionReviewAPIGroups attestation';
    return [invalid(field, attestations, why)];
  }
  return entries.flatMap(([key, value]) => validateAttestation(`${field}[${key}]`, key, value));
}

function validateAttestation(field: string, key: string, value: JsonValue): FieldError[] {
  if (key !== apiGroupsAttestation) {
    const detail = `supported values: "${apiGroupsAttestation}"`;
    return [{ type: 'FieldValueNotSupported', field, value: key, detail }];
  }
  const groups = stringsOf(value);
  const [group] = groups;
  if (group === undefined || groups.length !== 1) {
    return [invalid(field, value, 'must specify a single value')];
  }
  if (group === '') return [invalid(`${field}[0]`, group, 'may not be an empty string')];
  if (group === '*') return [];
  return subdomainErrors(group).map((why) =>
    invalid(`${field}[0]`, group, `must specify a valid API Group: ${why}`),
  );
}

function invalid(field: string, value: JsonValue, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, value, detail };
}
