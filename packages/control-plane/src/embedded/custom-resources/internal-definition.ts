import { equalJson, type JsonObject, type JsonValue } from '@keelson/schema';
import { listOf, objectOf, objectsOf, optionalObject, textOf } from './definition.ts';

/** One of `spec.versions`, as the server's checks see it. */
export interface InternalVersion {
  readonly name: string;
  readonly isServed: boolean;
  readonly isStorage: boolean;
  readonly isDeprecated: boolean;
  readonly deprecationWarning: string | undefined;
  /** `schema` of the version: an object that holds openAPIV3Schema. */
  readonly validation: JsonObject | undefined;
  readonly subresources: JsonObject | undefined;
  readonly columns: readonly JsonObject[];
  readonly selectableFields: readonly JsonObject[];
}

/**
 * The spec of a CustomResourceDefinition in the server's internal version: what all versions share
 * stands once, outside of the versions, and its errors name it there (`spec.validation`, not
 * `spec.versions[0].schema`).
 */
export interface InternalSpec {
  readonly group: string;
  readonly version: string;
  readonly names: JsonObject;
  readonly scope: string;
  readonly validation: JsonObject | undefined;
  readonly subresources: JsonObject | undefined;
  readonly columns: readonly JsonObject[];
  readonly selectableFields: readonly JsonObject[];
  readonly versions: readonly InternalVersion[];
  /** `null` and absent lists are printed differently from empty ones. */
  readonly hasVersions: boolean;
  readonly conversion: JsonObject | undefined;
  readonly preserveUnknownFields: boolean;
}

/** Converts the v1 object (Convert_v1_CustomResourceDefinitionSpec_To_apiextensions). */
export function internalSpecOf(definition: JsonObject): InternalSpec {
  const spec = objectOf(definition, 'spec');
  const versions = objectsOf(spec, 'versions');
  const [first] = versions;
  const isShared = (key: string): boolean =>
    first !== undefined && versions.every((version) => equalJson(version[key], first[key]));
  const sharedSchema = isShared('schema');
  const sharedSubresources = isShared('subresources');
  const sharedColumns = isShared('additionalPrinterColumns');
  const sharedFields = isShared('selectableFields');

  return {
    group: textOf(spec, 'group'),
    version: first === undefined ? '' : textOf(first, 'name'),
    names: objectOf(spec, 'names'),
    scope: textOf(spec, 'scope'),
    validation: first && sharedSchema ? optionalObject(first, 'schema') : undefined,
    subresources: first && sharedSubresources ? optionalObject(first, 'subresources') : undefined,
    columns: first && sharedColumns ? objectsOf(first, 'additionalPrinterColumns') : [],
    selectableFields: first && sharedFields ? objectsOf(first, 'selectableFields') : [],
    versions: versions.map((version) => ({
      name: textOf(version, 'name'),
      isServed: version['served'] === true,
      isStorage: version['storage'] === true,
      isDeprecated: version['deprecated'] === true,
      deprecationWarning:
        typeof version['deprecationWarning'] === 'string'
          ? version['deprecationWarning']
          : undefined,
      validation: sharedSchema ? undefined : optionalObject(version, 'schema'),
      subresources: sharedSubresources ? undefined : optionalObject(version, 'subresources'),
      columns: sharedColumns ? [] : objectsOf(version, 'additionalPrinterColumns'),
      selectableFields: sharedFields ? [] : objectsOf(version, 'selectableFields'),
    })),
    hasVersions: Array.isArray(spec['versions']),
    conversion: optionalObject(spec, 'conversion'),
    preserveUnknownFields: spec['preserveUnknownFields'] === true,
  };
}

/** Whether any schema of the definition, at any depth, satisfies the predicate. */
export function someSchema(spec: InternalSpec, test: (schema: JsonObject) => boolean): boolean {
  return [spec.validation, ...spec.versions.map(({ validation }) => validation)].some(
    (validation) => {
      const schema = validation && optionalObject(validation, 'openAPIV3Schema');
      return schema !== undefined && someSubschema(schema, test);
    },
  );
}

/** Whether a schema or one inside of it satisfies the predicate; in the server's order. */
export function someSubschema(schema: JsonObject, test: (schema: JsonObject) => boolean): boolean {
  if (test(schema)) return true;
  return subschemasOf(schema).some((inner) => someSubschema(inner, test));
}

const schemaKeys = ['items', 'allOf', 'anyOf', 'oneOf', 'not'] as const;
const laterSchemaKeys = ['additionalItems'] as const;

function subschemasOf(schema: JsonObject): JsonObject[] {
  return [
    ...schemaKeys.flatMap((key) => schemasAt(schema, key)),
    ...mapValues(schema, 'properties'),
    ...schemasAt(schema, 'additionalProperties'),
    ...mapValues(schema, 'patternProperties'),
    ...laterSchemaKeys.flatMap((key) => schemasAt(schema, key)),
    ...mapValues(schema, 'definitions'),
    ...mapValues(schema, 'dependencies'),
  ];
}

function schemasAt(schema: JsonObject, key: string): JsonObject[] {
  const single = optionalObject(schema, key);
  return single === undefined ? (listOf(schema, key).filter(isObject) as JsonObject[]) : [single];
}

function mapValues(schema: JsonObject, key: string): JsonObject[] {
  const map = objectOf(schema, key);
  return Object.keys(map)
    .toSorted()
    .map((name) => map[name])
    .filter(isObject) as JsonObject[];
}

function isObject(value: JsonValue | undefined): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
