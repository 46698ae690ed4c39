import type { KubernetesObject } from '@keelson/kubernetes';
import type { OwnerReference } from '@keelson/kubernetes/meta/v1';
import type { DeepReadonly } from './deep-readonly.ts';
import { groupVersionKindOf, isSameGroupKind } from './group-version-kind.ts';

/** The part of an object that says who owns it. */
export interface Ownable {
  readonly metadata: {
    readonly namespace?: string | undefined;
    readonly name?: string | undefined;
    ownerReferences?: OwnerReference[] | undefined;
  };
}

/** Options of an owner reference. */
export interface OwnerReferenceOptions {
  /** Keeps a foreground deletion of the owner waiting for the dependent. @default true for controllers, else false */
  readonly blockOwnerDeletion?: boolean | undefined;
}

/** An object is controlled by somebody else already. */
export class AlreadyOwnedError extends Error {
  override readonly name = 'AlreadyOwnedError';
  readonly owner: OwnerReference;

  constructor(dependent: Ownable, owner: OwnerReference) {
    super(
      `${dependent.metadata.name ?? 'the object'} is already controlled by ${owner.kind} ${owner.name}`,
    );
    this.owner = owner;
  }
}

/**
 * Makes `owner` the one controller of `dependent`, in place: when the owner goes, the garbage
 * collector takes the dependent along. Semantics: controllerutil's `SetControllerReference`.
 * @throws {AlreadyOwnedError} when another object controls it
 * @throws {TypeError} when the owner lives in another namespace, or the dependent in none: give a
 * dependent that is still to be created its namespace first
 */
export function setControllerReference(
  owner: DeepReadonly<KubernetesObject>,
  dependent: Ownable,
  options: OwnerReferenceOptions = {},
): void {
  const controller = controllerOf(dependent);
  if (controller !== undefined && !isSameOwner(controller, referenceTo(owner))) {
    throw new AlreadyOwnedError(dependent, controller);
  }
  const { blockOwnerDeletion = true } = options;
  upsert(owner, dependent, { ...referenceTo(owner), controller: true, blockOwnerDeletion });
}

/**
 * Adds `owner` to the owners of `dependent`, in place. Semantics: controllerutil's `SetOwnerReference`.
 * @throws {TypeError} as {@link setControllerReference}
 */
export function setOwnerReference(
  owner: DeepReadonly<KubernetesObject>,
  dependent: Ownable,
  options: OwnerReferenceOptions = {},
): void {
  const { blockOwnerDeletion } = options;
  upsert(owner, dependent, {
    ...referenceTo(owner),
    ...(blockOwnerDeletion === undefined ? {} : { blockOwnerDeletion }),
  });
}

/** Takes `owner` away from the owners of `dependent`, in place. @returns whether it was one */
export function removeOwnerReference(
  owner: DeepReadonly<KubernetesObject>,
  dependent: Ownable,
): boolean {
  const references = dependent.metadata.ownerReferences ?? [];
  const kept = references.filter((reference) => !isSameOwner(reference, referenceTo(owner)));
  if (kept.length === references.length) return false;
  dependent.metadata.ownerReferences = kept;
  return true;
}

/** Whether `owner` is among the owners of `dependent`, by its uid. */
export function isOwnedBy(
  dependent: DeepReadonly<Ownable>,
  owner: DeepReadonly<KubernetesObject>,
): boolean {
  return dependent.metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid) ?? false;
}

/** The owner that controls the object. */
export function controllerOf(object: DeepReadonly<Ownable>): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true);
}

function referenceTo({
  apiVersion,
  kind,
  metadata,
}: DeepReadonly<KubernetesObject>): OwnerReference {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid };
}

function upsert(
  owner: DeepReadonly<KubernetesObject>,
  dependent: Ownable,
  reference: OwnerReference,
): void {
  refuseAcrossNamespaces(owner, dependent);
  // An owner keeps its place: another order would be a change, and one for ever with two owners.
  const references = [...(dependent.metadata.ownerReferences ?? [])];
  const index = references.findIndex((other) => isSameOwner(other, reference));
  if (index === -1) references.push(reference);
  else references[index] = reference;
  dependent.metadata.ownerReferences = references;
}

function refuseAcrossNamespaces(owner: DeepReadonly<KubernetesObject>, dependent: Ownable): void {
  const { namespace, name } = owner.metadata;
  // A cluster-scoped owner may own anything.
  if (namespace === undefined || namespace === '') return;
  const target = dependent.metadata.namespace;
  if (target === namespace) return;
  const where = target ? `is in namespace ${target}` : 'has no namespace';
  throw new TypeError(
    `${owner.kind} ${namespace}/${name} cannot own ${dependent.metadata.name ?? 'an object'}, which ${where}: ` +
      'an owner must be cluster-scoped or in the same namespace',
  );
}

/** The same object, whichever version of its kind the reference names. */
function isSameOwner(a: OwnerReference, b: OwnerReference): boolean {
  return a.name === b.name && isSameGroupKind(groupVersionKindOf(a), groupVersionKindOf(b));
}
