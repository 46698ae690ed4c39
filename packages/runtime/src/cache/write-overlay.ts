import type { KubernetesObject } from '@keelson/kubernetes';
import { formatKey } from '../api/object-key.ts';
import { compareResourceVersions } from '../api/resource-version.ts';
import { Heap, type HeapEntry } from '../util/heap.ts';
import { hasReached, isOlder } from './resource-version.ts';

/** A reply whose effect the watch has not shown yet. */
interface Written<T> extends HeapEntry {
  readonly type: 'written';
  readonly key: string;
  readonly object: T;
}

/** The object with this uid is gone, unless the watch shows that it is being finalized. */
interface Deleted {
  readonly type: 'deleted';
  readonly key: string;
  readonly namespace: string;
  readonly uid: string;
  /** The deleted state: before the store has seen it, its absence says nothing. */
  readonly version: string;
}

type Write<T> = Written<T> | Deleted;

/**
 * Our own writes on top of a store, until the watch has caught up with them: a reader sees at once
 * what it wrote. Never blocks and never asks the server. Empty most of the time.
 */
export class WriteOverlay<T extends KubernetesObject> {
  readonly #writes = new Map<string, Write<T>>();
  /** The replies, the oldest first: many may wait, and each event of the watch asks which it shows. */
  readonly #replies = new Heap<Written<T>>((a, b) => isOlder(versionOf(a), versionOf(b)));
  /** The other writes: deletions, and replies whose versions have no order. */
  readonly #others = new Set<Write<T>>();

  get isEmpty(): boolean {
    return this.#writes.size === 0;
  }

  /** Remembers the server's reply to a write, unless a newer one is known. `seen`: version of the store. */
  written(object: T, seen: string): void {
    const key = formatKey(object.metadata);
    const { resourceVersion } = object.metadata;
    if (hasReached(seen, resourceVersion)) return;
    const known = this.#writes.get(key);
    if (known?.type === 'written' && hasReached(versionOf(known), resourceVersion)) return;
    this.#put({ type: 'written', key, object, heapIndex: -1 });
  }

  /** Remembers that `object` was deleted. */
  deleted(object: T): void {
    const { namespace = '', uid, resourceVersion: version } = metadataOf(object);
    this.#put({ type: 'deleted', key: formatKey(object.metadata), namespace, uid, version });
  }

  /** What a reader should see in place of `stored`, the state in the store. */
  resolve(stored: T | undefined, key: string): T | undefined {
    const write = this.#writes.get(key);
    if (write === undefined) return stored;
    if (write.type === 'written') return write.object;
    return isHidden(stored, write) ? undefined : stored;
  }

  /** Drops the writes in `namespace`, or in all, that the store shows; called when its version has moved. */
  advance(seen: string, namespace: string | undefined, find: (key: string) => T | undefined): void {
    const isShown = (write: Write<T>): boolean =>
      write.type === 'written'
        ? hasReached(seen, versionOf(write))
        : hasReached(seen, write.version) && !isHidden(find(write.key), write);
    if (namespace !== undefined) {
      for (const write of this.#writes.values()) {
        if (namespaceOf(write) === namespace && isShown(write)) this.#drop(write);
      }
      return;
    }
    for (const write of this.#others) if (isShown(write)) this.#drop(write);
    for (let first = this.#replies.peek(); first !== undefined; first = this.#replies.peek()) {
      if (!isShown(first)) break;
      this.#drop(first);
    }
  }

  /** Forgets the writes in `namespace`, or all. */
  clear(namespace: string | undefined): void {
    for (const write of this.#writes.values()) {
      if (namespace === undefined || namespaceOf(write) === namespace) this.#drop(write);
    }
  }

  /** The objects that writes have put in place of stored ones, or beside them. */
  *objects(): Iterable<T> {
    for (const write of this.#writes.values()) if (write.type === 'written') yield write.object;
  }

  /** Whether a write says something about the key. */
  has(key: string): boolean {
    return this.#writes.has(key);
  }

  #put(write: Write<T>): void {
    const known = this.#writes.get(write.key);
    if (known !== undefined) this.#drop(known);
    this.#writes.set(write.key, write);
    if (write.type === 'written' && hasOrder(versionOf(write))) this.#replies.push(write);
    else this.#others.add(write);
  }

  #drop(write: Write<T>): void {
    this.#writes.delete(write.key);
    if (write.type === 'written') this.#replies.remove(write);
    this.#others.delete(write);
  }
}

function hasOrder(version: string): boolean {
  return compareResourceVersions(version, version) !== undefined;
}

function versionOf<T extends KubernetesObject>({ object }: Written<T>): string {
  return object.metadata.resourceVersion;
}

function namespaceOf<T extends KubernetesObject>(write: Write<T>): string | undefined {
  return write.type === 'written' ? metadataOf(write.object).namespace : write.namespace;
}

/**
 * After a delete has succeeded the object is gone, or has a deletion timestamp; anything else is old
 * news, and so is whatever had the name before it.
 */
function isHidden(
  stored: KubernetesObject | undefined,
  { uid, version }: { readonly uid: string; readonly version: string },
): boolean {
  if (stored === undefined) return false;
  const { metadata } = stored;
  if (metadata.uid === uid) return metadata.deletionTimestamp === undefined;
  return isOlder(metadata.resourceVersion, version);
}

interface WrittenMeta {
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

function metadataOf(object: KubernetesObject): WrittenMeta {
  return object.metadata;
}
