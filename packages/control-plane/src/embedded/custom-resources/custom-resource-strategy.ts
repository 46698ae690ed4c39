import { type Definitions, loadDefinitions, parseReference } from '@keelson/kubernetes/schema';
import {
  cloneJson,
  equalJson,
  type FieldError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@keelson/schema';
import { compileJsonPath } from '../printing/json-path.ts';
import type { Strategy, WriteContext } from '../registry/strategy.ts';
import { badRequest } from '../status-error.ts';
import { objectOf, objectsOf, optionalObject, schemaOf, textOf, versionOf } from './definition.ts';
import { finalizerWarnings } from './finalizer-warnings.ts';
import { createGoDecoder, type GoDecoder, UndecodableError } from './go-decoder.ts';
import { compileInstanceSchema, type InstanceSchema } from './instance-schema.ts';
import { instanceStructure } from './instance-structure.ts';
import { someSubschema } from './internal-definition.ts';
import { printerTable, selectableText } from './printer-columns.ts';
import { type ScalePaths, scalePathsOf, validateScale } from './scale-projection.ts';

/** Errors after which rules would judge an object that is not what they expect. */
const blocking: ReadonlySet<string> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

/** What a version says of its objects. */
interface VersionRules {
  readonly kind: string;
  readonly version: string;
  readonly schema: InstanceSchema;
  readonly hasStatus: boolean;
  readonly hasRules: boolean;
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
    schema: compileInstanceSchema(schema),
    hasStatus: optionalObject(subresources, 'status') !== undefined,
    hasRules:
      schema !== undefined &&
      someSubschema(schema, (inner) => objectsOf(inner, 'x-kubernetes-validations').length > 0),
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
      rules.schema.setDefaults(object);
    },
    prepareForCreate: (object) => {
      if (rules.hasStatus) delete object['status'];
      objectOf(object, 'metadata')['generation'] = 1;
    },
    prepareForUpdate: (object, old, context) => {
      prepareForUpdate(object, old, { context, rules });
    },
    validate: (object) => validate(object, rules),
    validateUpdate: (object, old, { subresource }) =>
      subresource === 'status'
        ? validateStatusUpdate(object, old, rules)
        : validateUpdate(object, old, rules),
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
  const { metadata } = object;
  const unknown: string[] = [];
  if (metadata !== undefined && metadata !== null) {
    if (!isJsonObject(metadata)) {
      const type = Array.isArray(metadata) ? 'array' : goTypeOf(metadata);
      throw undecodable(`json: cannot unmarshal ${type} into Go value of type v1.ObjectMeta`, {
        kind,
        version,
      });
    }
    try {
      const paths = decoder.decode(metadata, 'meta/v1#ObjectMeta');
      unknown.push(...paths.toSorted().map((path) => `metadata.${path}`));
    } catch (error) {
      if (!(error instanceof UndecodableError)) throw error;
      throw undecodable(error.message, { kind, version });
    }
  }
  return [...unknown, ...schema.prune(object)];
}

function goTypeOf(value: JsonValue): string {
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'number';
}

function undecodable(
  why: string,
  { kind, version }: { readonly kind: string; readonly version: string },
): Error {
  return badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`);
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

function validate(object: JsonObject, rules: VersionRules): FieldError[] {
  const { schema, scale } = rules;
  return withRules(
    [
      ...schema.validate(object),
      ...(scale === undefined ? [] : validateScale(object, scale, false)),
      ...schema.validateEmbedded(object),
      ...schema.validateLists(object),
    ],
    rules,
  );
}

function validateUpdate(object: JsonObject, old: JsonObject, rules: VersionRules): FieldError[] {
  const { schema, scale } = rules;
  return withRules(
    [
      ...schema.validateUpdate(object, old),
      ...(scale === undefined ? [] : validateScale(object, scale, false)),
      ...schema.validateEmbedded(object),
      ...newListErrors(object, old, schema),
    ],
    rules,
  );
}

function validateStatusUpdate(
  object: JsonObject,
  old: JsonObject,
  rules: VersionRules,
): FieldError[] {
  const { schema, scale } = rules;
  const { status } = object;
  return withRules(
    [
      ...(status === undefined ? [] : schema.validateStatus(status, old['status'])),
      ...(scale === undefined ? [] : validateScale(object, scale, true)),
      ...newListErrors(object, old, schema),
    ],
    rules,
  );
}

/** Lists that were wrong already may stay so. */
function newListErrors(object: JsonObject, old: JsonObject, schema: InstanceSchema): FieldError[] {
  const errors = schema.validateLists(object);
  return errors.length > 0 && schema.validateLists(old).length > 0 ? [] : errors;
}

function withRules(errors: FieldError[], { hasRules }: VersionRules): FieldError[] {
  if (!hasRules || !errors.some(({ type }) => blocking.has(type))) return errors;
  errors.push({
    type: 'FieldValueInvalid',
    field: '<nil>',
    value: null,
    detail:
      'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
  });
  return errors;
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
