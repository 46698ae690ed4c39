import {
  equalJson,
  type FieldError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@keelson/schema';
import { validateLabelSelector } from '../auth/label-selector-validation.ts';
import { JsonError } from '../json/json-error.ts';
import { parseJson } from '../json/parse-json.ts';
import { configKeyErrors, subdomainErrors } from '../metadata/name-rules.ts';
import { forbidden, invalid, invalidAll, notSupported, required } from './field-errors.ts';
import { internalText } from './internal-text.ts';
import { ensureObject, listOf, objectOf, optionalObject, textOf, textsOf } from './json-access.ts';
import type { KindRules } from './kind-rules.ts';
import { parseQuantity } from './quantity.ts';
import { unifiedDiff } from './unified-diff.ts';

const maxSize = 1_048_576;

/** ConfigMap (ValidateConfigMap). */
export const configMapRules: KindRules = {
  validate: validateConfigMap,
  validateUpdate: (map, old) => [
    ...validateFrozen(map, old, ['data', 'binaryData']),
    ...validateConfigMap(map),
  ],
};

function validateConfigMap(map: JsonObject): FieldError[] {
  const data = objectOf(map, 'data');
  const binary = objectOf(map, 'binaryData');
  const errors: FieldError[] = [];
  let size = 0;
  for (const key of Object.keys(data)) {
    errors.push(...invalidAll(`data[${key}]`, key, configKeyErrors(key)));
    if (Object.hasOwn(binary, key)) {
      errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    }
    size += Buffer.byteLength(textOf(data, key));
  }
  for (const key of Object.keys(binary)) {
    errors.push(...invalidAll(`binaryData[${key}]`, key, configKeyErrors(key)));
    size += sizeOf(textOf(binary, key));
  }
  if (size > maxSize) errors.push(tooLong('[]'));
  return errors;
}

function sizeOf(base64: string): number {
  return Buffer.byteLength(base64, 'base64');
}

function tooLong(field: string): FieldError {
  return { type: 'FieldValueTooLong', field, detail: `may not be more than ${maxSize} bytes` };
}

/** What is immutable stays as it is. */
function validateFrozen(
  object: JsonObject,
  old: JsonObject,
  keys: readonly string[],
): FieldError[] {
  if (old['immutable'] !== true) return [];
  const changed = keys.filter((key) => !equalJson(object[key] ?? {}, old[key] ?? {}));
  if (object['immutable'] !== true) changed.unshift('immutable');
  return changed.map((key) => forbidden(key, 'field is immutable when `immutable` is set'));
}

/** Secret (ValidateSecret). */
export const secretRules: KindRules = {
  validate: validateSecret,
  validateUpdate: (secret, old) => {
    const errors = [...validateFrozen(secret, old, ['data']), ...validateSecret(secret)];
    if (secret['type'] !== old['type']) {
      errors.push(invalid('type', secret['type'], 'field is immutable'));
    }
    return errors;
  },
  fieldLabels: { type: (secret) => textOf(secret, 'type') },
};

/** Keys without which a secret of a type makes no sense. */
const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

function validateSecret(secret: JsonObject): FieldError[] {
  const data = objectOf(secret, 'data');
  const type = textOf(secret, 'type');
  const errors: FieldError[] = [];
  let size = 0;
  for (const key of Object.keys(data)) {
    errors.push(...invalidAll(`data[${key}]`, key, configKeyErrors(key)));
    size += sizeOf(textOf(data, key));
  }
  if (size > maxSize) errors.push(tooLong('data'));
  if (type === 'kubernetes.io/service-account-token') {
    const key = 'kubernetes.io/service-account.name';
    const name = textOf(objectOf(objectOf(secret, 'metadata'), 'annotations'), key);
    if (name === '') errors.push(required(`metadata.annotations[${key}]`));
  }
  if (type === 'kubernetes.io/basic-auth' && !('username' in data) && !('password' in data)) {
    errors.push(required('data[username]'), required('data[password]'));
  }
  for (const key of requiredKeys[type] ?? []) {
    const isMissing = type === 'kubernetes.io/ssh-auth' ? textOf(data, key) === '' : !(key in data);
    if (isMissing) errors.push(required(`data[${key}]`));
    else if (key.startsWith('.docker'))
      errors.push(...validateJson(textOf(data, key), `data[${key}]`));
  }
  return errors;
}

function validateJson(base64: string, field: string): FieldError[] {
  const text = Buffer.from(base64, 'base64').toString();
  const why = jsonFault(text);
  return why === undefined ? [] : [invalid(field, '<secret contents redacted>', why)];
}

/** What Go's decoder says of a text that is to be an object. */
function jsonFault(text: string): string | undefined {
  let value: JsonValue;
  try {
    ({ value } = parseJson(text));
  } catch (error) {
    if (error instanceof JsonError) return error.message;
    throw error;
  }
  if (value === null || isJsonObject(value)) return undefined;
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
}

/** The finalizer that keeps a volume or a claim while it is used (plugin StorageObjectInUseProtection). */
function protect(object: JsonObject, finalizer: string): void {
  const metadata = ensureObject(object, 'metadata');
  const finalizers = textsOf(metadata, 'finalizers');
  if (!finalizers.includes(finalizer)) metadata['finalizers'] = [...finalizers, finalizer];
}

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** PersistentVolumeClaim (ValidatePersistentVolumeClaimSpec). */
export const claimRules: KindRules = {
  prepareForCreate: (claim) => {
    protect(claim, 'kubernetes.io/pvc-protection');
    claim['status'] = { phase: 'Pending' };
    copyDataSource(ensureObject(claim, 'spec'));
  },
  prepareForUpdate: (claim) => copyDataSource(ensureObject(claim, 'spec')),
  validate: validateClaim,
  validateUpdate: (claim, old) => [...validateClaim(claim), ...validateClaimUpdate(claim, old)],
};

/** Either way of naming where a claim's data comes from sets the other. */
function copyDataSource(spec: JsonObject): void {
  const source = optionalObject(spec, 'dataSource');
  const reference = optionalObject(spec, 'dataSourceRef');
  if (source !== undefined && reference === undefined) {
    spec['dataSourceRef'] = { ...source };
  } else if (
    source === undefined &&
    reference !== undefined &&
    textOf(reference, 'namespace') === ''
  ) {
    const { apiGroup = null, kind = '', name = '' } = reference;
    spec['dataSource'] = { apiGroup, kind, name };
  }
}

function validateClaim(claim: JsonObject): FieldError[] {
  const spec = objectOf(claim, 'spec');
  const modes = textsOf(spec, 'accessModes');
  const errors: FieldError[] = [];
  if (modes.length === 0) {
    errors.push(required('spec.accessModes', 'at least 1 access mode is required'));
  }
  const selector = optionalObject(spec, 'selector');
  if (selector !== undefined) errors.push(...validateLabelSelector(selector, 'spec.selector'));
  for (const mode of modes) {
    if (!accessModes.includes(mode))
      errors.push(notSupported('spec.accessModes', mode, accessModes));
  }
  if (modes.includes('ReadWriteOncePod') && modes.length > 1) {
    const why = 'may not use ReadWriteOncePod with other access modes';
    errors.push(forbidden('spec.accessModes', why));
  }
  const storage = textOf(objectOf(objectOf(spec, 'resources'), 'requests'), 'storage');
  const field = 'spec.resources[storage]';
  if (storage === '') errors.push(required(field));
  else if (parseQuantity(storage).nanos <= 0n) {
    errors.push(invalid(field, storage, 'must be greater than zero'));
  }
  const storageClass = textOf(spec, 'storageClassName');
  if (storageClass !== '') {
    errors.push(
      ...invalidAll('spec.storageClassName', storageClass, subdomainErrors(storageClass)),
    );
  }
  const mode = textOf(spec, 'volumeMode');
  if (mode !== 'Block' && mode !== 'Filesystem') {
    errors.push(notSupported('spec.volumeMode', mode, ['Block', 'Filesystem']));
  }
  return errors;
}

function validateClaimUpdate(claim: JsonObject, old: JsonObject): FieldError[] {
  const spec = { ...objectOf(claim, 'spec') };
  const before = { ...objectOf(old, 'spec') };
  const volume = spec['volumeName'];
  if (textOf(before, 'volumeName') === '' && volume !== undefined) before['volumeName'] = volume;
  const storageClass = spec['storageClassName'];
  if (before['storageClassName'] === undefined && storageClass !== undefined) {
    before['storageClassName'] = storageClass;
  }
  const oldRequests = objectOf(objectOf(before, 'resources'), 'requests');
  const requests = objectOf(objectOf(spec, 'resources'), 'requests');
  if (objectOf(claim, 'status')['phase'] === 'Bound') {
    const { storage } = oldRequests;
    if (storage !== undefined) {
      spec['resources'] = { ...objectOf(spec, 'resources'), requests: { ...requests, storage } };
    }
    delete spec['volumeAttributesClassName'];
    delete before['volumeAttributesClassName'];
  }
  const errors: FieldError[] = [];
  if (!equalJson(spec, before)) {
    const type = 'core/v1#PersistentVolumeClaimSpec';
    const diff = unifiedDiff(internalText(before, type, true), internalText(spec, type, true));
    const why = `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${diff}`;
    errors.push(forbidden('spec', why));
  }
  const size = parseQuantity(textOf(requests, 'storage') || '0').nanos;
  const oldSize = parseQuantity(textOf(oldRequests, 'storage') || '0').nanos;
  const capacity = parseQuantity(
    textOf(objectOf(objectOf(old, 'status'), 'capacity'), 'storage') || '0',
  ).nanos;
  if (size < oldSize && size <= capacity) {
    const why = 'field can not be less than status.capacity';
    errors.push(forbidden('spec.resources.requests.storage', why));
  }
  if (spec['volumeMode'] !== before['volumeMode']) {
    errors.push(invalid('volumeMode', spec['volumeMode'], 'field is immutable'));
  }
  return errors;
}

const volumeKeys = new Set([
  'capacity',
  'accessModes',
  'claimRef',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'mountOptions',
  'volumeMode',
  'nodeAffinity',
  'volumeAttributesClassName',
]);

/** PersistentVolume (ValidatePersistentVolumeSpec). */
export const volumeRules: KindRules = {
  prepareForCreate: (volume) => {
    protect(volume, 'kubernetes.io/pv-protection');
    const { creationTimestamp = null } = objectOf(volume, 'metadata');
    volume['status'] = { phase: 'Pending', lastPhaseTransitionTime: creationTimestamp };
  },
  validate: validateVolume,
  validateUpdate: (volume, old) => [...validateVolume(volume), ...validateSource(volume, old)],
};

function validateVolume(volume: JsonObject): FieldError[] {
  const spec = objectOf(volume, 'spec');
  const modes = listOf(spec, 'accessModes') as readonly string[];
  const errors: FieldError[] = [];
  if (modes.length === 0) errors.push(required('spec.accessModes'));
  for (const mode of modes) {
    if (!accessModes.includes(mode))
      errors.push(notSupported('spec.accessModes', mode, accessModes));
  }
  const capacity = optionalObject(spec, 'capacity');
  if (capacity === undefined) errors.push(required('spec.capacity'));
  if (capacity?.['storage'] === undefined || Object.keys(capacity).length > 1) {
    errors.push(notSupported('spec.capacity', capacity ?? null, ['storage']));
  }
  if (Object.keys(spec).every((key) => volumeKeys.has(key))) {
    errors.push(required('spec', 'must specify a volume type'));
  }
  return errors;
}

/** Where a volume is may not change. */
function validateSource(volume: JsonObject, old: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const spec = objectOf(volume, 'spec');
  const before = objectOf(old, 'spec');
  const sourceOf = (from: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(from).filter(([key]) => !volumeKeys.has(key)));
  if (!equalJson(sourceOf(spec), sourceOf(before))) {
    const type = 'core/v1#PersistentVolumeSource';
    const diff = unifiedDiff(internalText(before, type, true), internalText(spec, type, true));
    const why = `spec.persistentvolumesource is immutable after creation\n${diff}`;
    errors.push(forbidden('spec.persistentvolumesource', why));
  }
  if (spec['volumeMode'] !== before['volumeMode']) {
    errors.push(invalid('volumeMode', spec['volumeMode'], 'field is immutable'));
  }
  return errors;
}
