import { type Definitions, parseReference } from '@keelson/kubernetes/schema';
import { cloneJson, equalJson, type JsonObject } from '@keelson/schema';
import type { Strategy, WriteContext } from '../registry/strategy.ts';
import { createDefinitionDecoder } from './decode-definition.ts';
import { objectOf, optionalObject, storageVersionOf, textOf, textsOf } from './definition.ts';
import { warningsOfDefinition } from './definition-warnings.ts';
import type { SchemaChecks } from './schema-checks.ts';
import {
  validateDefinition,
  validateDefinitionStatus,
  validateDefinitionUpdate,
} from './validate-definition.ts';

/** Options of {@link createDefinitionStrategy}. */
export interface DefinitionStrategyOptions {
  readonly definitions: Definitions;
  readonly checks: SchemaChecks;
}

/**
 * The kind CustomResourceDefinition of apiextensions.k8s.io/v1 (kax registry/customresourcedefinition).
 * Its conditions are set by {@link reconcileDefinition}, not here.
 */
export function createDefinitionStrategy({
  definitions,
  checks,
}: DefinitionStrategyOptions): Strategy {
  const decoder = createDefinitionDecoder(definitions);
  const resetMain = [['status']];
  const resetStatus = [['spec']];
  return {
    structure: { $ref: 'apiextensions/v1#CustomResourceDefinition' },
    resolve: (reference) => definitions.definitionOf(parseReference(reference)),
    allowsUnconditionalUpdate: false,
    allowsCreateOnUpdate: false,
    resetFields: (subresource) => (subresource === 'status' ? resetStatus : resetMain),
    decode: (object) => decoder.decode(object),
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
    table: {
      columns: [
        {
          name: 'Name',
          type: 'string',
          format: 'name',
          description:
            'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
          priority: 0,
        },
        {
          name: 'Created At',
          type: 'date',
          format: '',
          description:
            'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
          priority: 0,
        },
      ],
      cellsOf: (object) => {
        const metadata = objectOf(object, 'metadata');
        return [textOf(metadata, 'name'), textOf(metadata, 'creationTimestamp')];
      },
    },
  };
}

/** The defaults of v1: singular and list kind from the kind, no conversion, the first stored version. */
export function setDefinitionDefaults(definition: JsonObject): void {
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
