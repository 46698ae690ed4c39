import type { KubernetesList, KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from './deep-readonly.ts';
import type { KeyLike } from './object-key.ts';
import type { DynamicType, ResourceRef, UnstructuredObject } from './resource-ref.ts';

/** Options of one read. */
export interface GetOptions {
  /** Cancels the call. */
  readonly signal?: AbortSignal | undefined;
  /** @default the server decides (most recent); ignored by cached reads */
  readonly resourceVersion?: string | undefined;
}

/** Options of a list. */
export interface ListOptions {
  /** Only this namespace. @default all namespaces */
  readonly namespace?: string | undefined;
  /** `a=b,c in (d,e),!f`; `formatSelector` prints a LabelSelector so. @default everything */
  readonly labelSelector?: string | undefined;
  /** `metadata.name=x`. Cached reads support only fields that are indexed. @default everything */
  readonly fieldSelector?: string | undefined;
  /** At most this many items; the rest is reached with `continue`. @default no limit */
  readonly limit?: number | undefined;
  /** Token of the page before. Live reads only. */
  readonly continue?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan' | undefined;
  /** Told how many bytes came from the API server; never by cached reads. @default nobody is told */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Reads objects, from the cache or from the API server: the caller need not know which. */
export interface Reader {
  /** The object, or `undefined` when there is none (a 404 of the object itself). */
  get<T extends KubernetesObject>(
    type: ResourceRef<T>,
    key: KeyLike,
    options?: GetOptions,
  ): Promise<DeepReadonly<T> | undefined>;
  get(
    type: DynamicType,
    key: KeyLike,
    options?: GetOptions,
  ): Promise<DeepReadonly<UnstructuredObject> | undefined>;
  /** The objects that match, and the list's own metadata. */
  list<T extends KubernetesObject>(
    type: ResourceRef<T>,
    options?: ListOptions,
  ): Promise<KubernetesList<DeepReadonly<T>>>;
  list(
    type: DynamicType,
    options?: ListOptions,
  ): Promise<KubernetesList<DeepReadonly<UnstructuredObject>>>;
}
