import { compareUtf8, type FieldError, type JsonObject, supportedValues } from '@keelson/schema';
import { objectOf, objectsOf, optionalObject, textOf } from './definition.ts';
import { validateListKeys, validateListType } from './validate-list-type.ts';
import { validateRules } from './validate-rules.ts';

const schemaTypes = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const metaFields: ReadonlySet<string> = new Set(['metadata', 'kind', 'apiVersion']);

/** Keywords that a CRD refuses, in the order of the server's checks. */
const unsupported: readonly (readonly [
  keyword: string,
  isSet: (schema: JsonObject, keyword: string) => boolean,
])[] = [
  ['id', (schema, keyword) => textOf(schema, keyword) !== ''],
  ['additionalItems', (schema, keyword) => schema[keyword] !== undefined],
  ['patternProperties', isFilled],
  ['definitions', isFilled],
  ['dependencies', isFilled],
  ['$ref', (schema, keyword) => schema[keyword] !== undefined],
];

interface Position {
  readonly isRoot: boolean;
  readonly isInsideMeta: boolean;
  /** Set where defaults are forbidden: the end of "must not be set …". */
  readonly noDefaults: string | undefined;
}

/**
 * Checks the keywords of a CRD's schema (ValidateCustomResourceDefinitionOpenAPISchema), in the
 * server's order but for properties, which Go visits in random order: here they are sorted.
 */
export function validateSchema(schema: JsonObject, path: string): FieldError[] {
  return visit(schema, path, { isRoot: true, isInsideMeta: false, noDefaults: undefined });
}

function visit(schema: JsonObject, path: string, position: Position): FieldError[] {
  const errors = validateKeywords(schema, path, position);
  if (schema['uniqueItems'] === true) {
    errors.push({
      type: 'FieldValueForbidden',
      field: `${path}.uniqueItems`,
      detail: 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
    });
  }
  const inner = { ...position, isRoot: false };
  errors.push(...visitAdditionalProperties(schema, path, inner));
  errors.push(...visitProperties(schema, path, position));
  const not = optionalObject(schema, 'not');
  if (not !== undefined) errors.push(...visit(not, `${path}.not`, inner));
  for (const keyword of ['allOf', 'oneOf', 'anyOf']) {
    for (const [index, item] of objectsOf(schema, keyword).entries()) {
      errors.push(...visit(item, `${path}.${keyword}[${index}]`, inner));
    }
  }
  errors.push(...visitMap(schema, 'definitions', { path, position: inner }));
  const items = optionalObject(schema, 'items');
  if (items !== undefined) errors.push(...visit(items, `${path}.items`, inner));
  for (const [index, item] of objectsOf(schema, 'items').entries()) {
    errors.push(...visit(item, `${path}.items[${index}]`, inner));
  }
  errors.push(...visitMap(schema, 'dependencies', { path, position: inner }));
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    errors.push({
      type: 'FieldValueInvalid',
      field: `${path}.x-kubernetes-preserve-unknown-fields`,
      value: false,
      detail: 'must be true or undefined',
    });
  }
  return [
    ...errors,
    ...validateMapType(schema, path),
    ...validateListType(schema, path),
    ...validateListKeys(schema, path),
    ...validateRules(schema, path),
  ];
}

function validateKeywords(schema: JsonObject, path: string, position: Position): FieldError[] {
  const errors: FieldError[] = [];
  const forbid = (keyword: string, detail: string): void => {
    errors.push({ type: 'FieldValueForbidden', field: `${path}.${keyword}`, detail });
  };
  const type = textOf(schema, 'type');
  if (type !== '' && !schemaTypes.includes(type)) {
    const detail = supportedValues(schemaTypes);
    errors.push({ type: 'FieldValueNotSupported', field: `${path}.type`, value: type, detail });
  }
  if (schema['default'] !== undefined && position.noDefaults !== undefined) {
    forbid('default', `must not be set ${position.noDefaults}`);
  }
  for (const [keyword, isSet] of unsupported) {
    if (isSet(schema, keyword)) forbid(keyword, `${keyword} is not supported`);
  }
  if (type === 'null') forbid('type', 'type cannot be set to null, use nullable as an alternative');
  if (Array.isArray(schema['items']) && schema['items'].length > 0) {
    forbid('items', 'items must be a schema object and not an array');
  }
  if (position.isInsideMeta && schema['x-kubernetes-embedded-resource'] === true) {
    forbid('x-kubernetes-embedded-resource', 'must not be used inside of resource meta');
  }
  return errors;
}

function visitAdditionalProperties(
  schema: JsonObject,
  path: string,
  position: Position,
): FieldError[] {
  const { additionalProperties } = schema;
  if (additionalProperties === undefined) return [];
  const errors: FieldError[] = [];
  const field = `${path}.additionalProperties`;
  if (isFilled(schema, 'properties') && additionalProperties !== true) {
    const detail = 'additionalProperties and properties are mutual exclusive';
    errors.push({ type: 'FieldValueForbidden', field, detail });
  }
  const inner = optionalObject(schema, 'additionalProperties');
  if (inner === undefined) return errors;
  const noDefaults = position.isInsideMeta
    ? 'inside additionalProperties applying to object metadata'
    : position.noDefaults;
  return [...errors, ...visit(inner, field, { ...position, noDefaults })];
}

function visitProperties(schema: JsonObject, path: string, position: Position): FieldError[] {
  const properties = objectOf(schema, 'properties');
  const isResource = position.isRoot || schema['x-kubernetes-embedded-resource'] === true;
  return Object.keys(properties)
    .toSorted(compareUtf8)
    .flatMap((name) => {
      const isMeta = isResource && metaFields.has(name);
      return visit(objectOf(properties, name), `${path}.properties[${name}]`, {
        isRoot: false,
        isInsideMeta: position.isInsideMeta || isMeta,
        noDefaults: position.isRoot && isMeta ? `in top-level ${name}` : position.noDefaults,
      });
    });
}

function visitMap(
  schema: JsonObject,
  keyword: string,
  { path, position }: { readonly path: string; readonly position: Position },
): FieldError[] {
  const map = objectOf(schema, keyword);
  return Object.keys(map)
    .toSorted(compareUtf8)
    .flatMap((name) => {
      const inner = optionalObject(map, name);
      return inner === undefined ? [] : visit(inner, `${path}.${keyword}[${name}]`, position);
    });
}

function validateMapType(schema: JsonObject, path: string): FieldError[] {
  const mapType = schema['x-kubernetes-map-type'];
  if (typeof mapType !== 'string') return [];
  const errors: FieldError[] = [];
  const type = textOf(schema, 'type');
  const detail = 'must be object if x-kubernetes-map-type is specified';
  if (type === '') errors.push({ type: 'FieldValueRequired', field: `${path}.type`, detail });
  else if (type !== 'object') {
    errors.push({ type: 'FieldValueInvalid', field: `${path}.type`, value: type, detail });
  }
  if (mapType !== 'atomic' && mapType !== 'granular') {
    errors.push({
      type: 'FieldValueNotSupported',
      field: `${path}.x-kubernetes-map-type`,
      value: mapType,
      detail: supportedValues(['atomic', 'granular']),
    });
  }
  return errors;
}

function isFilled(schema: JsonObject, keyword: string): boolean {
  return Object.keys(objectOf(schema, keyword)).length > 0;
}
