/** Namespace and name: identifies an object within its kind. Cluster-scoped objects have no namespace. */
export interface ObjectKey {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** A key, or an object whose metadata gives it. */
export type KeyLike = ObjectKey | { readonly metadata: ObjectKey };

/** The key of an object. */
export function keyOf(target: KeyLike): ObjectKey {
  const { namespace, name } = 'metadata' in target ? target.metadata : target;
  return namespace === undefined || namespace === '' ? { name } : { namespace, name };
}

/** `namespace/name`, or `name` alone for cluster-scoped objects (client-go's MetaNamespaceKeyFunc). */
export function formatKey(key: ObjectKey): string {
  return key.namespace === undefined || key.namespace === ''
    ? key.name
    : `${key.namespace}/${key.name}`;
}

/**
 * The inverse of {@link formatKey}.
 * @throws {TypeError} on more than one slash or an empty part.
 */
export function parseKey(text: string): ObjectKey {
  const parts = text.split('/');
  const [first = '', second] = parts;
  if (parts.length > 2 || parts.includes('')) {
    throw new TypeError(`"${text}" is not an object key: write "<namespace>/<name>" or "<name>"`);
  }
  return second === undefined ? { name: first } : { namespace: first, name: second };
}
