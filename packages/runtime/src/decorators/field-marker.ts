import type { DeepReadonly } from '../api/deep-readonly.ts';

declare const accepts: unique symbol;

/** A class whose field `K` may hold `V`, or be absent, or null. */
type Holding<K extends PropertyKey, V> = { readonly [P in K]?: V | null | undefined };

/**
 * A decorator for fields whose type is `V` or narrower: on any other field it does not compile.
 * It does nothing when the program runs; the generator reads it from the source.
 */
export interface FieldMarker<V> {
  <K extends PropertyKey>(target: Holding<K, V>, field: K): void;
  /** Never set: carries `V` for inference. */
  readonly [accepts]?: (value: V) => void;
}

/** A decorator for fields that can hold a `V`: on any other field it does not compile. */
export type ValueMarker<V> = <T, K extends keyof T>(
  target: T,
  field: [V] extends [DeepReadonly<T[K]>] ? K : never,
) => void;

/** A decorator for a class, meaning its schema wherever it is used. Does nothing at run time. */
export type ClassMarker<Instance = unknown> = (target: abstract new () => Instance) => void;

/** A {@link FieldMarker} that may stand on a class as well. */
export interface SchemaMarker<V> extends FieldMarker<V> {
  (target: abstract new () => object): void;
}

/** The one function behind all markers. */
export const marker = (): void => {};
