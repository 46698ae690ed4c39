import {
  compareUtf8,
  equalJson,
  type FieldError,
  goQuote,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@keelson/schema';
import { validateFinalizers, validateQualifiedFinalizers } from './validate-finalizers.ts';
import { labelKeyErrors, labelName, labelValueErrors, type NameRule } from './name-rules.ts';
import { validateManagedFields } from './validate-managed-fields.ts';
import { validateOwnerReferences } from './validate-owner-references.ts';

/** How the metadata of one kind is judged. */
export interface MetadataRules {
  readonly isNamespaced: boolean;
  readonly nameRule: NameRule;
  /**
   * Whether a finalizer must be a standard one or have a domain: the built-in kinds that Kubernetes
   * itself serves. @default false
   */
  readonly qualifiesFinalizers?: boolean | undefined;
  /**
   * Whether a bad generateName is reported beside the name made from it; not so for
   * ReplicationController, RuntimeClass, DeviceClass and their like. @default true
   */
  readonly checksGenerateName?: boolean | undefined;
}

const maxAnnotationBytes = 256 * 1024;

/**
 * Everything wrong with the metadata of a new object, in the server's order (ValidateObjectMeta).
 * The name has been generated, and types have been checked before. `path` is the metadata's.
 */
export function validateMetadata(
  metadata: JsonObject,
  rules: MetadataRules,
  path = 'metadata',
): FieldError[] {
  const errors: FieldError[] = [];
  checkNames(metadata, rules, { path, errors });
  checkNamespace(metadata, rules, { path, errors });
  checkGeneration(metadata, { path, errors });
  checkLabels(metadata['labels'], `${path}.labels`, errors);
  checkAnnotations(metadata['annotations'], `${path}.annotations`, errors);
  errors.push(
    ...validateOwnerReferences(metadata['ownerReferences'], `${path}.ownerReferences`),
    ...validateFinalizers(metadata['finalizers'], `${path}.finalizers`),
    ...validateManagedFields(metadata['managedFields'], `${path}.managedFields`),
  );
  if (rules.qualifiesFinalizers === true) {
    errors.push(...validateQualifiedFinalizers(metadata['finalizers'], `${path}.finalizers`));
  }
  return errors;
}

/** Everything wrong with a change of metadata, in the server's order (ValidateObjectMetaUpdate). */
export function validateMetadataUpdate(
  metadata: JsonObject,
  old: JsonObject,
  rules: Pick<MetadataRules, 'qualifiesFinalizers'>,
): FieldError[] {
  const errors: FieldError[] = [];
  const path = 'metadata';
  checkNoNewFinalizers(metadata, old, errors);
  if (textOf(metadata['resourceVersion']) === '') {
    errors.push({
      type: 'FieldValueInvalid',
      field: `${path}.resourceVersion`,
      value: '',
      detail: 'must be specified for an update',
    });
  }
  checkGeneration(metadata, { path, errors });
  const generation = metadata['generation'] ?? 0;
  if ((generation as number) < ((old['generation'] ?? 0) as number)) {
    errors.push({
      type: 'FieldValueInvalid',
      field: `${path}.generation`,
      value: generation,
      detail: 'must not be decremented',
    });
  }
  for (const [field, zero] of immutableFields) {
    const value = metadata[field] ?? zero;
    if (equalJson(value, old[field] ?? zero)) continue;
    errors.push({
      type: 'FieldValueInvalid',
      field: `${path}.${field}`,
      value,
      detail: 'field is immutable',
    });
  }
  checkLabels(metadata['labels'], `${path}.labels`, errors);
  checkAnnotations(metadata['annotations'], `${path}.annotations`, errors);
  errors.push(
    ...validateOwnerReferences(metadata['ownerReferences'], `${path}.ownerReferences`),
    ...validateManagedFields(metadata['managedFields'], `${path}.managedFields`),
  );
  if (rules.qualifiesFinalizers === true) {
    errors.push(...validateQualifiedFinalizers(metadata['finalizers'], `${path}.finalizers`));
  }
  return errors;
}

/** Fields that an update may not change, and what an absent one counts as. */
const immutableFields: readonly (readonly [string, JsonValue])[] = [
  ['name', ''],
  ['namespace', ''],
  ['uid', ''],
  ['creationTimestamp', null],
  ['deletionTimestamp', null],
  ['deletionGracePeriodSeconds', null],
];

interface Findings {
  readonly path: string;
  readonly errors: FieldError[];
}

function checkNames(metadata: JsonObject, rules: MetadataRules, { path, errors }: Findings): void {
  const prefix = textOf(metadata['generateName']);
  if (prefix !== '' && rules.checksGenerateName !== false) {
    addInvalid(
      errors,
      { field: `${path}.generateName`, value: prefix },
      rules.nameRule(prefix, true),
    );
  }
  const name = textOf(metadata['name']);
  if (name === '') {
    errors.push({
      type: 'FieldValueRequired',
      field: `${path}.name`,
      detail: 'name or generateName is required',
    });
    return;
  }
  addInvalid(errors, { field: `${path}.name`, value: name }, rules.nameRule(name, false));
}

function checkNamespace(
  metadata: JsonObject,
  rules: MetadataRules,
  { path, errors }: Findings,
): void {
  const field = `${path}.namespace`;
  const namespace = textOf(metadata['namespace']);
  if (!rules.isNamespaced) {
    if (namespace === '') return;
    errors.push({ type: 'FieldValueForbidden', field, detail: 'not allowed on this type' });
    return;
  }
  if (namespace === '') errors.push({ type: 'FieldValueRequired', field });
  else addInvalid(errors, { field, value: namespace }, labelName(namespace, false));
}

function checkGeneration(metadata: JsonObject, { path, errors }: Findings): void {
  const generation = metadata['generation'];
  if (generation === undefined || generation === null || (generation as number) >= 0) return;
  errors.push({
    type: 'FieldValueInvalid',
    field: `${path}.generation`,
    value: generation,
    detail: 'must be greater than or equal to 0',
  });
}

/** Adds what is wrong with labels. */
export function checkLabels(
  labels: JsonValue | undefined,
  field: string,
  errors: FieldError[],
): void {
  if (!isJsonObject(labels)) return;
  for (const key of sortedKeys(labels)) {
    addInvalid(errors, { field, value: key }, labelKeyErrors(key));
    const value = textOf(labels[key]);
    addInvalid(errors, { field, value }, labelValueErrors(value));
  }
}

/** Adds what is wrong with annotations. */
export function checkAnnotations(
  annotations: JsonValue | undefined,
  field: string,
  errors: FieldError[],
): void {
  if (!isJsonObject(annotations)) return;
  let bytes = 0;
  for (const key of sortedKeys(annotations)) {
    addInvalid(errors, { field, value: key }, labelKeyErrors(key.toLowerCase()));
    bytes += Buffer.byteLength(key) + Buffer.byteLength(textOf(annotations[key]));
  }
  if (bytes <= maxAnnotationBytes) return;
  errors.push({
    type: 'FieldValueTooLong',
    field,
    detail: `may not be more than ${maxAnnotationBytes} bytes`,
  });
}

function checkNoNewFinalizers(metadata: JsonObject, old: JsonObject, errors: FieldError[]): void {
  if (old['deletionTimestamp'] === undefined || old['deletionTimestamp'] === null) return;
  const present = new Set(listOf(old['finalizers']));
  const added = new Set(listOf(metadata['finalizers']).filter((name) => !present.has(name)));
  if (added.size === 0) return;
  const names = [...added].map(textOf).toSorted(compareUtf8).map(goQuote).join(', ');
  errors.push({
    type: 'FieldValueForbidden',
    field: 'metadata.finalizers',
    detail: `no new finalizers can be added if the object is being deleted, found new finalizers []string{${names}}`,
  });
}

function addInvalid(
  errors: FieldError[],
  { field, value }: { readonly field: string; readonly value: string },
  messages: readonly string[],
): void {
  for (const detail of messages) {
    errors.push({ type: 'FieldValueInvalid', field, value, detail });
  }
}

/** The server walks a Go map, in any order: ours is the order of the keys. */
function sortedKeys(object: JsonObject): string[] {
  const keys = Object.keys(object);
  return keys.length < 2 ? keys : keys.toSorted(compareUtf8);
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}
