import { isJsonObject, type JsonObject } from '@keelson/schema';
import { textOf } from '../json/text-of.ts';
import { ObjectLog, type StoredObject, type StoreEvent } from './object-log.ts';

/** What an {@link ObjectStore} starts from, and how much of the past it keeps. */
export interface ObjectStoreOptions {
  /** Writes per resource that a watch can still be resumed over. @default 10000 */
  readonly history?: number | undefined;
  /** Told of every write, after the watchers: a journal. @default nobody */
  readonly journal?: ((resource: string, event: StoreEvent) => void) | undefined;
}

/** Where an object is kept. */
export interface ObjectAddress {
  /** `pods`, or `deployments.apps`: what versions of one kind share. */
  readonly resource: string;
  /** `''` for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
}

/**
 * All objects of one control plane, in memory, under one revision that every write moves on by one:
 * what etcd is to the API server. Writes are synchronous, so a read, a decision and a write in one
 * turn of the event loop are atomic.
 */
export class ObjectStore {
  readonly #history: number;
  readonly #journal: ObjectStoreOptions['journal'];
  readonly #logs = new Map<string, ObjectLog>();
  readonly #watchers = new Set<(resource: string, event: StoreEvent) => void>();
  #revision = 1;
  /** The past before this revision is forgotten: another run's, or that of a cleared store. */
  #knownSince = 0;

  constructor(options: ObjectStoreOptions = {}) {
    this.#history = options.history ?? 10_000;
    this.#journal = options.journal;
  }

  /** Of the last write. */
  get revision(): number {
    return this.#revision;
  }

  /** The log of a resource; made, empty, when it is first asked for. */
  log(resource: string): ObjectLog {
    const known = this.#logs.get(resource);
    if (known !== undefined) return known;
    const log = new ObjectLog(this.#revision, this.#history, this.#knownSince);
    this.#logs.set(resource, log);
    return log;
  }

  /** Names of the resources that have or had objects. */
  get resources(): string[] {
    return [...this.#logs.keys()];
  }

  get({ resource, namespace, name }: ObjectAddress): StoredObject | undefined {
    return this.#logs.get(resource)?.get(namespace, name);
  }

  /** Creates or replaces. Takes the object over and sets its resourceVersion. */
  put(address: ObjectAddress, object: JsonObject): StoredObject {
    const { resource, namespace, name } = address;
    const log = this.log(resource);
    const previous = log.get(namespace, name);
    const current = this.#stamp(address, object);
    const { revision } = current;
    const type = previous === undefined ? 'ADDED' : 'MODIFIED';
    this.#commit(resource, log, { type, revision, current, previous });
    return current;
  }

  /** Removes an object that exists; watchers see its last state, at the revision of the removal. */
  remove(address: ObjectAddress): StoredObject {
    const { resource, namespace, name } = address;
    const log = this.log(resource);
    const previous = log.get(namespace, name);
    if (previous === undefined) throw new Error(`no ${resource} ${namespace}/${name} to remove`);
    const state = previous.object;
    const current = this.#stamp(address, {
      ...state,
      metadata: { ...(state['metadata'] as JsonObject) },
    });
    this.#commit(resource, log, { type: 'DELETED', revision: current.revision, current, previous });
    return current;
  }

  /** Told of every write to any resource. Returns what ends it. */
  watchAll(watcher: (resource: string, event: StoreEvent) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * Puts back an object that a former run had written at a revision. Nobody is told, and no watch can
   * be resumed over it. {@link ObjectStore.advanceTo} has been told the last revision of that run.
   */
  restore(resource: string, object: JsonObject, revision: number): void {
    const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
    const namespace = textOf(metadata, 'namespace');
    this.log(resource).restore({ namespace, name: textOf(metadata, 'name'), object, revision });
  }

  /** Begins at a revision that a former run had reached, without its past. */
  advanceTo(revision: number): void {
    this.#revision = Math.max(this.#revision, revision);
    this.#knownSince = this.#revision;
  }

  /** Forgets the writes of the past: who watches from before gets 410. */
  compact(): void {
    for (const log of this.#logs.values()) log.compact();
  }

  /** Removes everything, as a new cluster: watches end and are told nothing. A revision of its own. */
  clear(): void {
    for (const log of this.#logs.values()) log.endWatches();
    this.#logs.clear();
    // A revision of its own: at the one before, all of it was there.
    this.#knownSince = ++this.#revision;
    this.#watchers.clear();
  }

  #stamp({ namespace, name }: ObjectAddress, object: JsonObject): StoredObject {
    const revision = ++this.#revision;
    (object['metadata'] as JsonObject)['resourceVersion'] = String(revision);
    return { namespace, name, object, revision };
  }

  #commit(resource: string, log: ObjectLog, event: StoreEvent): void {
    log.append(event);
    for (const watcher of this.#watchers) watcher(resource, event);
    this.#journal?.(resource, event);
  }
}
