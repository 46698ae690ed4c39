import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { mergePatchBetween } from '../api/merge-patch.ts';
import { mutable } from '../api/mutable.ts';
import { type KeyLike, keyOf } from '../api/object-key.ts';
import type { ResourceRef } from '../api/resource-ref.ts';
import { resourceTypeOf } from '../scheme/resource-type-of.ts';
import type { Client, CreateInput } from './client.ts';

/** What {@link createOrPatch} did. */
export type CreateOrPatchResult =
  | 'unchanged'
  | 'created'
  | 'updated'
  | 'updatedStatus'
  | 'updatedStatusOnly';

/** What {@link createOrPatch} needs of a client. */
export type CreateOrPatchClient = Pick<Client, 'get' | 'create' | 'patch'> & {
  readonly status: Pick<Client['status'], 'patch'>;
};

/**
 * Brings an object to the state that `mutate` describes: reads it, lets `mutate` change a private
 * copy (which holds only the key when there is no object yet), and then creates it, or patches what
 * is different. A changed status goes to the status subresource. The patch is a JSON merge patch: a
 * list is replaced as a whole. `mutate` must be repeatable and must not change the key.
 * Semantics: controller-runtime's `controllerutil.CreateOrPatch`. Where the whole desired state is
 * known, prefer `client.apply`.
 * @throws {TypeError} when `mutate` changes name or namespace
 * @throws {ApiError} 409 when the object appeared between the read and the create
 */
export async function createOrPatch<T extends KubernetesObject>(
  client: CreateOrPatchClient,
  type: ResourceRef<T>,
  target: KeyLike,
  mutate: (object: T) => void | Promise<void>,
): Promise<CreateOrPatchResult> {
  const key = keyOf(target);
  const before = await client.get(type, key);
  if (before === undefined) {
    const { apiVersion, kind } = resourceTypeOf(type);
    const object = { apiVersion, kind, metadata: { ...key } } as T;
    await mutateInPlace(object, mutate);
    return create({ client, type }, object);
  }
  const object = mutable(before) as T;
  await mutateInPlace(object, mutate);
  return patch({ client, type }, before, object);
}

interface Destination<T extends KubernetesObject> {
  readonly client: CreateOrPatchClient;
  readonly type: ResourceRef<T>;
}

type WithStatus = { status?: unknown };

async function mutateInPlace<T extends KubernetesObject>(
  object: T,
  mutate: (object: T) => void | Promise<void>,
): Promise<void> {
  const { name, namespace } = object.metadata;
  await mutate(object);
  if (object.metadata.name !== name || object.metadata.namespace !== namespace) {
    throw new TypeError(`mutate must not change the name or namespace of ${object.kind} ${name}`);
  }
}

/** A create ignores the status, so that follows as a patch. */
async function create<T extends KubernetesObject>(
  { client, type }: Destination<T>,
  object: T,
): Promise<CreateOrPatchResult> {
  const { status, ...rest } = object as T & WithStatus;
  await client.create(type, rest as unknown as CreateInput<T>);
  if (status !== undefined) {
    await client.status.patch(type, object, { type: 'merge', body: { status } });
  }
  return 'created';
}

async function patch<T extends KubernetesObject>(
  { client, type }: Destination<T>,
  before: DeepReadonly<T>,
  after: T,
): Promise<CreateOrPatchResult> {
  const { status: oldStatus, ...oldRest } = before as DeepReadonly<T> & WithStatus;
  const { status, ...rest } = after as T & WithStatus;
  const body = mergePatchBetween(oldRest, rest);
  const statusBody = mergePatchBetween({ status: oldStatus }, { status });
  const isChanged = Object.keys(body).length > 0;
  const isStatusChanged = Object.keys(statusBody).length > 0;
  if (isChanged) await client.patch(type, after, { type: 'merge', body });
  if (isStatusChanged) {
    await client.status.patch(type, after, { type: 'merge', body: statusBody });
  }
  if (isStatusChanged) return isChanged ? 'updatedStatus' : 'updatedStatusOnly';
  return isChanged ? 'updated' : 'unchanged';
}
