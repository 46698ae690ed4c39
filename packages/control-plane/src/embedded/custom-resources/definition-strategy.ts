import { type Definitions, parseReference } from '@keelson/kubernetes/schema';
import { cloneJson, equalJson, type JsonObject } from '@keelson/schema';
import { DecodeError } from '../registry/decode-error.ts';
import type { Strategy, WriteContext } from '../registry/strategy.ts';
import { objectOf, optionalObject, storageVersionOf, textOf, textsOf } from './definition.ts';
import { definitionTable } from './definition-table.ts';
import { warningsOfDefinition } from './definition-warnings.ts';
import { createGoDecoder, type GoDecoder, UndecodableError } from './go-decoder.ts';
import { type SchemaChecks, schemaChecks } from './schema-checks.ts';
import {
  validateDefinition,
  validateDefinitionStatus,
  validateDefinitionUpdate,
} from './validate-definition.ts';

const root = 'apiextensions/v1#CustomResourceDefinition';

/** Options of {@link createDefinitionStrategy}. */
export interface DefinitionStrategyOptions {
  readonly definitions: Definitions;
  /** @default those of @keelson/schema */
  readonly checks?: SchemaChecks | undefined;
}

/**
 * The kind CustomResourceDefinition of apiextensions.k8s.io/v1 (kax registry/customresourcedefinition).
 * Its conditions are set by {@link reconcileDefinition}, not here.
 */
export function createDefinitionStrategy({
  definitions,
  checks = schemaChecks,
}: DefinitionStrategyOptions): Strategy {
  const decoder = createGoDecoder(definitions);
  const resetMain = [['status']];
  const resetStatus = [['spec']];
  return {
    structure: { $ref: root },
    resolve: (reference) => definitions.definitionOf(parseReference(reference)),
    allowsUnconditionalUpdate: false,
    allowsCreateOnUpdate: false,
    resetFields: (subresource) => (subresource === 'status' ? resetStatus : resetMain),
    zero,
    decode: (object) => decodeDefinition(decoder, object),
    setDefaults: setDefinitionDefaults,
    prepareForCreate,
    prepareForUpdate,
    validate: (object) => validateDefinition(object, checks),
    validateUpdate: (object, old, { subresource }) =>
      subresource === 'status'
        ? validateDefinitionStatus(object)
        : validateDefinitionUpdate(object, old, checks),
    warningsOf: warningsOfDefinition,
    fieldLabels: new Map(),
    table: definitionTable,
  };
}

/** Go's zero value. */
const zero: JsonObject = {
  metadata: {},
  spec: { group: '', names: { kind: '', plural: '' }, scope: '', versions: null },
  status: { acceptedNames: { kind: '', plural: '' }, conditions: null, storedVersions: null },
};

function decodeDefinition(decoder: GoDecoder, object: JsonObject): string[] {
  try {
    return decoder.decode(object, root);
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    throw new DecodeError(error.message);
  }
}

/** The defaults of v1: singular and list kind from the kind, no conversion, the first stored version. */
function setDefinitionDefaults(definition: JsonObject): void {
  const spec = objectOf(definition, 'spec');
  const names = objectOf(spec, 'names');
  const kind = textOf(names, 'kind');
  if (textOf(names, 'singular') === '' && kind !== '') names['singular'] = kind.toLowerCase();
  if (textOf(names, 'listKind') === '' && kind !== '') names['listKind'] = `${kind}List`;
  spec['conversion'] ??= { strategy: 'None' };
  const webhook = objectOf(objectOf(spec, 'conversion'), 'webhook');
  const service = optionalObject(objectOf(webhook, 'clientConfig'), 'service');
  if (service !== undefined) service['port'] ??= 443;
  const storage = storageVersionOf(definition);
  if (storage === undefined) return;
  const status = optionalObject(definition, 'status') ?? emptyStatus();
  if (textsOf(status, 'storedVersions').length === 0) status['storedVersions'] = [storage];
  definition['status'] = status;
}

function prepareForCreate(definition: JsonObject): void {
  definition['status'] = emptyStatus();
  objectOf(definition, 'metadata')['generation'] = 1;
  recordStorageVersion(definition);
}

function prepareForUpdate(
  definition: JsonObject,
  old: JsonObject,
  { subresource }: WriteContext,
): void {
  if (subresource === 'status') {
    definition['spec'] = cloneJson(old['spec'] ?? {});
    return;
  }
  definition['status'] = cloneJson(old['status'] ?? emptyStatus());
  const metadata = objectOf(definition, 'metadata');
  if (!equalJson(definition['spec'], old['spec'])) {
    metadata['generation'] = Number(objectOf(old, 'metadata')['generation'] ?? 0) + 1;
  }
  recordStorageVersion(definition);
}

function recordStorageVersion(definition: JsonObject): void {
  const storage = storageVersionOf(definition);
  const status = objectOf(definition, 'status');
  const stored = textsOf(status, 'storedVersions');
  if (storage !== undefined && !stored.includes(storage)) {
    status['storedVersions'] = [...stored, storage];
  }
}

/** What Go writes for a status that nobody has set. */
function emptyStatus(): JsonObject {
  return { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: null };
}
