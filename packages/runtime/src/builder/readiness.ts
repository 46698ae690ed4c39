import type { Cache } from '../cache/cache.ts';
import { type HealthCheck, UnhealthyError } from '../health/health-checks.ts';
import { isWatchAlive } from './watched-kinds.ts';

type Informers = Pick<Cache, 'informers' | 'isStarted'>;

/** Fails until every informer has been filled, naming those that have not, and what they may not do. */
export function cachesFilled(cache: Informers): HealthCheck {
  return () => {
    if (!cache.isStarted) throw new UnhealthyError('the caches are not started');
    const empty = Array.from(cache.informers).filter(({ synced }) => !synced);
    if (empty.length === 0) return;
    const kinds = empty.map(
      ({ type, status }) => `${type.kind}: ${status.denial ?? 'not listed yet'}`,
    );
    throw new UnhealthyError(kinds.join('; '));
  };
}

/** Fails when an informer is filled but hears nothing any more, or lacks a right. */
export function watchesAlive(cache: Informers): HealthCheck {
  return () => {
    const troubles = Array.from(cache.informers).flatMap(({ type, status }) => {
      if (status.denial !== undefined) return [`${type.kind}: ${status.denial}`];
      if (isWatchAlive(status)) return [];
      const seconds = Math.round((status.lastByteAgeMs ?? 0) / 1_000);
      return [`${type.kind}: no news for ${seconds} s`];
    });
    if (troubles.length > 0) throw new UnhealthyError(troubles.join('; '));
  };
}

/** Fails until it is known who leads: this process, or another. */
export function leaderKnown(election: { readonly isLeaderKnown: boolean }): HealthCheck {
  return () => {
    if (!election.isLeaderKnown) throw new UnhealthyError('it is not known yet who leads');
  };
}

/** For so long a lag of the event loop is told after it is over: a kubelet asks every few seconds. */
const lagWindowMs = 10_000;

/**
 * For liveness: fails while the event loop stands still for longer than `limitMs` at a time. When it
 * does not turn at all there is no answer, which is a failure to the kubelet too.
 */
export function eventLoopTurns(
  monitor: { longestMs(windowMs: number): number },
  limitMs: number,
): HealthCheck {
  return () => {
    const lagMs = monitor.longestMs(lagWindowMs);
    if (lagMs <= limitMs) return;
    throw new UnhealthyError(`the event loop stood still for ${(lagMs / 1_000).toFixed(1)} s`);
  };
}

/** Fails while a server has no certificate that is valid now. */
export function certificateInPlace(
  server: { readonly certificateExpiresAt: number | undefined },
  clock: { wallTime(): number },
): HealthCheck {
  return () => {
    const expiresAt = server.certificateExpiresAt;
    if (expiresAt === undefined) throw new UnhealthyError('there is no certificate yet');
    if (expiresAt <= clock.wallTime()) {
      throw new UnhealthyError(`the certificate expired at ${new Date(expiresAt).toISOString()}`);
    }
  };
}

/** Fails until a server listens. */
export function serverListens(server: { readonly isListening: boolean }): HealthCheck {
  return () => {
    if (!server.isListening) throw new UnhealthyError('the server does not listen yet');
  };
}
