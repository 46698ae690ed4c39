import { describe, expect, it } from 'vitest';
import type { Informer } from '../cache/informer.ts';
import type { HealthCheck } from '../health/health-checks.ts';
import {
  cachesFilled,
  certificateInPlace,
  eventLoopTurns,
  leaderKnown,
  watchesAlive,
} from './readiness.ts';

const outcome = (check: HealthCheck) => {
  try {
    void check(new AbortController().signal);
    return 'ok';
  } catch (error) {
    return (error as Error).message;
  }
};

/** Informers as far as checks ask. */
const cacheOf = (...informers: { kind: string; status: Partial<Informer['status']> }[]) => ({
  isStarted: true,
  informers: informers.map(({ kind, status }) => ({
    type: { kind },
    status,
    synced: status.synced ?? true,
  })) as unknown as Informer[],
});

describe('cachesFilled()', () => {
  it('names what is missing and why', () => {
    expect(outcome(cachesFilled(cacheOf({ kind: 'Pod', status: {} })))).toBe('ok');
    expect(outcome(cachesFilled({ isStarted: false, informers: [] }))).toContain('not started');
    const denial = 'not allowed to list secrets in all namespaces';
    const cache = cacheOf(
      { kind: 'Pod', status: { synced: false } },
      { kind: 'Secret', status: { synced: false, denial } },
    );
    expect(outcome(cachesFilled(cache))).toBe(`Pod: not listed yet; Secret: ${denial}`);
  });
});

describe('watchesAlive()', () => {
  it('minds silence and missing rights', () => {
    const denial = 'not allowed to watch secrets in all namespaces';
    const fresh = { kind: 'Pod', status: { lastByteAgeMs: 60_000 } };
    expect(outcome(watchesAlive(cacheOf(fresh)))).toBe('ok');
    const cache = cacheOf(
      fresh,
      { kind: 'Node', status: { lastByteAgeMs: 300_400 } },
      { kind: 'Secret', status: { denial } },
    );
    expect(outcome(watchesAlive(cache))).toBe(`Node: no news for 300 s; Secret: ${denial}`);
  });
});

describe('leaderKnown()', () => {
  it('passes once somebody is known to lead', () => {
    expect(outcome(leaderKnown({ isLeaderKnown: true }))).toBe('ok');
    expect(outcome(leaderKnown({ isLeaderKnown: false }))).toBe('it is not known yet who leads');
  });
});

describe('eventLoopTurns()', () => {
  it('minds what the event loop stood still for of late', () => {
    const outcomeAfter = (lagMs: number) =>
      outcome(eventLoopTurns({ longestMs: (window) => (window >= 10_000 ? lagMs : 0) }, 5_000));
    expect(outcomeAfter(5_000)).toBe('ok');
    expect(outcomeAfter(6_200)).toBe('the event loop stood still for 6.2 s');
  });
});

describe('certificateInPlace()', () => {
  it('wants one that is valid now', () => {
    const clock = { wallTime: () => Date.UTC(2026, 0, 1) };
    const at = (certificateExpiresAt: number | undefined) =>
      outcome(certificateInPlace({ certificateExpiresAt }, clock));
    expect(at(undefined)).toBe('there is no certificate yet');
    expect(at(Date.UTC(2025, 0, 1))).toBe('the certificate expired at 2025-01-01T00:00:00.000Z');
    expect(at(Date.UTC(2026, 6, 1))).toBe('ok');
  });
});
