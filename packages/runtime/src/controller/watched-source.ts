import type { KubernetesObject } from '@keelson/kubernetes';
import type { Predicate } from '../api/object-event.ts';
import type { ResourceRef } from '../api/resource-ref.ts';
import type { Cache } from '../cache/cache.ts';
import type { OwnWrites } from '../cache/own-writes.ts';
import { resourceTypeOf } from '../scheme/resource-type-of.ts';
import type { RequestsOf } from './event-handler.ts';
import { informerSource, type Source } from './source.ts';

/** The part of a cache that sources need. */
export type SourceCache = Pick<Cache, 'declare' | 'informer'>;

/** What a {@link watchedSource} is made of. */
export interface WatchedKind {
  readonly cache: SourceCache;
  readonly type: ResourceRef;
  readonly requestsOf: RequestsOf;
  /** @default every event */
  readonly when?: Predicate | undefined;
  /** Collects changes for so long. @default 0 */
  readonly delayMs?: number | undefined;
  /** Those whose echoes are left out. @default none */
  readonly ownWrites?: OwnWrites | undefined;
}

/** The source over the cache's informer of a kind, which is declared to the cache. */
export function watchedSource(watched: WatchedKind): Source {
  const { cache, type, requestsOf, when, delayMs, ownWrites } = watched;
  cache.declare(type);
  return informerSource<KubernetesObject>({
    name: resourceTypeOf(type).kind,
    informer: () => cache.informer(type),
    when,
    requestsOf,
    delayMs,
    echoes: ownWrites?.filter(type),
  });
}
