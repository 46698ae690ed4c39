import type { KubernetesObject } from '@keelson/kubernetes';
import { mutable } from '../api/mutable.ts';

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

/** A private copy of an object, with no more than {@link prepareObject} would leave of it. */
export function copyToPrepare(
  object: KubernetesObject,
  { keepManagedFields }: PrepareOptions,
): KubernetesObject {
  // They are half of an object: not copied to be dropped.
  const isSlim = keepManagedFields || object.metadata.managedFields === undefined;
  return mutable(isSlim ? object : { ...object, metadata: slimMetadata(object.metadata) });
}

type Metadata = KubernetesObject['metadata'];

function withoutManagedFields(object: KubernetesObject): KubernetesObject {
  if (object.metadata.managedFields === undefined) return object;
  const slim = slimMetadata(object.metadata);
  if (Object.isFrozen(object)) return { ...object, metadata: slim };
  object.metadata = slim;
  return object;
}

/** Copied field by field: `delete` would turn the object into a hash table, at several times the memory. */
function slimMetadata(metadata: Metadata): Metadata {
  const slim: Record<string, unknown> = {};
  for (const key of Object.keys(metadata)) {
    if (key !== 'managedFields') slim[key] = metadata[key as keyof Metadata];
  }
  return slim as unknown as Metadata;
}
