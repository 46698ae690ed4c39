import type { FieldError } from './field-error.ts';
import { getOwn, goJson, isJsonObject, type JsonObject, type JsonValue, setOwn } from './json.ts';
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

function checkSet(list: readonly JsonValue[], place: Place): void {
  for (const index of secondAppearances(list)) {
    addDuplicate(place, index, list[index] as JsonValue);
  }
}

function checkMap(keys: readonly string[], list: readonly JsonValue[], place: Place): void {
  const wrong = list.findIndex((item) => item !== null && !isJsonObject(item));
  if (wrong >= 0) {
    place.errors.push({
      type: 'FieldValueInvalid',
      field: `${place.path}[${wrong}]`,
      value: list[wrong],
      detail: 'must be an object for an array of list-type map',
    });
    return;
  }
  if (list.length <= 1) return;
  const [only] = keys;
  // Most maps have one key: its values are compared by themselves.
  const compared =
    keys.length === 1 && only !== undefined
      ? list.map((item) => (isJsonObject(item) ? getOwn(item, only) : undefined))
      : list.map((item) => keysOf(item, keys));
  for (const index of secondAppearances(compared)) {
    addDuplicate(place, index, keysOf(list[index] as JsonValue, keys));
  }
}

function addDuplicate({ path, errors }: Place, index: number, value: JsonValue): void {
  errors.push({ type: 'FieldValueDuplicate', field: `${path}[${index}]`, value });
}

function keysOf(item: JsonValue, names: readonly string[]): JsonObject {
  const keys: JsonObject = {};
  if (!isJsonObject(item)) return keys;
  for (const name of names) {
    if (Object.hasOwn(item, name)) setOwn(keys, name, item[name] as JsonValue);
  }
  return keys;
}

/** Indexes of values that are there for the second time; an absent one equals another. */
function secondAppearances(list: readonly (JsonValue | undefined)[]): number[] {
  const indexes: number[] = [];
  if (list.length <= 1) return indexes;
  const scalars = new Map<JsonValue | undefined, number>();
  const compounds = new Map<string, number>();
  const count = <K>(times: Map<K, number>, key: K): number => {
    const seen = (times.get(key) ?? 0) + 1;
    times.set(key, seen);
    return seen;
  };
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    const isCompound = typeof item === 'object' && item !== null;
    const seen = isCompound ? count(compounds, goJson(item)) : count(scalars, item);
    if (seen === 2) indexes.push(index);
  }
  return indexes;
}
