import { deepEqual } from './deep-equal.ts';
import { defineField } from './define-field.ts';
import type { JsonPatchOperation } from './json-patch.ts';
import { mutable } from './mutable.ts';

/**
 * What a JSON patch makes of a value, which stays as it is. Semantics: RFC 6902.
 * @throws {Error} when a path is not there, or a test fails
 */
export function applyJsonPatch(value: unknown, patch: readonly JsonPatchOperation[]): unknown {
  // Below a name of our own, so that the whole value has a place too.
  const root = { value: mutable(value) };
  for (const operation of patch) applyOne(root, operation);
  return root.value;
}

type Place = { readonly parent: object; readonly key: string };

function applyOne(root: object, operation: JsonPatchOperation): void {
  const place = find(root, operation.path);
  switch (operation.op) {
    case 'add':
      return insert(place, mutable(operation.value));
    case 'replace':
      read(place, operation.path);
      return write(place, mutable(operation.value));
    case 'test':
      if (deepEqual(read(place, operation.path), operation.value)) return;
      throw new Error(`the value at "${operation.path}" is another than the patch expects`);
    case 'remove':
      read(place, operation.path);
      return remove(place);
    case 'copy':
      return insert(place, mutable(read(find(root, operation.from), operation.from)));
    case 'move': {
      const from = find(root, operation.from);
      const moved = read(from, operation.from);
      remove(from);
      return insert(find(root, operation.path), moved);
    }
  }
}

function find(root: object, pointer: string): Place {
  const keys = pointer.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = keys.length === 1 ? 'value' : keys.at(-1)!;
  const parents = keys.length === 1 ? [] : ['value', ...keys.slice(1, -1)];
  let parent: unknown = root;
  for (const name of parents) {
    parent = Object.hasOwn(parent as object, name)
      ? (parent as Record<string, unknown>)[name]
      : undefined;
    if (typeof parent !== 'object' || parent === null) throw missing(pointer);
  }
  return { parent: parent as object, key };
}

function read({ parent, key }: Place, pointer: string): unknown {
  if (!Object.hasOwn(parent, key) || (Array.isArray(parent) && key === 'length')) {
    throw missing(pointer);
  }
  return (parent as Record<string, unknown>)[key];
}

function insert(place: Place, value: unknown): void {
  const { parent, key } = place;
  if (!Array.isArray(parent)) return write(place, value);
  const index = key === '-' ? parent.length : Number(key);
  if (!(index >= 0 && index <= parent.length)) throw missing(key);
  parent.splice(index, 0, value);
}

function write({ parent, key }: Place, value: unknown): void {
  defineField(parent, key, value);
}

function remove({ parent, key }: Place): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
}

function missing(pointer: string): Error {
  return new Error(`there is nothing at "${pointer}" to patch`);
}
