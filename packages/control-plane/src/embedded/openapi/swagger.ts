import { compareUtf8, isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { objectOf, objectsOf } from '../custom-resources/definition.ts';

const methods = ['get', 'put', 'post', 'delete', 'patch'];
const dropped: ReadonlySet<string> = new Set([
  'allOf',
  'anyOf',
  'default',
  'enum',
  'not',
  'nullable',
  'oneOf',
]);

/**
 * `/openapi/v2` made of the documents of `/openapi/v3`, for older clients. What version 2 cannot say, or
 * kubectl could not read in it, is left out as the server leaves it out: alternatives, defaults, and the
 * structure of values that keep unknown fields or may be null.
 */
export function swaggerOf(documents: Iterable<JsonObject>): JsonObject {
  const paths = new Map<string, JsonObject>();
  const definitions = new Map<string, JsonObject>();
  for (const document of documents) {
    for (const [path, item] of Object.entries(objectOf(document, 'paths'))) {
      paths.set(path, pathOf(item as JsonObject));
    }
    const schemas = objectOf(objectOf(document, 'components'), 'schemas');
    for (const [name, schema] of Object.entries(schemas)) {
      if (!definitions.has(name)) definitions.set(name, definitionOf(schema as JsonObject));
    }
  }
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: '1.37' },
    paths: sorted(paths),
    definitions: sorted(definitions),
    securityDefinitions: {
      BearerToken: {
        description: 'Bearer Token authentication',
        type: 'apiKey',
        name: 'authorization',
        in: 'header',
      },
    },
    security: [{ BearerToken: [] }],
  };
}

function pathOf(item: JsonObject): JsonObject {
  const path: JsonObject = {};
  for (const method of methods) {
    const operation = item[method];
    if (isJsonObject(operation)) path[method] = operationOf(operation);
  }
  const parameters = objectsOf(item, 'parameters').map(parameterOf);
  if (parameters.length > 0) path['parameters'] = parameters;
  return path;
}

function operationOf(operation: JsonObject): JsonObject {
  const body = operation['requestBody'];
  const responses = objectOf(operation, 'responses');
  const produced = objectOf(objectOf(responses, '200'), 'content');
  const { description = '', tags = [], operationId = '' } = operation;
  const parameters = [
    ...(isJsonObject(body) ? [bodyOf(body)] : []),
    ...objectsOf(operation, 'parameters').map(parameterOf),
  ];
  return {
    description,
    consumes: isJsonObject(body) ? mediaTypesOf(body) : ['*/*'],
    produces: Object.keys(produced),
    schemes: ['https'],
    tags,
    operationId,
    ...(parameters.length === 0 ? undefined : { parameters }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([code, response]) => [
        code,
        responseOf(response as JsonObject),
      ]),
    ),
    ...extensionsOf(operation),
  };
}

/** Version 2 names the types of a patch in another order. */
function mediaTypesOf(body: JsonObject): string[] {
  const [first = '', ...others] = Object.keys(objectOf(body, 'content'));
  return first.startsWith('application/apply-patch') ? [...others, first] : [first, ...others];
}

function bodyOf(body: JsonObject): JsonObject {
  return {
    name: 'body',
    in: 'body',
    ...(body['required'] === true ? { required: true } : undefined),
    schema: contentSchema(body),
  };
}

function responseOf(response: JsonObject): JsonObject {
  const { description = '' } = response;
  if (response['content'] === undefined) return { description };
  return { description, schema: contentSchema(response) };
}

/** All media types of a body have the same schema. */
function contentSchema(body: JsonObject): JsonObject {
  const [media] = Object.values(objectOf(body, 'content'));
  return schemaOf(isJsonObject(media) ? objectOf(media, 'schema') : {});
}

function parameterOf({ schema, ...parameter }: JsonObject): JsonObject {
  return { ...(isJsonObject(schema) ? schema : {}), ...parameter };
}

function definitionOf(schema: JsonObject): JsonObject {
  // A custom kind that keeps unknown fields has no properties at all: kubectl would take them for all.
  if (schema['x-kubernetes-preserve-unknown-fields'] !== true) return schemaOf(schema);
  return { type: 'object', ...extensionsOf(schema, 'x-kubernetes-group-version-kind') };
}

function schemaOf(schema: JsonObject): JsonObject {
  const [wrapped] = objectsOf(schema, 'allOf');
  if (typeof wrapped?.['$ref'] === 'string') {
    const { description } = schema;
    const reference = referenceOf(wrapped['$ref']);
    return description === undefined ? reference : { description, ...reference };
  }
  if (typeof schema['$ref'] === 'string') return referenceOf(schema['$ref']);
  const keepsUnknown = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const isOpen = keepsUnknown || schema['nullable'] === true;
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (dropped.has(key)) continue;
    if (isOpen && (key === 'type' || key === 'items' || key === 'properties')) continue;
    if (keepsUnknown && key === 'required') continue;
    result[key] = keywordOf(key, value);
  }
  return typed(result, schema);
}

function keywordOf(key: string, value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return value;
  if (key === 'items' || key === 'additionalProperties') return schemaOf(value);
  if (key !== 'properties') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, property]) => [
      name,
      isJsonObject(property) ? schemaOf(property) : property,
    ]),
  );
}

/** Quantities and the like are strings in version 2. */
function typed(result: JsonObject, schema: JsonObject): JsonObject {
  const isAlternative = Array.isArray(schema['oneOf']) && result['type'] === undefined;
  return isAlternative ? { ...result, type: 'string' } : result;
}

function referenceOf(reference: string): JsonObject {
  return { $ref: reference.replace('#/components/schemas/', '#/definitions/') };
}

function extensionsOf(object: JsonObject, prefix = 'x-'): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key.startsWith(prefix)));
}

function sorted(map: ReadonlyMap<string, JsonObject>): JsonObject {
  return Object.fromEntries([...map].toSorted(([a], [b]) => compareUtf8(a, b)));
}
