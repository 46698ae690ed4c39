import type { FieldError } from './field-error.ts';
import { goJson, isJsonObject, type JsonObject, type JsonValue, setOwn } from './json.ts';
import type { SchemaNode } from './schema-node.ts';

/**
 * Duplicates in lists that are sets or maps (apiextensions' schema/listtype). Each value that appears
 * more than once is reported once, where it appears the second time.
 */
export function checkListTypes(node: SchemaNode, object: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  if (node.hasListTypes) visit(node, object, { path: '', errors });
  return errors;
}

interface Place {
  readonly path: string;
  readonly errors: FieldError[];
}

function visit(node: SchemaNode, value: JsonValue, { path, errors }: Place): void {
  if (Array.isArray(value)) {
    if (node.listType === 'set') checkSet(value, { path, errors });
    else if (node.listType === 'map') checkMap(node.listMapKeys, value, { path, errors });
    if (node.items?.hasListTypes !== true) return;
    for (const [index, item] of value.entries()) {
      visit(node.items, item, { path: `${path}[${index}]`, errors });
    }
    return;
  }
  if (!isJsonObject(value)) return;
  const { properties, additionalProperties } = node;
  if (typeof additionalProperties === 'object' && additionalProperties.hasListTypes) {
    for (const name of Object.keys(value)) {
      visit(additionalProperties, value[name] as JsonValue, { path: `${path}[${name}]`, errors });
    }
  }
  for (const [name, child] of properties) {
    if (!child.hasListTypes || !Object.hasOwn(value, name)) continue;
    const field = path === '' ? name : `${path}.${name}`;
    visit(child, value[name] as JsonValue, { path: field, errors });
  }
}

function checkSet(list: readonly JsonValue[], { path, errors }: Place): void {
  for (const index of secondAppearances(list)) {
    errors.push({
      type: 'FieldValueDuplicate',
      field: `${path}[${index}]`,
      value: list[index],
    });
  }
}

function checkMap(keys: readonly string[], list: readonly JsonValue[], place: Place): void {
  const { path, errors } = place;
  const wrong = list.findIndex((item) => item !== null && !isJsonObject(item));
  if (wrong >= 0) {
    errors.push({
      type: 'FieldValueInvalid',
      field: `${path}[${wrong}]`,
      value: list[wrong],
      detail: 'must be an object for an array of list-type map',
    });
    return;
  }
  checkSet(
    list.map((item) => keysOf(item, keys)),
    place,
  );
}

function keysOf(item: JsonValue, names: readonly string[]): JsonObject {
  const keys: JsonObject = {};
  if (!isJsonObject(item)) return keys;
  for (const name of names) {
    if (Object.hasOwn(item, name)) setOwn(keys, name, item[name] as JsonValue);
  }
  return keys;
}

function secondAppearances(list: readonly JsonValue[]): number[] {
  if (list.length <= 1) return [];
  const times = new Map<string, number>();
  const indexes: number[] = [];
  for (const [index, item] of list.entries()) {
    const text = goJson(item);
    const seen = times.get(text) ?? 0;
    times.set(text, seen + 1);
    if (seen === 1) indexes.push(index);
  }
  return indexes;
}
