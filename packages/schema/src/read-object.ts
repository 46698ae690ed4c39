import type { CompiledSchema } from './compile-schema.ts';
import { pruneNulls } from './apply-defaults.ts';
import { type FieldError, errorText } from './field-error.ts';
import { compareUtf8, type JsonObject, type JsonValue } from './json.ts';
import { readObjectMeta } from './object-meta.ts';
import { prune } from './prune.ts';
import { schemaOfKey, type SchemaNode } from './schema-node.ts';

/** Metadata, an apiVersion or a kind has the wrong type: the object cannot be read at all. */
export class ObjectReadError extends Error {
  override readonly name = 'ObjectReadError';
}

/**
 * Does to a custom resource what a server does when it decodes one, in place: metadata is read, at
 * the root and in embedded resources; unknown fields go, and nulls that mean nothing. Answers the
 * unknown fields as the server's warnings name them, in their order. Defaults come after it.
 * @throws {ObjectReadError} with the server's message
 */
export function readObject(schema: CompiledSchema, object: JsonObject): string[] {
  const unknown: string[] = [];
  const { metadata } = object;
  if (metadata !== undefined) {
    const read = rethrown(() => readObjectMeta(metadata));
    unknown.push(...read.unknown.map((path) => `metadata.${path}`));
    object['metadata'] = read.metadata;
  }
  unknown.push(...prune(schema, object));
  pruneNulls(schema, object);
  const { error, unknown: inner } = coerceEmbedded(schema.root, object);
  if (error !== undefined) throw new ObjectReadError(errorText(error));
  return [...unknown, ...inner];
}

/** What {@link coerceEmbedded} finds. */
export interface Coercion {
  /** Sorted. */
  readonly unknown: string[];
  readonly error: FieldError | undefined;
}

/**
 * Reads the metadata of embedded resources into the form that the server writes, in place, up to the
 * first value of a wrong type (apiextensions' objectmeta.Coerce).
 */
export function coerceEmbedded(node: SchemaNode, value: JsonValue, path = ''): Coercion {
  const coercer = new Coercer();
  const error = node.hasEmbedded ? coercer.visit(node, value, path) : undefined;
  return { unknown: coercer.unknown.toSorted(compareUtf8), error };
}

class Coercer {
  readonly unknown: string[] = [];

  visit(node: SchemaNode | undefined, value: JsonValue, path: string): FieldError | undefined {
    if (node?.hasEmbedded !== true || typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        const error = this.visit(node.items, item, `${path}[${index}]`);
        if (error !== undefined) return error;
      }
      return undefined;
    }
    for (const name of Object.keys(value)) {
      const field =
        node.properties.has(name) || node.isEmbedded ? join(path, name) : `${path}[${name}]`;
      const error =
        (node.isEmbedded ? this.#coerce(value, name, field) : undefined) ??
        this.visit(schemaOfKey(node, name), value[name] as JsonValue, field);
      if (error !== undefined) return error;
    }
    return undefined;
  }

  #coerce(resource: JsonObject, name: string, field: string): FieldError | undefined {
    const value = resource[name] as JsonValue;
    if (name === 'metadata') {
      try {
        const { metadata, unknown } = readObjectMeta(value);
        this.unknown.push(...unknown.map((path) => `${field}.${path}`));
        resource[name] = metadata;
        return undefined;
      } catch (error) {
        return { type: 'FieldValueInvalid', field, value, detail: messageOf(error) };
      }
    }
    if ((name !== 'apiVersion' && name !== 'kind') || typeof value === 'string') return undefined;
    return { type: 'FieldValueInvalid', field, value, detail: 'must be a string' };
  }
}

function rethrown<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ObjectReadError(messageOf(error), { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
