import type { KubernetesObject } from '@keelson/kubernetes';
import type { DynamicType, ResourceRef } from '../api/resource-ref.ts';
import type { Clock } from '../util/clock.ts';
import type { Logger } from '../util/logger.ts';
import type { CacheMetrics } from './cache-metrics.ts';
import type { ListWatchClient } from './list-watch-client.ts';
import type { Transform } from './prepare-object.ts';

/** Which objects of a kind an informer keeps. */
export interface InformerScope {
  /** One watch for each; `'all'` is one watch for all. @default the kind's in `byObject`, else `defaultNamespaces` */
  readonly namespaces?: readonly string[] | 'all' | undefined;
  /** @default the kind's in `byObject`, else everything */
  readonly labelSelector?: string | undefined;
  /** Evaluated by the API server. @default the kind's in `byObject`, else everything */
  readonly fieldSelector?: string | undefined;
}

/** How one kind is cached. */
export interface CacheKindOptions<
  T extends KubernetesObject = KubernetesObject,
> extends InformerScope {
  readonly type: ResourceRef<T> | DynamicType;
  /** @default false: managed fields take much memory and few operators read them */
  readonly keepManagedFields?: boolean | undefined;
  /** Changes each object before it is stored. @default none */
  readonly transform?: ((object: T) => T) | undefined;
  /** @default the cache's `resyncPeriodMs` */
  readonly resyncPeriodMs?: number | undefined;
}

/** Declares how a kind is cached, for `byObject`. */
export function cacheKind<T extends KubernetesObject>(
  options: CacheKindOptions<T>,
): CacheKindOptions {
  // Erased on purpose: options of different kinds stand in one list.
  return options as unknown as CacheKindOptions;
}

/** Options of `Cache`. */
export interface CacheOptions {
  readonly client: ListWatchClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** @default records nothing */
  readonly metrics?: CacheMetrics | undefined;
  /** Uniform in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Namespaces of kinds that live in one. @default 'all' */
  readonly defaultNamespaces?: readonly string[] | 'all' | undefined;
  /** Kinds that are cached in a way of their own; made by {@link cacheKind}. @default none */
  readonly byObject?: readonly CacheKindOptions[] | undefined;
  /** How often handlers are shown each object again; 0 is never. @default 36000000 (10 hours), give or take a tenth */
  readonly resyncPeriodMs?: number | undefined;
  /** A stream that has shown a bookmark (the server sends one a minute) and then nothing for so long is opened anew. @default 75000 */
  readonly idleTimeoutMs?: number | undefined;
}

/** How an informer is to be made: every default resolved. */
export interface InformerPlan {
  readonly namespaces: readonly string[] | undefined;
  readonly labelSelector: string | undefined;
  readonly fieldSelector: string | undefined;
  readonly keepManagedFields: boolean;
  readonly transform: Transform | undefined;
  readonly resyncPeriodMs: number;
}
