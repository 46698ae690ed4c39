import type { CompiledSchema } from './compile-schema.ts';
import { cloneJson, isJsonObject, type JsonObject, type JsonValue, setOwn } from './json.ts';
import { schemaOfKey, type SchemaNode } from './schema-node.ts';

/**
 * Fills the defaults of a schema into an object, in place: what is absent, and what is `null` where
 * the schema has a default and is not nullable (apiextensions' schema/defaulting).
 */
export function applyDefaults({ root }: CompiledSchema, object: JsonObject): void {
  if (root.hasDefaults) fill(root, object);
}

function fill(node: SchemaNode, value: JsonValue): void {
  if (Array.isArray(value)) fillList(node, value);
  else if (isJsonObject(value)) fillObject(node, value);
}

function fillObject(node: SchemaNode, object: JsonObject): void {
  for (const [name, { defaultValue, isNullable }] of node.properties) {
    if (defaultValue === undefined) continue;
    if (!Object.hasOwn(object, name) || (object[name] === null && !isNullable)) {
      setOwn(object, name, cloneJson(defaultValue));
    }
  }
  for (const name of Object.keys(object)) {
    const child = schemaOfKey(node, name);
    if (child === undefined) continue;
    // A property's default has been filled in above.
    if (object[name] === null && !child.isNullable && child.defaultValue !== undefined) {
      setOwn(object, name, cloneJson(child.defaultValue));
    }
    if (child.hasDefaults) fill(child, object[name] as JsonValue);
  }
}

function fillList({ items }: SchemaNode, list: JsonValue[]): void {
  if (items === undefined) return;
  for (let index = 0; index < list.length; index++) {
    if (list[index] === null && !items.isNullable && items.defaultValue !== undefined) {
      list[index] = cloneJson(items.defaultValue);
    }
    if (items.hasDefaults) fill(items, list[index] as JsonValue);
  }
}

/**
 * Removes the fields of an object that are `null` where the schema neither allows that nor has a
 * default, in place. The server does so after pruning (PruneNonNullableNullsWithoutDefaults).
 */
export function pruneNulls({ root }: CompiledSchema, object: JsonObject): void {
  dropNulls(root, object);
}

function dropNulls(node: SchemaNode, value: JsonValue): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    if (node.items === undefined) return;
    for (const item of value) dropNulls(node.items, item);
    return;
  }
  for (const name of Object.keys(value)) {
    const child = schemaOfKey(node, name);
    if (child === undefined) continue;
    const field = value[name] as JsonValue;
    if (field !== null) dropNulls(child, field);
    else if (!child.isNullable && child.defaultValue === undefined) delete value[name];
  }
}
