import type { KubernetesObject } from '@keelson/kubernetes';
import { formatKey } from '../api/object-key.ts';
import { hasReached, isOlder } from './resource-version.ts';

/** A write whose effect the watch has not shown yet. */
type Write<T> =
  | { readonly type: 'written'; readonly object: T }
  /** The object with this uid is gone, unless the watch shows that it is being finalized. */
  | {
      readonly type: 'deleted';
      readonly namespace: string;
      readonly uid: string;
      /** The deleted state: before the store has seen it, its absence says nothing. */
      readonly version: string;
    };

/**
 * Our own writes on top of a store, until the watch has caught up with them: a reader sees at once
 * what it wrote. Never blocks and never asks the server. Empty most of the time.
 */
export class WriteOverlay<T extends KubernetesObject> {
  readonly #writes = new Map<string, Write<T>>();

  get isEmpty(): boolean {
    return this.#writes.size === 0;
  }

  /** Remembers the server's reply to a write, unless a newer one is known. `seen`: version of the store. */
  written(object: T, seen: string): void {
    const key = formatKey(object.metadata);
    const { resourceVersion } = object.metadata;
    if (hasReached(seen, resourceVersion)) return;
    const known = this.#writes.get(key);
    if (
      known?.type === 'written' &&
      hasReached(known.object.metadata.resourceVersion, resourceVersion)
    ) {
      return;
    }
    this.#writes.set(key, { type: 'written', object });
  }

  /** Remembers that `object` was deleted. */
  deleted(object: T): void {
    const { namespace = '', uid, resourceVersion: version } = metadataOf(object);
    this.#writes.set(formatKey(object.metadata), { type: 'deleted', namespace, uid, version });
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
    for (const [key, write] of this.#writes) {
      if (namespace !== undefined && namespaceOf(write) !== namespace) continue;
      const isShown =
        write.type === 'written'
          ? hasReached(seen, write.object.metadata.resourceVersion)
          : hasReached(seen, write.version) && !isHidden(find(key), write);
      if (isShown) this.#writes.delete(key);
    }
  }

  /** Forgets the writes in `namespace`, or all. */
  clear(namespace: string | undefined): void {
    for (const [key, write] of this.#writes) {
      if (namespace === undefined || namespaceOf(write) === namespace) this.#writes.delete(key);
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
