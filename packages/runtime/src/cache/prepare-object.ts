import type { KubernetesObject } from '@keelson/kubernetes';

/** Changes an object before it is stored, to save memory. Must give the same for its own result. */
export type Transform<T extends KubernetesObject = KubernetesObject> = (object: T) => T;

/** Options of {@link prepareObject}. */
export interface PrepareOptions {
  readonly keepManagedFields: boolean;
  readonly transform?: Transform | undefined;
}

/** An object as it is stored. The object is the caller's to change. */
export function prepareObject(
  object: KubernetesObject,
  { keepManagedFields, transform }: PrepareOptions,
): KubernetesObject {
  const slim = keepManagedFields ? object : withoutManagedFields(object);
  return transform === undefined ? slim : transform(slim);
}

type Metadata = KubernetesObject['metadata'];

function withoutManagedFields(object: KubernetesObject): KubernetesObject {
  if (object.metadata.managedFields === undefined) return object;
  // Copied field by field: `delete` would turn the object into a hash table, at several times the memory.
  const metadata: Record<string, unknown> = {};
  for (const key of Object.keys(object.metadata)) {
    if (key !== 'managedFields') metadata[key] = object.metadata[key as keyof Metadata];
  }
  const slim = metadata as unknown as Metadata;
  if (Object.isFrozen(object)) return { ...object, metadata: slim };
  object.metadata = slim;
  return object;
}
