import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { deepFreeze } from '../api/deep-freeze.ts';

/** The values under which an object is found in an index; none leaves it out. Must be pure. */
export type IndexFunction<T extends KubernetesObject = KubernetesObject> = (
  object: DeepReadonly<T>,
) => Iterable<string>;

/** One index over the objects of a store: value to objects. Written by the store only. */
export class Index<T extends KubernetesObject> {
  readonly #valuesOf: IndexFunction<T>;
  readonly #byValue = new Map<string, Set<T>>();
  /** What each object was filed under: the function is asked once per object. */
  readonly #filed = new Map<T, readonly string[]>();

  readonly #onError: (error: unknown) => void;

  constructor(valuesOf: IndexFunction<T>, onError: (error: unknown) => void) {
    this.#valuesOf = valuesOf;
    this.#onError = onError;
  }

  add(object: T): void {
    const values = this.valuesOf(object);
    this.#filed.set(object, values);
    for (const value of values) {
      const objects = this.#byValue.get(value);
      if (objects === undefined) this.#byValue.set(value, new Set([object]));
      else objects.add(object);
    }
  }

  remove(object: T): void {
    for (const value of this.#filed.get(object) ?? []) {
      const objects = this.#byValue.get(value);
      objects?.delete(object);
      if (objects?.size === 0) this.#byValue.delete(value);
    }
    this.#filed.delete(object);
  }

  /** The objects filed under a value. */
  find(value: string): Iterable<T> {
    return this.#byValue.get(value) ?? [];
  }

  /** The values of any object, in the store or not; none when the function throws. */
  valuesOf(object: T): readonly string[] {
    try {
      return Array.from(new Set(this.#valuesOf(deepFreeze(object))));
    } catch (error) {
      this.#onError(error);
      return [];
    }
  }
}
