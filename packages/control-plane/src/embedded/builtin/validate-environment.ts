import type { FieldError, JsonObject } from '@keelson/schema';
import { subdomainErrors } from '../metadata/name-rules.ts';
import { invalid, invalidAll, notSupported, required } from './field-errors.ts';
import { objectsOf, optionalObject, textOf } from './json-access.ts';
import { validateKeyReference, validateQualifiedName } from './validate-values.ts';

const fieldPaths = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

const resourcePaths = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

const badName =
  "a valid environment variable name must consist only of printable ASCII characters other than '='";

/** The environment of a container, `env` and `envFrom`. */
export function validateEnvironment(container: JsonObject, path: string): FieldError[] {
  return [
    ...objectsOf(container, 'env').flatMap((variable, index) =>
      validateVariable(variable, `${path}.env[${index}]`),
    ),
    ...objectsOf(container, 'envFrom').flatMap((source, index) =>
      validateSource(source, `${path}.envFrom`, index),
    ),
  ];
}

function isName(name: string): boolean {
  return /^[ -<>-~]+$/u.test(name);
}

function validateVariable(variable: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const name = textOf(variable, 'name');
  if (name === '') errors.push(required(`${path}.name`));
  else if (!isName(name)) errors.push(invalid(`${path}.name`, name, badName));
  const from = optionalObject(variable, 'valueFrom');
  if (from === undefined) return errors;
  const field = `${path}.valueFrom`;
  const validators: [string, (source: JsonObject, at: string) => FieldError[]][] = [
    ['fieldRef', validateFieldReference],
    ['resourceFieldRef', validateResourceReference],
    ['configMapKeyRef', validateKeyReference],
    ['secretKeyRef', validateKeyReference],
    ['fileKeyRef', () => []],
  ];
  let found = 0;
  for (const [key, validate] of validators) {
    const source = optionalObject(from, key);
    if (source === undefined) continue;
    found++;
    errors.push(...validate(source, `${field}.${key}`));
  }
  if (found === 0) {
    const why =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    errors.push(invalid(field, '', why));
  } else if (textOf(variable, 'value') !== '') {
    errors.push(invalid(field, '', 'may not be specified when `value` is not empty'));
  } else if (found > 1) {
    errors.push(invalid(field, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}

function validateFieldReference(reference: JsonObject, field: string): FieldError[] {
  if (textOf(reference, 'apiVersion') === '') return [required(`${field}.apiVersion`)];
  const version = textOf(reference, 'apiVersion');
  const path = textOf(reference, 'fieldPath');
  if (path === '') return [required(`${field}.fieldPath`)];
  if (version !== 'v1') {
    const why = `error converting fieldPath: unsupported pod version: ${version}`;
    return [invalid(`${field}.fieldPath`, path, why)];
  }
  const [, base, key] = /^(.*)\['(.*)'\]$/u.exec(path) ?? [];
  if (base !== undefined) {
    if (base === 'metadata.annotations') {
      return validateQualifiedName((key as string).toLowerCase(), field);
    }
    if (base === 'metadata.labels') return validateQualifiedName(key as string, field);
    const why = `error converting fieldPath: field label does not support subscript: ${path}`;
    return [invalid(`${field}.fieldPath`, path, why)];
  }
  if (fieldPaths.includes(path)) return [];
  const isConverted = path === 'metadata.annotations' || path === 'metadata.labels';
  if (isConverted || path === 'spec.host' || path === 'status.phase') {
    return [notSupported(`${field}.fieldPath`, path, fieldPaths)];
  }
  const why = `error converting fieldPath: field label not supported: ${path}`;
  return [invalid(`${field}.fieldPath`, path, why)];
}

function validateResourceReference(reference: JsonObject, field: string): FieldError[] {
  const resource = textOf(reference, 'resource');
  if (resource === '') return [required(`${field}.resource`)];
  if (resourcePaths.includes(resource) || /^(limits|requests)\.hugepages-/u.test(resource)) {
    return [];
  }
  return [notSupported(`${field}.resource`, resource, resourcePaths)];
}

function validateSource(source: JsonObject, list: string, index: number): FieldError[] {
  const errors: FieldError[] = [];
  const path = `${list}[${index}]`;
  const prefix = textOf(source, 'prefix');
  if (prefix !== '' && !isName(prefix)) errors.push(invalid(`${path}.prefix`, prefix, badName));
  let found = 0;
  for (const key of ['configMapRef', 'secretRef']) {
    const reference = optionalObject(source, key);
    if (reference === undefined) continue;
    found++;
    const name = textOf(reference, 'name');
    if (name === '') errors.push(required(`${path}.${key}.name`));
    else errors.push(...invalidAll(`${path}.${key}.name`, name, subdomainErrors(name)));
  }
  // The server leaves the index out of these paths.
  if (found === 0) {
    errors.push(invalid(list, '', 'must specify one of: `configMapRef` or `secretRef`'));
  } else if (found > 1) {
    errors.push(invalid(list, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}
