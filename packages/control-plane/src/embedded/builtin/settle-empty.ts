import { isJsonObject, type JsonObject } from '@keelson/schema';
import type { StructNode, TypedNode } from './typed-node.ts';

/** Where in a struct there may be lists that are written even when they are empty. */
interface Plan {
  /** Fields that are such lists. */
  readonly lists: string[];
  /** Fields to go on in. */
  readonly below: (readonly [key: string, plan: Plan])[];
}

/**
 * Makes `null` of the empty lists that decoding leaves in fields which are always written: in Go they
 * are not nil until the object has been stored, which only the account of owned fields tells. Changes
 * the object in place; `undefined` when the type has no such field.
 */
export function compileSettling(root: StructNode): ((object: JsonObject) => void) | undefined {
  const plan = planOf(root, new Map());
  if (isIdle(plan)) return undefined;
  return (object) => settle(object, plan);
}

function planOf(node: StructNode, known: Map<StructNode, Plan>): Plan {
  const made = known.get(node);
  if (made !== undefined) return made;
  const plan: Plan = { lists: [], below: [] };
  // A type may hold itself.
  known.set(node, plan);
  for (const [key, field] of node.fields) {
    if (field.node.type === 'list' && field.absent !== undefined) plan.lists.push(key);
    const struct = structIn(field.node);
    if (struct === undefined) continue;
    const isOpen = known.has(struct);
    const below = planOf(struct, known);
    if (isOpen || !isIdle(below)) plan.below.push([key, below]);
  }
  return plan;
}

function isIdle({ lists, below }: Plan): boolean {
  return lists.length === 0 && below.length === 0;
}

function structIn(node: TypedNode): StructNode | undefined {
  if (node.type === 'struct') return node;
  return node.type === 'list' ? structIn(node.item) : undefined;
}

function settle(object: JsonObject, plan: Plan): void {
  for (const key of plan.lists) {
    const list = object[key];
    if (Array.isArray(list) && list.length === 0) object[key] = null;
  }
  for (const [key, below] of plan.below) settleIn(object[key], below);
}

function settleIn(value: JsonObject[string] | undefined, plan: Plan): void {
  if (Array.isArray(value)) {
    for (const item of value) settleIn(item, plan);
  } else if (isJsonObject(value)) settle(value, plan);
}
