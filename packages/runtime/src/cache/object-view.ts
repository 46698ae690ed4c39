import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { formatKey, type ObjectKey } from '../api/object-key.ts';
import { deepFreeze } from '../api/deep-freeze.ts';
import type { Store } from './store.ts';
import type { WriteOverlay } from './write-overlay.ts';

/** A value that objects are filed under in a named index. */
interface IndexedValue {
  readonly index: string;
  readonly value: string;
}

/** Which objects of a view. */
export interface ViewQuery<T extends KubernetesObject> {
  /** @default all namespaces */
  readonly namespace?: string | undefined;
  /** Only objects filed under these values of named indexes. @default all */
  readonly indexed?: readonly IndexedValue[] | undefined;
  /** @default all */
  readonly matches?: ((object: DeepReadonly<T>) => boolean) | undefined;
  /** @default all */
  readonly limit?: number | undefined;
}

/** What readers see: the store with our own latest writes on top, deep-frozen on first sight. */
export class ObjectView<T extends KubernetesObject> {
  readonly #store: Store<T>;
  readonly #overlay: WriteOverlay<T>;

  constructor(store: Store<T>, overlay: WriteOverlay<T>) {
    this.#store = store;
    this.#overlay = overlay;
  }

  get(key: ObjectKey): DeepReadonly<T> | undefined {
    const object = this.#peek(key);
    return object === undefined ? undefined : deepFreeze(object);
  }

  /** @throws {TypeError} when there is no index of the name. */
  list(query: ViewQuery<T>): DeepReadonly<T>[] {
    const { matches, limit = Infinity } = query;
    const found: DeepReadonly<T>[] = [];
    for (const object of this.#candidates(query)) {
      if (found.length >= limit) break;
      // Asked before it is frozen: what does not match is not read.
      if (matches !== undefined && !matches(object as DeepReadonly<T>)) continue;
      found.push(deepFreeze(object));
    }
    return found;
  }

  #peek(key: ObjectKey): T | undefined {
    const stored = this.#store.get(key.namespace, key.name);
    return this.#overlay.isEmpty ? stored : this.#overlay.resolve(stored, formatKey(key));
  }

  #candidates(query: ViewQuery<T>): Iterable<T> {
    const stored = this.#stored(query);
    if (this.#overlay.isEmpty) return stored;
    const objects: T[] = [];
    for (const object of stored) {
      const key = formatKey(object.metadata);
      const seen = this.#overlay.resolve(object, key);
      if (seen === object) objects.push(object);
    }
    for (const object of this.#overlay.objects()) {
      if (this.#isAskedFor(object, query)) objects.push(object);
    }
    return objects;
  }

  /** Looks up the first indexed value and filters by the others. */
  #stored({ namespace, indexed = [] }: ViewQuery<T>): Iterable<T> {
    const [first, ...rest] = indexed;
    if (first === undefined) return this.#store.objects(namespace);
    const filed = Array.from(this.#index(first.index).find(first.value));
    if (namespace === undefined && rest.length === 0) return filed;
    return filed.filter((object) => this.#isAskedFor(object, { namespace, indexed: rest }));
  }

  #isAskedFor(object: T, { namespace, indexed = [] }: ViewQuery<T>): boolean {
    if (namespace !== undefined && namespaceOf(object) !== namespace) return false;
    return indexed.every(({ index, value }) => this.#index(index).valuesOf(object).includes(value));
  }

  #index(name: string) {
    const index = this.#store.index(name);
    if (index === undefined) {
      throw new TypeError(
        `there is no index "${name}": add it with cache.addIndex(type, '${name}', (object) => [...]) before it is used`,
      );
    }
    return index;
  }
}

function namespaceOf(object: KubernetesObject): string | undefined {
  return (object.metadata as { readonly namespace?: string }).namespace;
}
