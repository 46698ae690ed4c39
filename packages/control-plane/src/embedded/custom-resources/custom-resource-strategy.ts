import { type Definitions, loadDefinitions, parseReference } from '@keelson/kubernetes/schema';
import {
  applyDefaults,
  cloneJson,
  type CompiledSchema,
  compileSchema,
  equalJson,
  type FieldError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  prune,
  pruneNulls,
  validate,
  validateUpdate,
} from '@keelson/schema';
import { pathSegmentName } from '../metadata/name-rules.ts';
import { validateMetadata } from '../metadata/validate-metadata.ts';
import { compileJsonPath } from '../printing/json-path.ts';
import type { Strategy, WriteContext } from '../registry/strategy.ts';
import { badRequest } from '../status-error.ts';
import { objectOf, objectsOf, optionalObject, schemaOf, textOf, versionOf } from './definition.ts';
import { coerceEmbedded, goTypeOf } from './embedded-metadata.ts';
import { finalizerWarnings } from './finalizer-warnings.ts';
import { createGoDecoder, type GoDecoder, UndecodableError } from './go-decoder.ts';
import { instanceStructure } from './instance-structure.ts';
import { printerTable, selectableText } from './printer-columns.ts';
import { type ScalePaths, scalePathsOf, validateScale } from './scale-projection.ts';

/** What a version says of its objects. */
interface VersionRules {
  readonly kind: string;
  readonly version: string;
  /** Without a schema everything is kept and allowed. */
  readonly schema: CompiledSchema | undefined;
  readonly hasStatus: boolean;
  readonly scale: ScalePaths | undefined;
}

/**
 * The objects of one version of a custom resource (kax registry/customresource). The definition is
 * valid; its schema is compiled once, here. Pass `definitions` where there are many: each call reads
 * their files again otherwise.
 */
export function customResourceStrategy(
  definition: JsonObject,
  name: string,
  definitions: Definitions = loadDefinitions(),
): Strategy {
  const version = versionOf(definition, name) ?? {};
  const subresources = objectOf(version, 'subresources');
  const declaredScale = optionalObject(subresources, 'scale');
  const schema = schemaOf(version);
  const rules: VersionRules = {
    kind: textOf(objectOf(objectOf(definition, 'spec'), 'names'), 'kind'),
    version: name,
    schema: schema && compileSchema(schema),
    hasStatus: optionalObject(subresources, 'status') !== undefined,
    scale: declaredScale && scalePathsOf(declaredScale),
  };
  const decoder = createGoDecoder(definitions);
  const resetMain = rules.hasStatus ? [['status']] : [];
  const resetStatus = [['metadata'], ['spec']];
  return {
    structure: instanceStructure(schema),
    resolve: (reference) => definitions.definitionOf(parseReference(reference)),
    allowsUnconditionalUpdate: false,
    allowsCreateOnUpdate: false,
    resetFields: (subresource) => (subresource === 'status' ? resetStatus : resetMain),
    decode: (object) => decodeInstance(object, rules, decoder),
    setDefaults: (object) => {
      if (rules.schema !== undefined) applyDefaults(rules.schema, object);
    },
    prepareForCreate: (object) => {
      if (rules.hasStatus) delete object['status'];
      objectOf(object, 'metadata')['generation'] = 1;
    },
    prepareForUpdate: (object, old, context) => {
      prepareForUpdate(object, old, { context, rules });
    },
    validate: (object) => validateNew(object, rules),
    validateUpdate: (object, old, { subresource }) =>
      validateChange(object, old, { rules, isStatusUpdate: subresource === 'status' }),
    warningsOf: finalizerWarnings,
    fieldLabels: fieldLabelsOf(version),
    table: printerTable(version),
  };
}

function decodeInstance(
  object: JsonObject,
  { kind, version, schema }: VersionRules,
  decoder: GoDecoder,
): string[] {
  try {
    const unknown = decodeMetadata(object, decoder);
    if (schema === undefined) return unknown;
    unknown.push(...prune(schema, object));
    pruneNulls(schema, object);
    return [...unknown, ...coerceEmbedded(schema.root, object, decoder)];
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    throw badRequest(
      `${kind} in version "${version}" cannot be handled as a ${kind}: ${error.message}`,
    );
  }
}

function decodeMetadata(object: JsonObject, decoder: GoDecoder): string[] {
  const { metadata } = object;
  if (metadata === undefined || metadata === null) return [];
  if (isJsonObject(metadata)) {
    const paths = decoder.decode(metadata, 'meta/v1#ObjectMeta');
    return paths.toSorted().map((path) => `metadata.${path}`);
  }
  const type = Array.isArray(metadata) ? 'array' : goTypeOf(metadata);
  throw new UndecodableError(`json: cannot unmarshal ${type} into Go value of type v1.ObjectMeta`);
}

function prepareForUpdate(
  object: JsonObject,
  old: JsonObject,
  { context, rules }: { readonly context: WriteContext; readonly rules: VersionRules },
): void {
  if (context.subresource === 'status') {
    keepAllButStatus(object, old);
    return;
  }
  if (rules.hasStatus) {
    if (Object.hasOwn(old, 'status')) object['status'] = cloneJson(old['status'] as JsonValue);
    else delete object['status'];
  }
  if (equalJson({ ...object, metadata: null }, { ...old, metadata: null })) return;
  const { generation = 0 } = objectOf(old, 'metadata');
  objectOf(object, 'metadata')['generation'] = Number(generation) + 1;
}

/** A write of the status leaves the rest as it is, but for the record of who wrote. */
function keepAllButStatus(object: JsonObject, old: JsonObject): void {
  const { status, metadata } = object;
  const managedFields = isJsonObject(metadata) ? metadata['managedFields'] : undefined;
  for (const key of Object.keys(object)) delete object[key];
  Object.assign(object, cloneJson(old));
  if (status === undefined) delete object['status'];
  else object['status'] = status;
  const kept = objectOf(object, 'metadata');
  if (managedFields === undefined) delete kept['managedFields'];
  else kept['managedFields'] = managedFields;
}

function validateNew(object: JsonObject, { schema, scale }: VersionRules): FieldError[] {
  const scaleErrors = scale && validateScale(object, scale, false);
  if (schema === undefined) return scaleErrors ?? [];
  return validate(schema, object, { scaleErrors, checkMetadata });
}

function validateChange(
  object: JsonObject,
  old: JsonObject,
  {
    rules: { schema, scale },
    isStatusUpdate,
  }: { readonly rules: VersionRules; readonly isStatusUpdate: boolean },
): FieldError[] {
  const scaleErrors = scale && validateScale(object, scale, isStatusUpdate);
  if (schema === undefined) return scaleErrors ?? [];
  return validateUpdate(schema, { object, old }, { scaleErrors, checkMetadata, isStatusUpdate });
}

function checkMetadata(metadata: JsonObject, path: string): FieldError[] {
  const isNamespaced = textOf(metadata, 'namespace') !== '';
  return validateMetadata(metadata, { isNamespaced, nameRule: pathSegmentName }, path);
}

function fieldLabelsOf(version: JsonObject): Map<string, (object: JsonObject) => string> {
  return new Map(
    objectsOf(version, 'selectableFields').map((field) => {
      const jsonPath = textOf(field, 'jsonPath');
      const path = compileJsonPath(jsonPath);
      return [jsonPath.replace(/^\./u, ''), (object) => selectableText(path, object)];
    }),
  );
}
