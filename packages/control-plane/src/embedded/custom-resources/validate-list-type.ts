import { type FieldError, type JsonObject, supportedValues } from '@keelson/schema';
import { objectOf, optionalObject, textOf, textsOf } from './definition.ts';

const listTypeKey = 'x-kubernetes-list-type';
const mapTypeKey = 'x-kubernetes-map-type';
const mapKeysKey = 'x-kubernetes-list-map-keys';

/** Checks `x-kubernetes-list-type` and what it asks of the items. */
export function validateListType(schema: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const listType = schema[listTypeKey];
  const type = textOf(schema, 'type');
  const items = optionalObject(schema, 'items');
  if (typeof listType === 'string' && type !== 'array') {
    const detail = 'must be array if x-kubernetes-list-type is specified';
    const field = `${path}.type`;
    errors.push(
      type === ''
        ? { type: 'FieldValueRequired', field, detail }
        : { type: 'FieldValueInvalid', field, value: type, detail },
    );
  } else if (listType === 'set' && items !== undefined) {
    errors.push(...validateSetItems(items, `${path}.items`));
  }
  if (typeof listType === 'string' && !['atomic', 'set', 'map'].includes(listType)) {
    errors.push({
      type: 'FieldValueNotSupported',
      field: `${path}.${listTypeKey}`,
      value: listType,
      detail: supportedValues(['atomic', 'set', 'map']),
    });
  }
  return errors;
}

function validateSetItems(items: JsonObject, path: string): FieldError[] {
  const listType = items[listTypeKey];
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const type = textOf(items, 'type');
  if (type === 'array' && listType !== undefined && listType !== 'atomic') {
    const field = `${path}.${listTypeKey}`;
    return [{ type: 'FieldValueInvalid', field, value: listType, detail }];
  }
  if (type === 'object' && items[mapTypeKey] !== 'atomic') {
    // The server shows the list type here, not the map type.
    const field = `${path}.${mapTypeKey}`;
    return [{ type: 'FieldValueInvalid', field, value: listType ?? null, detail }];
  }
  return [];
}

/** Checks `x-kubernetes-list-map-keys`, and that keys and items of maps and sets are never null. */
export function validateListKeys(schema: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const listType = schema[listTypeKey];
  const keys = textsOf(schema, mapKeysKey);
  if (keys.length > 0 && listType !== 'map') {
    const field = `${path}.${listTypeKey}`;
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    errors.push(
      listType === undefined
        ? { type: 'FieldValueRequired', field, detail }
        : { type: 'FieldValueInvalid', field, value: listType, detail },
    );
  }
  if (listType === 'map') errors.push(...validateMapList(schema, keys, path));
  const items = optionalObject(schema, 'items');
  if (items === undefined || (listType !== 'set' && listType !== 'map')) return errors;
  if (items['nullable'] === true) {
    errors.push({
      type: 'FieldValueForbidden',
      field: `${path}.items.nullable`,
      detail: `cannot be nullable when x-kubernetes-list-type is ${listType}`,
    });
  }
  return listType === 'map' ? [...errors, ...validateKeyFields(items, keys, path)] : errors;
}

function validateMapList(schema: JsonObject, keys: readonly string[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (keys.length === 0) {
    const detail = 'must not be empty if x-kubernetes-list-type is map';
    errors.push({ type: 'FieldValueRequired', field: `${path}.${mapKeysKey}`, detail });
  }
  const items = optionalObject(schema, 'items');
  if (schema['items'] === undefined) {
    const detail = 'must have a schema if x-kubernetes-list-type is map';
    errors.push({ type: 'FieldValueRequired', field: `${path}.items`, detail });
  }
  if (items === undefined) return errors;
  const type = textOf(items, 'type');
  if (type === 'object') return [...errors, ...validateMapKeys(items, keys, path)];
  const detail = "must be object if parent array's x-kubernetes-list-type is map";
  return [
    ...errors,
    { type: 'FieldValueInvalid', field: `${path}.items.type`, value: type, detail },
  ];
}

function validateMapKeys(items: JsonObject, keys: readonly string[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const properties = objectOf(items, 'properties');
  const keysField = { type: 'FieldValueInvalid', field: `${path}.${mapKeysKey}` } as const;
  for (const [index, key] of keys.entries()) {
    const property = optionalObject(properties, key);
    if (property === undefined) {
      const detail = 'entries must all be names of item properties';
      errors.push({ ...keysField, value: [...keys], detail });
    } else if (['array', 'object'].includes(textOf(property, 'type'))) {
      errors.push({
        type: 'FieldValueInvalid',
        field: `${path}.items.properties[${key}].type`,
        value: textOf(items, 'type'),
        detail: "must be a scalar type if parent array's x-kubernetes-list-type is map",
      });
    }
    if (keys.indexOf(key) < index) {
      errors.push({ ...keysField, value: [...keys], detail: 'must not contain duplicate entries' });
    }
  }
  return errors;
}

function validateKeyFields(items: JsonObject, keys: readonly string[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const required = textsOf(items, 'required');
  for (const key of keys) {
    const property = optionalObject(objectOf(items, 'properties'), key);
    if (property === undefined) continue;
    const field = `${path}.items.properties[${key}]`;
    if (!required.includes(key) && property['default'] === undefined) {
      errors.push({
        type: 'FieldValueRequired',
        field: `${field}.default`,
        detail:
          'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
      });
    }
    if (property['nullable'] === true) {
      errors.push({
        type: 'FieldValueForbidden',
        field: `${field}.nullable`,
        detail: 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable',
      });
    }
  }
  return errors;
}
