import type { KubernetesObject } from '@keelson/kubernetes';
import { Index, type IndexFunction } from './indexer.ts';

/** What became of one object. A recreation under the same name is a deletion and a creation. */
export type StoreChange<T extends KubernetesObject> =
  | { readonly type: 'created'; readonly object: T }
  | { readonly type: 'updated'; readonly object: T; readonly old: T }
  | { readonly type: 'deleted'; readonly object: T; readonly isFinalStateUnknown: boolean };

/**
 * The objects of one informer: one writer, many readers. Every call is synchronous, so each sees
 * one state in which objects and indexes agree. Objects are kept as they came; readers freeze them.
 */
export class Store<T extends KubernetesObject> {
  /** Namespace (`''` for cluster-scoped kinds) to name to object; no namespace is empty. */
  readonly #namespaces = new Map<string, Map<string, T>>();
  readonly #indexes = new Map<string, Index<T>>();
  readonly #onIndexError: (error: unknown) => void;
  #size = 0;

  constructor(onIndexError: (error: unknown) => void) {
    this.#onIndexError = onIndexError;
  }

  get size(): number {
    return this.#size;
  }

  get(namespace: string | undefined, name: string): T | undefined {
    return this.#namespaces.get(namespace ?? '')?.get(name);
  }

  /** The objects of a namespace, or of all. */
  objects(namespace?: string): T[] {
    if (namespace !== undefined) return Array.from(this.#namespaces.get(namespace)?.values() ?? []);
    const all: T[] = [];
    for (const objects of this.#namespaces.values()) {
      for (const object of objects.values()) all.push(object);
    }
    return all;
  }

  /** Adds an index over what there is and what comes. An index of the same name stays as it is. */
  addIndex(name: string, valuesOf: IndexFunction<T>): void {
    if (this.#indexes.has(name)) return;
    const index = new Index(valuesOf, this.#onIndexError);
    for (const object of this.objects()) index.add(object);
    this.#indexes.set(name, index);
  }

  index(name: string): Index<T> | undefined {
    return this.#indexes.get(name);
  }

  /** Stores the object as it is now. No change when it is the very state that is stored. */
  apply(object: T): StoreChange<T>[] {
    const { namespace, name, uid, resourceVersion } = object.metadata as KeyedMeta;
    const old = this.get(namespace, name);
    if (old === undefined) {
      this.#put(object);
      return [{ type: 'created', object }];
    }
    if (old.metadata.uid === uid) {
      if (old.metadata.resourceVersion === resourceVersion) return [];
      this.#put(object);
      return [{ type: 'updated', object, old }];
    }
    this.#put(object);
    return [
      { type: 'deleted', object: old, isFinalStateUnknown: true },
      { type: 'created', object },
    ];
  }

  /** Takes the object out; `final` is its last state. */
  remove(final: T): StoreChange<T>[] {
    const { namespace, name, uid } = final.metadata as KeyedMeta;
    const old = this.get(namespace, name);
    if (old === undefined) return [];
    this.#drop(old);
    return old.metadata.uid === uid
      ? [{ type: 'deleted', object: final, isFinalStateUnknown: false }]
      : [{ type: 'deleted', object: old, isFinalStateUnknown: true }];
  }

  /**
   * Makes these the objects of `namespace`, or of all, in one step. Changes: deletions first, then
   * creations and updates in the order of the list.
   */
  replace(objects: readonly T[], namespace?: string): StoreChange<T>[] {
    const gone = new Set(this.objects(namespace));
    const deletions: StoreChange<T>[] = [];
    const others: StoreChange<T>[] = [];
    for (const object of objects) {
      const { namespace: ns, name } = object.metadata as KeyedMeta;
      const old = this.get(ns, name);
      if (old !== undefined) gone.delete(old);
      for (const change of this.apply(object)) {
        if (change.type === 'deleted') deletions.push(change);
        else others.push(change);
      }
    }
    for (const old of gone) {
      this.#drop(old);
      deletions.push({ type: 'deleted', object: old, isFinalStateUnknown: true });
    }
    return deletions.concat(others);
  }

  #put(object: T): void {
    const { namespace = '', name } = object.metadata as KeyedMeta;
    let objects = this.#namespaces.get(namespace);
    if (objects === undefined) {
      objects = new Map();
      this.#namespaces.set(namespace, objects);
    }
    const old = objects.get(name);
    if (old === undefined) this.#size += 1;
    objects.set(name, object);
    for (const index of this.#indexes.values()) {
      if (old !== undefined) index.remove(old);
      index.add(object);
    }
  }

  #drop(object: T): void {
    const { namespace = '', name } = object.metadata as KeyedMeta;
    const objects = this.#namespaces.get(namespace);
    objects?.delete(name);
    if (objects?.size === 0) this.#namespaces.delete(namespace);
    this.#size -= 1;
    for (const index of this.#indexes.values()) index.remove(object);
  }
}

interface KeyedMeta {
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}
