import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import {
  objectOf,
  objectsOf,
  schemaOf,
  textOf,
  versionOf,
} from '../custom-resources/definition.ts';
import { customComponentName } from './component-name.ts';

const apiVersionText =
  'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources';
const kindText =
  'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds';
const metadataText =
  "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";
const listMetadataText =
  'Standard list metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds';

const typeProperties: JsonObject = {
  apiVersion: { description: apiVersionText, type: 'string' },
  kind: { description: kindText, type: 'string' },
};
const embeddedProperties: JsonObject = {
  apiVersion: {
    description:
      'apiVersion defines the versioned schema of this representation of an object. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources',
    type: 'string',
  },
  kind: {
    description:
      'kind is a string value representing the type of this object. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
    type: 'string',
  },
};

/** The components of a custom kind in one version: the kind and its list. */
export function customComponents(
  definition: JsonObject,
  version: string,
): Record<string, JsonObject> {
  const spec = objectOf(definition, 'spec');
  const names = objectOf(spec, 'names');
  const group = textOf(spec, 'group');
  const kind = textOf(names, 'kind');
  const listKind = textOf(names, 'listKind');
  const name = customComponentName(group, version, kind);
  const selectable = selectableFieldsOf(versionOf(definition, version) ?? {});
  const extensions = (ownKind: string): JsonObject => ({
    'x-kubernetes-group-version-kind': [{ group, kind: ownKind, version }],
    ...(selectable.length === 0 ? undefined : { 'x-kubernetes-selectable-fields': selectable }),
  });
  return {
    [name]: { ...rootSchema(versionOf(definition, version) ?? {}), ...extensions(kind) },
    [customComponentName(group, version, listKind)]: {
      description: `${listKind} is a list of ${kind}`,
      type: 'object',
      required: ['items'],
      properties: {
        ...typeProperties,
        items: {
          description: `List of ${textOf(names, 'plural')}. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md`,
          type: 'array',
          items: { $ref: `#/components/schemas/${name}` },
        },
        metadata: describedReference('ListMeta', listMetadataText),
      },
      ...extensions(listKind),
    },
  };
}

function rootSchema(version: JsonObject): JsonObject {
  const schema = schemaOf(version);
  if (schema === undefined) return { type: 'object' };
  const published = publish(schema);
  return {
    ...published,
    properties: {
      ...objectOf(published, 'properties'),
      ...typeProperties,
      metadata: describedReference('ObjectMeta', metadataText),
    },
  };
}

function selectableFieldsOf(version: JsonObject): JsonObject[] {
  return objectsOf(version, 'selectableFields').map((field) => ({
    fieldPath: textOf(field, 'jsonPath').replace(/^\./u, ''),
  }));
}

/** A schema as it is published: embedded resources show that they are some. */
function publish(schema: JsonObject): JsonObject {
  const published: JsonObject = { ...schema };
  if (isJsonObject(schema['properties'])) {
    published['properties'] = mapValues(schema['properties'], publishValue);
  }
  for (const key of ['items', 'additionalProperties']) {
    if (isJsonObject(schema[key])) published[key] = publish(schema[key]);
  }
  if (schema['x-kubernetes-int-or-string'] === true && schema['anyOf'] === undefined) {
    // The server spells out what the extension means.
    if (!hasTypesOfIntOrString(schema['allOf'])) {
      published['anyOf'] = [{ type: 'integer' }, { type: 'string' }];
    }
  }
  if (schema['x-kubernetes-embedded-resource'] !== true) return published;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const missing = ['kind', 'apiVersion'].filter((key) => !required.includes(key));
  return {
    ...published,
    required: [...required, ...missing],
    properties: {
      ...objectOf(published, 'properties'),
      ...embeddedProperties,
      metadata: describedReference('ObjectMeta', metadataText),
    },
  };
}

function publishValue(value: JsonValue): JsonValue {
  return isJsonObject(value) ? publish(value) : value;
}

function hasTypesOfIntOrString(allOf: JsonValue | undefined): boolean {
  const [first] = Array.isArray(allOf) ? allOf : [];
  return isJsonObject(first) && Array.isArray(first['anyOf']);
}

function describedReference(name: string, description: string): JsonObject {
  const $ref = `#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.${name}`;
  return { description, allOf: [{ $ref }] };
}

function mapValues(object: JsonObject, change: (value: JsonValue) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
