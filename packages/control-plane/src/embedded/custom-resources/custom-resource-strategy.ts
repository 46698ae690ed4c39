import { RuleValidator } from '@keelson/cel';
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
  ObjectReadError,
  readObject,
  validate,
  validateUpdate,
} from '@keelson/schema';
import { pathSegmentName } from '../metadata/name-rules.ts';
import { validateMetadata } from '../metadata/validate-metadata.ts';
import { compileJsonPath } from '../printing/json-path.ts';
import { DecodeError } from '../registry/decode-error.ts';
import type { Strategy, WriteContext } from '../registry/strategy.ts';
import { objectOf, objectsOf, optionalObject, schemaOf, textOf, versionOf } from './definition.ts';
import { finalizerWarnings } from './finalizer-warnings.ts';
import { instanceStructure } from './instance-structure.ts';
import { printerTable, selectableText } from './printer-columns.ts';
import { type ScalePaths, scalePathsOf, validateScale } from './scale-projection.ts';

/** Of a version without a schema. */
const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** What a version says of its objects. */
interface VersionRules {
  readonly kind: string;
  readonly version: string;
  readonly schema: CompiledSchema;
  readonly validator: RuleValidator;
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
  const compiled = compileSchema(schema ?? anything);
  const rules: VersionRules = {
    kind: textOf(objectOf(objectOf(definition, 'spec'), 'names'), 'kind'),
    version: name,
    schema: compiled,
    validator: new RuleValidator(compiled),
    hasStatus: optionalObject(subresources, 'status') !== undefined,
    scale: declaredScale && scalePathsOf(declaredScale),
  };
  const resetMain = rules.hasStatus ? [['status']] : [];
  const resetStatus = [['metadata'], ['spec']];
  return {
    structure: instanceStructure(schema),
    resolve: (reference) => definitions.definitionOf(parseReference(reference)),
    allowsUnconditionalUpdate: false,
    allowsCreateOnUpdate: false,
    resetFields: (subresource) => (subresource === 'status' ? resetStatus : resetMain),
    decode: (object) => decodeInstance(object, rules),
    setDefaults: (object) => {
      applyDefaults(rules.schema, object);
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

function decodeInstance(object: JsonObject, { schema }: VersionRules): string[] {
  try {
    return readObject(schema, object);
  } catch (error) {
    if (!(error instanceof ObjectReadError)) throw error;
    throw new DecodeError(error.message);
  }
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

function validateNew(object: JsonObject, { schema, scale, validator }: VersionRules): FieldError[] {
  const scaleErrors = scale && validateScale(object, scale, false);
  return validate(schema, object, {
    scaleErrors,
    checkMetadata,
    evaluateRules: (subject) => validator.evaluate(subject),
  });
}

function validateChange(
  object: JsonObject,
  old: JsonObject,
  {
    rules: { schema, scale, validator },
    isStatusUpdate,
  }: { readonly rules: VersionRules; readonly isStatusUpdate: boolean },
): FieldError[] {
  const scaleErrors = scale && validateScale(object, scale, isStatusUpdate);
  return validateUpdate(
    schema,
    { object, old },
    {
      scaleErrors,
      checkMetadata,
      isStatusUpdate,
      evaluateRules: (subject) => validator.evaluate(subject),
    },
  );
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
