import type { CompiledSchema } from './compile-schema.ts';
import { compareUtf8, type JsonObject, type JsonValue } from './json.ts';
import { schemaOfKey, type SchemaNode } from './schema-node.ts';

/** Options of {@link prune}. */
export interface PruneOptions {
  /**
   * Whether the object is a whole resource: `apiVersion`, `kind` and `metadata` stay as they are, as
   * in embedded resources. @default true
   */
  readonly isResourceRoot?: boolean | undefined;
  /**
   * Whether the paths come sorted, as for custom resources, or in the order of the object's fields, as
   * the decoder of built-in kinds meets them. @default true
   */
  readonly isSorted?: boolean | undefined;
}

/** Whether a field is one that every resource has. */
export function isMetaField(name: string): boolean {
  return name === 'apiVersion' || name === 'kind' || name === 'metadata';
}

/**
 * Removes what the schema does not know from an object, in place, and answers the paths as they stand
 * in `unknown field "spec.x"` (apiextensions' schema/pruning). What is in `metadata` is not looked at:
 * that is for {@link readObjectMeta}.
 */
export function prune(
  { root }: CompiledSchema,
  object: JsonObject,
  { isResourceRoot = true, isSorted = true }: PruneOptions = {},
): string[] {
  const node = isResourceRoot && !root.isEmbedded ? { ...root, isEmbedded: true } : root;
  const unknown = pruneValue(node, object);
  return isSorted && unknown.length > 1 ? unknown.toSorted(compareUtf8) : unknown;
}

/** Prunes any value by one schema, in place; the paths come in the order of its fields. */
export function pruneValue(node: SchemaNode, value: JsonValue): string[] {
  const unknown: string[] = [];
  new Pruning(unknown).visit(node, value, '');
  return unknown;
}

class Pruning {
  readonly #unknown: string[];

  constructor(unknown: string[]) {
    this.#unknown = unknown;
  }

  visit(node: SchemaNode | undefined, value: JsonValue, path: string): void {
    if (typeof value !== 'object' || value === null) return;
    if (node?.preservesUnknown === true) {
      this.#visitPreserved(node, value, path);
      return;
    }
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        const item = value[index] as JsonValue;
        if (typeof item === 'object') this.visit(node?.items, item, `${path}[${index}]`);
      }
      return;
    }
    for (const name of Object.keys(value)) {
      if (node?.isEmbedded === true && isMetaField(name)) continue;
      const field = path === '' ? name : `${path}.${name}`;
      if (node !== undefined && knows(node, name)) {
        this.visit(schemaOfKey(node, name), value[name] as JsonValue, field);
        continue;
      }
      if (node === undefined || path !== '' || !isMetaField(name)) this.#unknown.push(field);
      delete value[name];
    }
  }

  /** Below `x-kubernetes-preserve-unknown-fields`, pruning goes on where fields are specified. */
  #visitPreserved(node: SchemaNode | undefined, value: JsonValue, path: string): void {
    if (node === undefined || typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        this.#visitPreserved(node.items, item, `${path}[${index}]`);
      }
      return;
    }
    for (const name of Object.keys(value)) {
      if ((node.isEmbedded && isMetaField(name)) || !knows(node, name)) continue;
      const field = path === '' ? name : `${path}.${name}`;
      this.visit(schemaOfKey(node, name), value[name] as JsonValue, field);
    }
  }
}

function knows({ properties, additionalProperties }: SchemaNode, name: string): boolean {
  return properties.has(name) || additionalProperties !== undefined;
}
