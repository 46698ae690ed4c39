import type { ResourceType } from '@keelson/kubernetes';
import type { ObjectKey } from '../api/object-key.ts';

/**
 * The path of an object or of one of its subresources.
 * @throws {TypeError} when the key does not fit the kind's scope or cannot be a name
 */
export function objectPath(type: ResourceType, key: ObjectKey, subresource?: string): string {
  const namespace = requireNamespace(type, key.namespace);
  const path = `${collectionPath(type, namespace)}/${segment(type, key.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

/**
 * The path of a kind's objects in one namespace, or in all without one.
 * @throws {TypeError} when a cluster-scoped kind is given a namespace
 */
export function collectionPath(type: ResourceType, namespace?: string): string {
  const { group, version, plural } = type;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  if (namespace === undefined || namespace === '') return `${root}/${plural}`;
  if (type.scope === 'Cluster') {
    throw new TypeError(
      `${type.kind} is cluster-scoped: leave out the namespace ("${namespace}" was given)`,
    );
  }
  return `${root}/namespaces/${segment(type, namespace)}/${plural}`;
}

/**
 * The namespace to address one object by: none for a cluster-scoped kind.
 * @throws {TypeError} when a namespaced kind is given none
 */
export function requireNamespace(
  type: ResourceType,
  namespace: string | undefined,
): string | undefined {
  if (type.scope === 'Namespaced' && (namespace === undefined || namespace === '')) {
    throw new TypeError(`${type.kind} is namespaced: give the key a namespace`);
  }
  return namespace;
}

/** An empty name would address the whole collection, dots another path. */
function segment(type: ResourceType, name: string): string {
  if (typeof name !== 'string' || name === '' || name === '.' || name === '..') {
    throw new TypeError(`"${name}" cannot be the name or namespace of a ${type.kind}`);
  }
  return encodeURIComponent(name);
}
