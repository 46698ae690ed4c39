import type { FieldError, JsonObject, JsonValue } from '@keelson/schema';
import { duplicate, forbidden, invalid, notSupported, required } from './field-errors.ts';
import { objectsOf, optionalObject, textOf } from './json-access.ts';
import { parseQuantity } from './quantity.ts';
import {
  validateDescendingPath,
  validateLabelName,
  validateNoBacksteps,
} from './validate-values.ts';

const badMode = 'must be a number between 0 and 0777 (octal), both inclusive';

/** Volumes of a pod, and the names of those without a fault (ValidateVolumes). */
export function validateVolumes(
  volumes: readonly JsonObject[],
  field: string,
): { readonly names: ReadonlySet<string>; readonly errors: FieldError[] } {
  const names = new Set<string>();
  const errors: FieldError[] = [];
  for (const [index, volume] of volumes.entries()) {
    const path = `${field}[${index}]`;
    const name = textOf(volume, 'name');
    const faults = validateSource(volume, path);
    if (name === '') faults.push(required(`${path}.name`));
    else faults.push(...validateLabelName(name, `${path}.name`));
    if (names.has(name)) faults.push(duplicate(`${path}.name`, name));
    if (faults.length === 0) names.add(name);
    else errors.push(...faults);
  }
  return { names, errors };
}

/** In the order in which the server looks at the kinds of volumes. */
const sources = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
];

function validateSource(volume: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let found = 0;
  for (const key of sources) {
    const source = optionalObject(volume, key);
    if (source === undefined) continue;
    const field = `${path}.${key}`;
    if (found++ > 0) errors.push(forbidden(field, 'may not specify more than 1 volume type'));
    else errors.push(...validateKind(key, source, field));
  }
  if (found === 0) errors.push(required(path, 'must specify a volume type'));
  return errors;
}

/** Texts that a kind of volume cannot do without. */
const requiredTexts: Readonly<Record<string, readonly string[]>> = {
  hostPath: ['path'],
  gitRepo: ['repository'],
  secret: ['secretName'],
  nfs: ['server', 'path'],
  persistentVolumeClaim: ['claimName'],
  configMap: ['name'],
  csi: ['driver'],
  image: ['reference'],
};

function validateKind(key: string, source: JsonObject, field: string): FieldError[] {
  const errors = (requiredTexts[key] ?? [])
    .filter((name) => textOf(source, name) === '')
    .map((name) => required(`${field}.${name}`));
  if (key === 'emptyDir') {
    const limit = textOf(source, 'sizeLimit');
    if (limit !== '' && parseQuantity(limit).nanos < 0n) {
      errors.push(
        forbidden(`${field}.sizeLimit`, 'SizeLimit field must be a valid resource quantity'),
      );
    }
  }
  if (key === 'hostPath' && errors.length === 0) {
    errors.push(...validateNoBacksteps(textOf(source, 'path'), `${field}.path`));
    const type = textOf(source, 'type');
    if (!hostPathTypes.includes(type)) {
      errors.push(notSupported(`${field}.type`, type, hostPathTypes));
    }
  }
  if (key === 'secret' || key === 'configMap') {
    errors.push(...validateMode(source['defaultMode'], `${field}.defaultMode`));
    errors.push(...validateItems(objectsOf(source, 'items'), `${field}.items`));
  }
  if (key === 'nfs' && !textOf(source, 'path').startsWith('/')) {
    errors.push(invalid(`${field}.path`, textOf(source, 'path'), 'must be an absolute path'));
  }
  if (key === 'gitRepo' && textOf(source, 'directory').startsWith('/')) {
    const path = textOf(source, 'directory');
    errors.push(invalid(`${field}.directory`, path, 'must be a relative path'));
  }
  if (key === 'ephemeral' && source['volumeClaimTemplate'] === undefined) {
    errors.push(required(`${field}.volumeClaimTemplate`));
  }
  if (key === 'downwardAPI') {
    errors.push(...objectsOf(source, 'items').flatMap((file) => validateDownwardFile(file, field)));
  }
  if (key === 'projected') errors.push(...validateProjected(source, field));
  return errors;
}

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

const downwardPaths = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

/** The server leaves the index out of these paths. */
function validateDownwardFile(file: JsonObject, field: string): FieldError[] {
  const path = textOf(file, 'path');
  const errors = path === '' ? [required(`${field}.path`)] : [];
  errors.push(...validateDescendingPath(path, `${field}.path`));
  const reference = optionalObject(file, 'fieldRef');
  if (reference === undefined) {
    if (file['resourceFieldRef'] !== undefined) return errors;
    return [...errors, required(field, 'one of fieldRef and resourceFieldRef is required')];
  }
  const from = textOf(reference, 'fieldPath');
  const isKey = /^metadata\.(?:labels|annotations)\['.*'\]$/u.test(from);
  if (isKey || downwardPaths.includes(from)) return errors;
  return [...errors, notSupported(`${field}.fieldRef.fieldPath`, from, downwardPaths)];
}

function validateMode(mode: JsonValue | undefined, field: string): FieldError[] {
  return typeof mode === 'number' && (mode > 0o777 || mode < 0)
    ? [invalid(field, mode, badMode)]
    : [];
}

function validateItems(items: readonly JsonObject[], field: string): FieldError[] {
  return items.flatMap((item, index) => {
    const at = `${field}[${index}]`;
    const path = textOf(item, 'path');
    const errors = ['key', 'path']
      .filter((name) => textOf(item, name) === '')
      .map((name) => required(`${at}.${name}`));
    errors.push(...validateDescendingPath(path, `${at}.path`));
    if (path.startsWith('..') && !path.startsWith('../')) {
      errors.push(invalid(`${at}.path`, path, "must not start with '..'"));
    }
    errors.push(...validateMode(item['mode'], `${at}.mode`));
    return errors;
  });
}

function validateProjected(source: JsonObject, field: string): FieldError[] {
  const errors = objectsOf(source, 'sources').flatMap((one, index) => {
    const path = `${field}.sources[${index}]`;
    const faults: FieldError[] = [];
    for (const key of ['secret', 'configMap']) {
      const reference = optionalObject(one, key);
      if (reference === undefined) continue;
      if (textOf(reference, 'name') === '') faults.push(required(`${path}.${key}.name`));
      faults.push(...validateItems(objectsOf(reference, 'items'), `${path}.${key}.items`));
    }
    const token = optionalObject(one, 'serviceAccountToken');
    if (token === undefined) return faults;
    const expiration = token['expirationSeconds'];
    if (typeof expiration === 'number' && expiration < 600) {
      const why = 'may not specify a duration less than 10 minutes';
      faults.push(invalid(`${path}.serviceAccountToken.expirationSeconds`, expiration, why));
    }
    if (textOf(token, 'path') === '') faults.push(required(`${field}.path`));
    return faults;
  });
  errors.push(...validateMode(source['defaultMode'], `${field}.defaultMode`));
  return errors;
}
