import type { Scope } from '@keelson/kubernetes';
import type { InformerStatus } from '../cache/cache-metrics.ts';
import type { ControllerOptions } from '../decorators/controller.ts';
import { resourceTypeOf } from '../scheme/resource-type-of.ts';

/** A kind that is watched. */
export interface WatchedKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly scope: Scope;
}

/** A live watch shows a bookmark about every minute; this much silence is no pause any more. */
const silenceLimitMs = 225_000;

/** Each kind that the controllers watch, once. */
export function watchedKindsOf(declarations: Iterable<ControllerOptions>): WatchedKind[] {
  const kinds = new Map<string, WatchedKind>();
  for (const { for: reconciled, owns = [], watches = [] } of declarations) {
    const others = [...owns, ...watches].map((other) => ('type' in other ? other.type : other));
    for (const ref of [reconciled, ...others]) {
      const { apiVersion, kind, scope } = resourceTypeOf(ref);
      kinds.set(`${apiVersion}/${kind}`, { apiVersion, kind, scope });
    }
  }
  return [...kinds.values()];
}

/** Whether an informer hears from the API server; true also before it has heard anything. */
export function isWatchAlive({ lastByteAgeMs }: InformerStatus): boolean {
  return lastByteAgeMs === undefined || lastByteAgeMs < silenceLimitMs;
}

/** One line for each watch, as operator-sdk printed them: kind, namespace, seconds between resyncs. */
export function watchLines(
  kinds: Iterable<WatchedKind>,
  cache: { readonly namespaces: readonly string[] | 'all'; readonly resyncPeriodMs: number },
): string[] {
  const resyncSeconds = cache.resyncPeriodMs / 1_000;
  return [...kinds].flatMap(({ apiVersion, kind, scope }) => {
    const everywhere = cache.namespaces === 'all' || scope === 'Cluster';
    const namespaces = everywhere ? ['all'] : cache.namespaces;
    return Array.from(
      namespaces,
      (namespace) => `Watching ${apiVersion}, ${kind}, ${namespace}, ${resyncSeconds}`,
    );
  });
}
