import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { hasFinalizer, withFinalizer, withoutFinalizer } from '../api/finalizer.ts';
import type { ResourceRef } from '../api/resource-ref.ts';
import { isNotFound } from './api-error-predicates.ts';
import type { Writer } from './client.ts';

/** What the finalizer functions need of a client. */
type FinalizerClient = Pick<Writer, 'patch'>;

/** An object, live or from a cache. */
type Finalizable = DeepReadonly<KubernetesObject>;

type FinalizerArguments<T extends KubernetesObject> = [
  client: FinalizerClient,
  type: ResourceRef<T>,
  object: Finalizable,
  finalizer: string,
];

/**
 * Puts a finalizer on an object, unless it is there or the object is being deleted (the server would
 * refuse). Changes nothing in `object`.
 * @returns whether a request was made
 * @throws {ApiError} 409 when the object is not the current one
 */
export async function ensureFinalizer<T extends KubernetesObject>(
  ...[client, type, object, name]: FinalizerArguments<T>
): Promise<boolean> {
  if (hasFinalizer(object, name) || object.metadata.deletionTimestamp !== undefined) return false;
  await setFinalizers({ client, type, object }, withFinalizer(object, name));
  return true;
}

/**
 * Takes a finalizer off an object, unless it is not there. An object that is gone already is fine.
 * Changes nothing in `object`.
 * @returns whether the finalizer was taken off
 * @throws {ApiError} 409 when the object is not the current one
 */
export async function removeFinalizer<T extends KubernetesObject>(
  ...[client, type, object, name]: FinalizerArguments<T>
): Promise<boolean> {
  if (!hasFinalizer(object, name)) return false;
  try {
    await setFinalizers({ client, type, object }, withoutFinalizer(object, name));
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** Guarded by the version: a list is replaced as a whole, and another's finalizer must not be lost. */
async function setFinalizers<T extends KubernetesObject>(
  target: { client: FinalizerClient; type: ResourceRef<T>; object: Finalizable },
  finalizers: readonly string[],
): Promise<void> {
  const { client, type, object } = target;
  const { uid, resourceVersion } = object.metadata;
  await client.patch(type, object, {
    type: 'merge',
    body: { metadata: { finalizers, uid, resourceVersion } },
  });
}
