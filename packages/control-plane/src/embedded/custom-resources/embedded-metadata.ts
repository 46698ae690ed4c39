import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  goJson,
  type SchemaNode,
} from '@keelson/schema';
import { type GoDecoder, UndecodableError } from './go-decoder.ts';

/**
 * Reads the type and the metadata of embedded resources as Go does, in place (apiextensions'
 * schema/objectmeta, Coerce).
 * @returns paths of fields that no metadata has, sorted
 * @throws {UndecodableError} when a field has a wrong type
 */
export function coerceEmbedded(root: SchemaNode, object: JsonObject, decoder: GoDecoder): string[] {
  if (!root.hasEmbedded) return [];
  const unknown: string[] = [];
  visitFields(root, object, { path: '', unknown, decoder });
  return unknown.toSorted();
}

interface Place {
  readonly path: string;
  readonly unknown: string[];
  readonly decoder: GoDecoder;
}

function visit(node: SchemaNode, value: JsonValue, place: Place): void {
  if (Array.isArray(value)) {
    const { items } = node;
    if (items?.hasEmbedded !== true) return;
    for (const [index, item] of value.entries()) {
      visit(items, item, { ...place, path: `${place.path}[${index}]` });
    }
    return;
  }
  if (!isJsonObject(value)) return;
  if (node.isEmbedded) coerce(value, place);
  visitFields(node, value, place);
}

function visitFields(node: SchemaNode, value: JsonObject, place: Place): void {
  const { properties, additionalProperties } = node;
  for (const name of Object.keys(value)) {
    const property = properties.get(name);
    const child = property ?? additionalProperties;
    if (typeof child !== 'object' || !child.hasEmbedded) continue;
    const path =
      property === undefined
        ? `${place.path}[${name}]`
        : place.path === ''
          ? name
          : `${place.path}.${name}`;
    visit(child, value[name] as JsonValue, { ...place, path });
  }
}

function coerce(resource: JsonObject, { path, unknown, decoder }: Place): void {
  for (const key of ['apiVersion', 'kind']) {
    const value = resource[key];
    if (value === undefined || typeof value === 'string') continue;
    throw new UndecodableError(`${path}.${key}: Invalid value: ${goJson(value)}: must be a string`);
  }
  const { metadata } = resource;
  if (metadata === undefined || metadata === null) return;
  const field = `${path}.metadata`;
  const invalid = (why: string): Error =>
    new UndecodableError(`${field}: Invalid value: ${goJson(metadata)}: ${why}`);
  if (!isJsonObject(metadata)) {
    const type = Array.isArray(metadata) ? 'array' : goTypeOf(metadata);
    throw invalid(`json: cannot unmarshal ${type} into Go value of type v1.ObjectMeta`);
  }
  try {
    const paths = decoder.decode(metadata, 'meta/v1#ObjectMeta');
    unknown.push(...paths.map((inner) => `${field}.${inner}`));
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    throw invalid(error.message);
  }
}

/** The name of a scalar's JSON type in Go's decoding errors. */
export function goTypeOf(value: JsonValue): string {
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'number';
}
