import { isJsonObject, type JsonObject } from '@keelson/schema';
import { textOf } from '../json/text-of.ts';
import { finalizersOf } from '../rest/registry-services.ts';
import type { ServedResource } from '../rest/served-resource.ts';
import type { StoreEvent } from '../storage/object-log.ts';
import type { InternalClient, ObjectRef } from './internal-client.ts';
import { type ReportError, WorkLoop } from './work-loop.ts';

const foregroundFinalizer = 'foregroundDeletion';
const orphanFinalizer = 'orphan';

interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly blockOwnerDeletion: boolean;
}

/**
 * Deletes objects whose owners have all gone, and carries out the propagation policy of owners that
 * are being deleted (kube-controller-manager's garbagecollector).
 */
export class GarbageCollector {
  readonly #client: InternalClient;
  readonly #loop: WorkLoop;
  /** Keys of the objects that name an owner, by the owner's UID. */
  readonly #dependents = new Map<string, Set<string>>();

  constructor(client: InternalClient, report: ReportError) {
    this.#client = client;
    this.#loop = new WorkLoop((key) => this.#process(key), report);
  }

  /** Takes note of a write. */
  observe(resource: string, { type, current, previous }: StoreEvent): void {
    const key = keyOf(resource, current.namespace, current.name);
    const metadata = current.object['metadata'] as JsonObject;
    const before = previous?.object['metadata'] as JsonObject | undefined;
    const owners = type === 'DELETED' ? [] : ownersOf(metadata);
    const formerOwners = before === undefined ? [] : ownersOf(before);
    for (const { uid } of formerOwners) {
      if (!owners.some((owner) => owner.uid === uid)) this.#forget(uid, key);
    }
    for (const { uid } of owners) this.#remember(uid, key);

    if (type === 'DELETED') {
      for (const dependent of this.#dependentsOf(metadata)) this.#loop.add(dependent);
    } else if (owners.length > 0 || isCollected(metadata)) {
      this.#loop.add(key);
    }
    // An owner that waits for its dependents is looked at again when one of them changes or goes.
    for (const { uid } of formerOwners) {
      const owner = this.#waitingOwners.get(uid);
      if (owner !== undefined) this.#loop.add(owner);
    }
  }

  /** Resolves when everything that can be collected is. */
  idle(): Promise<void> {
    return this.#loop.idle();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Keys of owners in foreground deletion, by UID. */
  readonly #waitingOwners = new Map<string, string>();

  async #process(key: string): Promise<void> {
    const ref = this.#refOf(key);
    const object = ref && this.#client.get(ref);
    if (ref === undefined || object === undefined) return;
    const metadata = object['metadata'] as JsonObject;
    if (metadata['deletionTimestamp'] !== undefined) {
      const finalizers = finalizersOf(metadata);
      if (finalizers.includes(orphanFinalizer)) return this.#orphan(ref, metadata);
      if (finalizers.includes(foregroundFinalizer)) return this.#deleteDependents(ref, metadata);
      return;
    }
    if (ownersOf(metadata).length > 0) await this.#checkOwners(ref, metadata);
  }

  async #checkOwners(ref: ObjectRef, metadata: JsonObject): Promise<void> {
    const owners = ownersOf(metadata);
    const states = owners.map((owner) => this.#stateOf(owner, ref));
    if (states.includes('unknown')) return;
    const gone = owners.filter((_, index) => states[index] !== 'present');
    if (gone.length === 0) return;
    if (gone.length < owners.length) {
      await this.#removeOwners(ref, new Set(gone.map(({ uid }) => uid)));
      return;
    }
    const uid = textOf(metadata, 'uid');
    if (states.includes('waiting') && this.#dependentsOf(metadata).length > 0) {
      await this.#breakCycle(ref, metadata);
      await this.#client.delete(ref, { propagationPolicy: 'Foreground', uid });
      return;
    }
    const finalizers = finalizersOf(metadata);
    const kept = finalizers.includes(foregroundFinalizer) ? 'Foreground' : 'Background';
    const propagationPolicy = finalizers.includes(orphanFinalizer) ? 'Orphan' : kept;
    await this.#client.delete(ref, { propagationPolicy, uid });
  }

  /** Objects that own each other would wait for each other: the owners of one do not wait for it. */
  async #breakCycle(ref: ObjectRef, metadata: JsonObject): Promise<void> {
    const isInCycle = this.#dependentsOf(metadata).some((key) => {
      const dependent = this.#refOf(key);
      const object = dependent && this.#client.get(dependent);
      return object !== undefined && deletesDependents(object['metadata'] as JsonObject);
    });
    if (!isInCycle) return;
    await this.#client.update(ref, {
      change: (object) => {
        const references = (object['metadata'] as JsonObject)['ownerReferences'];
        if (!Array.isArray(references)) return;
        for (const reference of references.filter(isJsonObject)) {
          if (reference['blockOwnerDeletion'] === true) reference['blockOwnerDeletion'] = false;
        }
      },
    });
  }

  /** `unknown` when the owner's kind cannot be found, as for a kind that is not installed yet. */
  #stateOf(
    owner: OwnerReference,
    dependent: ObjectRef,
  ): 'present' | 'waiting' | 'gone' | 'unknown' {
    const resource = this.#resourceOf(owner);
    if (resource === undefined) return 'unknown';
    if (resource.namespaced && dependent.namespace === '') return 'unknown';
    const namespace = resource.namespaced ? dependent.namespace : '';
    const object = this.#client.get({ resource, namespace, name: owner.name });
    const metadata = object?.['metadata'] as JsonObject | undefined;
    if (metadata === undefined || metadata['uid'] !== owner.uid) return 'gone';
    return deletesDependents(metadata) ? 'waiting' : 'present';
  }

  async #orphan(ref: ObjectRef, metadata: JsonObject): Promise<void> {
    const uid = textOf(metadata, 'uid');
    for (const key of this.#dependentsOf(metadata)) {
      const dependent = this.#refOf(key);
      if (dependent !== undefined) await this.#removeOwners(dependent, new Set([uid]));
    }
    await this.#removeFinalizer(ref, orphanFinalizer);
  }

  async #deleteDependents(ref: ObjectRef, metadata: JsonObject): Promise<void> {
    const uid = textOf(metadata, 'uid');
    this.#waitingOwners.set(uid, keyOf(ref.resource.storage, ref.namespace, ref.name));
    let isBlocked = false;
    for (const key of this.#dependentsOf(metadata)) {
      const dependent = this.#refOf(key);
      const object = dependent && this.#client.get(dependent);
      if (dependent === undefined || object === undefined) continue;
      const dependentMetadata = object['metadata'] as JsonObject;
      const owner = ownersOf(dependentMetadata).find((one) => one.uid === uid);
      if (owner?.blockOwnerDeletion !== true) continue;
      isBlocked = true;
      if (!deletesDependents(dependentMetadata)) this.#loop.add(key);
    }
    if (isBlocked) return;
    this.#waitingOwners.delete(uid);
    await this.#removeFinalizer(ref, foregroundFinalizer);
  }

  #removeOwners(ref: ObjectRef, uids: ReadonlySet<string>): Promise<void> {
    return this.#client.update(ref, {
      change: (object) => {
        const metadata = object['metadata'] as JsonObject;
        const references = metadata['ownerReferences'];
        if (!Array.isArray(references)) return false;
        const kept = references.filter(
          (one) => !isJsonObject(one) || !uids.has(textOf(one, 'uid')),
        );
        if (kept.length === references.length) return false;
        if (kept.length > 0) metadata['ownerReferences'] = kept;
        else delete metadata['ownerReferences'];
      },
    });
  }

  #removeFinalizer(ref: ObjectRef, finalizer: string): Promise<void> {
    return this.#client.update(ref, {
      change: (object) => {
        const metadata = object['metadata'] as JsonObject;
        const kept = finalizersOf(metadata).filter((name) => name !== finalizer);
        if (kept.length > 0) metadata['finalizers'] = kept;
        else delete metadata['finalizers'];
      },
    });
  }

  #resourceOf({ apiVersion, kind }: OwnerReference): ServedResource | undefined {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    return this.#client.registry
      .all()
      .find((one) => one.group === group && one.version === version && one.kind === kind);
  }

  #refOf(key: string): ObjectRef | undefined {
    const [storage = '', namespace = '', name = ''] = key.split('|');
    const resource = this.#client.registry.all().find((one) => one.storage === storage);
    return resource && { resource, namespace, name };
  }

  #dependentsOf(metadata: JsonObject): string[] {
    return [...(this.#dependents.get(textOf(metadata, 'uid')) ?? [])];
  }

  #remember(uid: string, key: string): void {
    const known = this.#dependents.get(uid);
    if (known === undefined) this.#dependents.set(uid, new Set([key]));
    else known.add(key);
  }

  #forget(uid: string, key: string): void {
    const known = this.#dependents.get(uid);
    known?.delete(key);
    if (known?.size === 0) this.#dependents.delete(uid);
  }
}

function isCollected(metadata: JsonObject): boolean {
  if (deletesDependents(metadata)) return true;
  return (
    metadata['deletionTimestamp'] !== undefined && finalizersOf(metadata).includes(orphanFinalizer)
  );
}

/** Is in foreground deletion. */
function deletesDependents(metadata: JsonObject): boolean {
  return (
    metadata['deletionTimestamp'] !== undefined &&
    finalizersOf(metadata).includes(foregroundFinalizer)
  );
}

function ownersOf(metadata: JsonObject): OwnerReference[] {
  const references = metadata['ownerReferences'];
  if (!Array.isArray(references)) return [];
  return references.filter(isJsonObject).map((reference) => ({
    apiVersion: textOf(reference, 'apiVersion'),
    kind: textOf(reference, 'kind'),
    name: textOf(reference, 'name'),
    uid: textOf(reference, 'uid'),
    blockOwnerDeletion: reference['blockOwnerDeletion'] === true,
  }));
}

function keyOf(resource: string, namespace: string, name: string): string {
  return `${resource}|${namespace}|${name}`;
}
