import { cloneJson, type JsonObject } from '@keelson/schema';
import { conflict, notFound } from '../status-error.ts';
import { etcdKeyOf } from '../storage/etcd-key.ts';
import { prepareToShow, shown, shownAsStored } from './conversion.ts';
import type { StoredObject } from '../storage/object-log.ts';
import type { DeleteOptions } from './delete-options.ts';
import { textOf } from '../json/text-of.ts';
import {
  finalizersOf,
  metadataOf,
  type RegistryServices,
  timestamp,
  type WriteTarget,
} from './registry-services.ts';

/** What became of a deletion. */
export interface DeleteResult {
  /** The object as it was last. */
  readonly object: JsonObject;
  /** It has gone; else it waits for its finalizers or its grace period. */
  readonly deleted: boolean;
}

const orphanFinalizer = 'orphan';
const foregroundFinalizer = 'foregroundDeletion';

/** Deletes an object, or marks it as being deleted (the generic registry's Delete). */
export async function deleteObject(
  services: RegistryServices,
  target: WriteTarget,
  options: DeleteOptions,
): Promise<DeleteResult> {
  const { resource, namespace, name } = target;
  const address = { resource: resource.storage, namespace, name };
  for (;;) {
    const stored = services.store.get(address);
    if (stored === undefined) throw notFound(resource, name);
    const converting = prepareToShow(resource, [stored]);
    if (converting !== undefined) await converting;
    const live = resource.fromStorage(stored.object);
    if (options.ignoresReadErrors) {
      const key = etcdKeyOf(resource, namespace, name);
      const why = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: unsafe deletion is not allowed because the object is decodable from storage`;
      throw conflict(resource, name, why);
    }
    checkPreconditions(target, live['metadata'] as JsonObject, options);
    const attributes = {
      operation: 'DELETE',
      resource,
      subresource: target.subresource,
      namespace,
      name,
      old: live,
      user: target.context.user,
      dryRun: options.dryRun,
      warnings: target.context.warnings,
    } as const;
    const admitted = services.admission.admit(attributes);
    if (admitted !== undefined) await admitted;
    const validated = services.admission.validate(attributes);
    if (validated !== undefined) await validated;
    if (services.store.get(address) !== stored) continue;
    const result = await decide(services, target, { live, options, stored });
    if (result !== undefined) return result;
  }
}

/** @returns undefined when the object has changed before it could be written */
async function decide(
  services: RegistryServices,
  target: WriteTarget,
  { live, options, stored }: { live: JsonObject; options: DeleteOptions; stored: StoredObject },
): Promise<DeleteResult | undefined> {
  const { resource, namespace, name } = target;
  const { store } = services;
  const now = services.now();
  const address = { resource: resource.storage, namespace, name };
  const first = resource.beginDeletion?.(live, now);
  if (first !== undefined) {
    if (options.dryRun) return { object: first, deleted: false };
    const begun = store.put(address, resource.toStorage(first));
    return { object: resource.fromStorage(begun.object), deleted: false };
  }
  if (resource.isHeld?.(live) === true) return { object: live, deleted: false };
  const next = cloneJson(live);
  const metadata = metadataOf(next);
  const grace = gracefulDeletion(target, metadata, { options, now, live });
  if (grace === 'pending') return { object: live, deleted: false };
  const finalizers = deletionFinalizers(metadata, resource.orphansByDefault ?? false, options);
  if (finalizers.length > 0) metadata['finalizers'] = finalizers;
  else delete metadata['finalizers'];

  const save = (): JsonObject | Promise<JsonObject> => {
    if (options.dryRun) return shownAsStored(resource, next);
    return shown(resource, store.put(address, resource.toStorage(next)).object);
  };
  if (grace === 'none' && finalizers.length > 0) {
    markAsDeleting(metadata, now);
    if (isSame(next, live)) return { object: live, deleted: false };
    const converting = resource.conversion?.toStore(next);
    if (converting !== undefined) await converting;
    if (store.get(address) !== stored) return undefined;
    return { object: await save(), deleted: false };
  }
  if (typeof grace === 'number' && (finalizers.length > 0 || grace > 0)) {
    return { object: await save(), deleted: false };
  }
  if (options.dryRun) return { object: next, deleted: true };
  // A deletion without grace is still announced first, as a change.
  if (typeof grace === 'number') void save();
  const removed = store.remove(address);
  return { object: await shown(resource, removed.object), deleted: true };
}

/**
 * Sets the grace period of kinds that have one. Answers the period in seconds, `none` for kinds or
 * states without, `pending` when an earlier deletion is under way and stands.
 */
function gracefulDeletion(
  { resource }: WriteTarget,
  metadata: JsonObject,
  { options, now, live }: { options: DeleteOptions; now: Date; live: JsonObject },
): number | 'none' | 'pending' {
  if (resource.defaultGraceSeconds === undefined) return 'none';
  const before = metadata['deletionGracePeriodSeconds'];
  if (metadata['deletionTimestamp'] !== undefined) {
    if (typeof before !== 'number' || before === 0) return 'none';
    const wanted = options.gracePeriodSeconds;
    if (wanted === undefined || wanted >= before) return 'pending';
    const start = Date.parse(textOf(metadata, 'deletionTimestamp')) - before * 1000;
    const end = start + wanted * 1000;
    const isPast = end < now.getTime();
    const period = isPast && wanted !== 0 ? 1 : wanted;
    metadata['deletionTimestamp'] = timestamp(isPast ? now : new Date(end));
    metadata['deletionGracePeriodSeconds'] = period;
    return period;
  }
  const period = options.gracePeriodSeconds ?? resource.defaultGraceSeconds(live);
  metadata['deletionTimestamp'] = timestamp(new Date(now.getTime() + period * 1000));
  metadata['deletionGracePeriodSeconds'] = period;
  bumpGeneration(metadata);
  return period;
}

function markAsDeleting(metadata: JsonObject, now: Date): void {
  const before = metadata['deletionTimestamp'];
  if (before === undefined) bumpGeneration(metadata);
  if (before === undefined || Date.parse(before as string) > now.getTime()) {
    metadata['deletionTimestamp'] = timestamp(now);
  }
  metadata['deletionGracePeriodSeconds'] = 0;
}

function bumpGeneration(metadata: JsonObject): void {
  const generation = metadata['generation'];
  if (typeof generation === 'number' && generation > 0) metadata['generation'] = generation + 1;
}

/** Finalizers that tell the garbage collector what the request wants done with the dependents. */
function deletionFinalizers(
  metadata: JsonObject,
  orphansByDefault: boolean,
  options: DeleteOptions,
): string[] {
  const present = finalizersOf(metadata);
  const policy = policyOf(present, orphansByDefault, options);
  const others = present.filter((name) => name !== orphanFinalizer && name !== foregroundFinalizer);
  if (policy === 'Orphan') others.push(orphanFinalizer);
  if (policy === 'Foreground') others.push(foregroundFinalizer);
  const isSameSet =
    others.length === present.length && others.every((name) => present.includes(name));
  return isSameSet ? present : others;
}

function policyOf(
  finalizers: readonly string[],
  orphansByDefault: boolean,
  { orphanDependents, propagationPolicy }: DeleteOptions,
): DeleteOptions['propagationPolicy'] {
  if (orphanDependents !== undefined) return orphanDependents ? 'Orphan' : 'Background';
  if (propagationPolicy !== undefined) return propagationPolicy;
  const known = finalizers.find((name) => name === orphanFinalizer || name === foregroundFinalizer);
  if (known !== undefined) return known === orphanFinalizer ? 'Orphan' : 'Foreground';
  return orphansByDefault ? 'Orphan' : 'Background';
}

/** Preconditions name the kind where other conflicts name the resource. */
function checkPreconditions(
  { resource, name }: WriteTarget,
  metadata: JsonObject,
  { uid, resourceVersion }: DeleteOptions,
): void {
  const kind = { group: resource.group, resource: resource.kind };
  if (uid !== undefined && uid !== metadata['uid']) {
    throw conflict(
      kind,
      name,
      `the UID in the precondition (${uid}) does not match the UID in record (${textOf(metadata, 'uid')}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata['resourceVersion']) {
    throw conflict(
      kind,
      name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${textOf(metadata, 'resourceVersion')}). The object might have been modified`,
    );
  }
}

function isSame(next: JsonObject, live: JsonObject): boolean {
  return JSON.stringify(next['metadata']) === JSON.stringify(live['metadata']);
}
