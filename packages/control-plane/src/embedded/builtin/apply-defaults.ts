import { cloneJson, isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import type { StructNode, TypedField, TypedNode } from './typed-node.ts';

/** Fills the defaults of one Go type (`SetDefaults_X`), by the reference of the type. */
export type TypeDefaults = ReadonlyMap<string, (object: JsonObject) => void>;

/** Fills the defaults of a value in place. */
type Filler = (value: JsonValue) => void;

/**
 * Compiles the defaults of a kind: its own, then those of the values that it holds, as generated code
 * of Kubernetes does. `undefined` when no type on the way has any.
 */
export function compileDefaults(node: TypedNode, types: TypeDefaults): Filler | undefined {
  return compile(node, types, new Set());
}

function compile(
  node: TypedNode,
  types: TypeDefaults,
  open: ReadonlySet<TypedNode>,
): Filler | undefined {
  if (node.type === 'struct') {
    return open.has(node) ? undefined : compileStruct(node, types, new Set([...open, node]));
  }
  if (node.type !== 'list' && node.type !== 'map') return undefined;
  const item = compile(node.item, types, open);
  if (item === undefined) return undefined;
  return node.type === 'list'
    ? (list) => {
        if (Array.isArray(list)) list.forEach(item);
      }
    : (map) => {
        if (isJsonObject(map)) Object.values(map).forEach(item);
      };
}

function compileStruct(
  node: StructNode,
  types: TypeDefaults,
  open: ReadonlySet<TypedNode>,
): Filler | undefined {
  const own = types.get(node.reference);
  const inner: [name: string, fill: Filler][] = [];
  const plain: TypedField[] = [];
  for (const field of node.fields.values()) {
    if (field.defaultValue !== undefined) plain.push(field);
    const fill = compile(field.node, types, open);
    if (fill !== undefined) inner.push([field.name, fill]);
  }
  if (own === undefined && inner.length === 0 && plain.length === 0) return undefined;
  return (value) => {
    if (!isJsonObject(value)) return;
    own?.(value);
    for (const { name, defaultValue } of plain) {
      const present = value[name];
      if (present === undefined || present === null || present === '') {
        value[name] = cloneJson(defaultValue as JsonValue);
      }
    }
    for (const [name, fill] of inner) {
      const child = value[name];
      if (child !== undefined && child !== null) fill(child);
    }
  };
}
