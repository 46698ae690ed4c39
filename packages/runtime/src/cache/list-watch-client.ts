import type { KubernetesList, KubernetesObject, ResourceType } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { ListOptions } from '../api/reader.ts';
import type { DynamicType } from '../api/resource-ref.ts';
import type { WatchEvent, WatchOptions } from '../client/client.ts';

/** A kind that can be listed and watched. */
export type WatchableType = ResourceType | DynamicType;

/** All that the cache needs of a client; every `Client` fits. */
export interface ListWatchClient {
  list(
    type: WatchableType,
    options?: ListOptions,
  ): Promise<KubernetesList<DeepReadonly<KubernetesObject>>>;
  /** Must end or throw soon after `options.signal` is aborted. */
  watch(type: WatchableType, options?: WatchOptions): AsyncIterable<WatchEvent<KubernetesObject>>;
}
