import type { InformerStatus } from '../cache/cache-metrics.ts';
import type { ControllerOptions } from '../decorators/controller.ts';
import { resourceTypeOf } from '../scheme/resource-type-of.ts';

/** A kind that is watched. */
export interface WatchedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** A live watch shows a bookmark about every minute; this much silence is no pause any more. */
const silenceLimitMs = 225_000;

/** Each kind that the controllers watch, once. */
export function watchedKindsOf(declarations: Iterable<ControllerOptions>): WatchedKind[] {
  const kinds = new Map<string, WatchedKind>();
  for (const { for: reconciled, owns = [], watches = [] } of declarations) {
    const others = [...owns, ...watches].map((other) => ('type' in other ? other.type : other));
    for (const ref of [reconciled, ...others]) {
      const { apiVersion, kind } = resourceTypeOf(ref);
      kinds.set(`${apiVersion}/${kind}`, { apiVersion, kind });
    }
  }
  return [...kinds.values()];
}

/** Whether an informer hears from the API server; true also before it has heard anything. */
export function isWatchAlive({ lastByteAgeMs }: InformerStatus): boolean {
  return lastByteAgeMs === undefined || lastByteAgeMs < silenceLimitMs;
}
