import { compareUtf8, type JsonObject } from '@keelson/schema';

/** An object at one revision. Nobody changes it: a write makes another one. */
export interface StoredObject {
  readonly namespace: string;
  readonly name: string;
  /** In the storage version; its `metadata.resourceVersion` is {@link StoredObject.revision}. */
  readonly object: JsonObject;
  /** Revision of the write that made it. */
  readonly revision: number;
}

/** One write to one object. */
export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly revision: number;
  /** The object after the write; after a deletion its last state, at the revision of the deletion. */
  readonly current: StoredObject;
  /** The object before the write; absent when the write created it. */
  readonly previous?: StoredObject | undefined;
}

/** Where an object stands among those of its resource, in etcd's order of keys. */
export function storageKey(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/**
 * The objects of one resource, and its last writes: a watch cache (apiserver storage/cacher). A
 * reader that comes with a revision older than the log has to list again.
 */
export class ObjectLog {
  readonly #capacity: number;
  readonly #objects = new Map<string, StoredObject>();
  /** Keys in order. Sorted when it is read, for most writes do not add or remove a key. */
  #keys: string[] = [];
  #keysSorted = true;
  #events: StoreEvent[] = [];
  /** The log is complete after this revision. */
  #start: number;
  /** Before this revision nobody knows what there was; between it and the start there was nothing. */
  #knownSince: number;
  readonly #watchers = new Set<(event: StoreEvent) => void>();
  readonly #ends = new Set<() => void>();

  /**
   * `start`: the revision at which the resource came to be. `capacity`: events kept, at least.
   * `knownSince`: the revision from which on it is known that there was nothing before `start`.
   */
  constructor(start: number, capacity: number, knownSince = 0) {
    this.#start = start;
    this.#capacity = capacity;
    this.#knownSince = knownSince;
  }

  get size(): number {
    return this.#objects.size;
  }

  /** Revision from which on the log is complete: an older reader has missed something. */
  get start(): number {
    return this.#start;
  }

  get(namespace: string, name: string): StoredObject | undefined {
    return this.#objects.get(storageKey(namespace, name));
  }

  /** Objects in the order of their keys; of one namespace, or of all. */
  list(namespace?: string): StoredObject[] {
    const keys = this.#sortedKeys();
    const { from, to } = rangeOf(keys, namespace);
    const found: StoredObject[] = [];
    for (let index = from; index < to; index++) {
      found.push(this.#objects.get(keys[index] as string) as StoredObject);
    }
    return found;
  }

  /**
   * Objects as they were at a revision, which is made by taking back the later writes.
   * `undefined` when the log does not reach back so far.
   */
  listAt(revision: number, namespace?: string): StoredObject[] | undefined {
    if (revision < this.#start) return revision < this.#knownSince ? undefined : [];
    const last = this.#events.at(-1);
    if (last === undefined || last.revision <= revision) return this.list(namespace);
    const objects = new Map(this.#objects);
    for (let index = this.#events.length - 1; index >= 0; index--) {
      const event = this.#events[index] as StoreEvent;
      if (event.revision <= revision) break;
      const key = storageKey(event.current.namespace, event.current.name);
      if (event.previous === undefined) objects.delete(key);
      else objects.set(key, event.previous);
    }
    const keys = [...objects.keys()].toSorted(compareUtf8);
    const { from, to } = rangeOf(keys, namespace);
    return keys.slice(from, to).map((key) => objects.get(key) as StoredObject);
  }

  /** Writes after a revision. `undefined` when some of them are no longer known. */
  eventsAfter(revision: number): readonly StoreEvent[] | undefined {
    if (revision < this.#start) return undefined;
    return this.#events.slice(firstAfter(this.#events, revision));
  }

  /**
   * Told of every later write, in order and before the writer is answered, and of the end when the
   * resource is served no more. Returns what ends it.
   */
  watch(watcher: (event: StoreEvent) => void, onEnd?: () => void): () => void {
    this.#watchers.add(watcher);
    if (onEnd !== undefined) this.#ends.add(onEnd);
    return () => {
      this.#watchers.delete(watcher);
      if (onEnd !== undefined) this.#ends.delete(onEnd);
    };
  }

  /** Ends all watches; those that come later are new. */
  endWatches(): void {
    for (const end of this.#ends) end();
  }

  /** Takes an object of the time before the log: no event, and nobody is told. */
  restore(object: StoredObject): void {
    const key = storageKey(object.namespace, object.name);
    if (!this.#objects.has(key)) this.#insertKey(key);
    this.#objects.set(key, object);
  }

  append(event: StoreEvent): void {
    const { current } = event;
    const key = storageKey(current.namespace, current.name);
    if (event.type === 'DELETED') {
      this.#objects.delete(key);
      const index = positionOf(this.#sortedKeys(), key);
      this.#keys.splice(index, 1);
    } else {
      if (event.type === 'ADDED') this.#insertKey(key);
      this.#objects.set(key, current);
    }
    this.#events.push(event);
    // Cut rarely, for cutting copies the rest.
    if (this.#events.length >= this.#capacity * 2) this.#cut(this.#capacity);
    for (const watcher of this.#watchers) watcher(event);
  }

  /** Forgets all but the last writes: readers at an older revision get 410. */
  compact(): void {
    if (this.#events.length > 0) this.#cut(0);
  }

  #cut(keep: number): void {
    const cut = this.#events.length - keep;
    this.#start = (this.#events[cut - 1] as StoreEvent).revision;
    this.#knownSince = this.#start;
    this.#events = this.#events.slice(cut);
  }

  #insertKey(key: string): void {
    const last = this.#keys.at(-1);
    if (last !== undefined && this.#keysSorted && compareUtf8(last, key) > 0) {
      this.#keysSorted = false;
    }
    this.#keys.push(key);
  }

  #sortedKeys(): string[] {
    if (!this.#keysSorted) {
      this.#keys.sort(compareUtf8);
      this.#keysSorted = true;
    }
    return this.#keys;
  }
}

function rangeOf(
  keys: readonly string[],
  namespace: string | undefined,
): { from: number; to: number } {
  if (namespace === undefined || namespace === '') return { from: 0, to: keys.length };
  // '0' follows '/' in the order of characters.
  return { from: positionOf(keys, `${namespace}/`), to: positionOf(keys, `${namespace}0`) };
}

/** Index of a key in sorted keys, or where it would stand. */
function positionOf(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareUtf8(keys[middle] as string, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAfter(events: readonly StoreEvent[], revision: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle] as StoreEvent).revision <= revision) low = middle + 1;
    else high = middle;
  }
  return low;
}
