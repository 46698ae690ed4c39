import { describe, expect, it } from 'vitest';
import { resolveLeaderElectionOptions } from './leader-election-options.ts';

const base = { name: 'demo', namespace: 'default' };

describe('resolveLeaderElectionOptions()', () => {
  it("has controller-runtime's defaults and a unique identity", () => {
    const first = resolveLeaderElectionOptions(base);
    expect(first).toMatchObject({
      leaseDurationMs: 15_000,
      renewDeadlineMs: 10_000,
      retryPeriodMs: 2_000,
    });
    expect(first.identity).toMatch(/^.+_[0-9a-f-]{36}$/);
    expect(first.identity).not.toBe(resolveLeaderElectionOptions(base).identity);
  });

  it.each([
    [{ leaseDurationMs: 10_000 }, 'leaseDurationMs (10000) must be greater than renewDeadlineMs'],
    [{ retryPeriodMs: 9_000 }, 'renewDeadlineMs (10000) must be greater than 1.2 x retryPeriodMs'],
    [{ retryPeriodMs: 0 }, 'retryPeriodMs (0) must be greater than 0'],
    [{ leaseDurationMs: Number.NaN }, 'leaseDurationMs (NaN)'],
    [{ name: '' }, 'needs a name'],
    [{ namespace: '' }, 'needs a namespace'],
  ])('refuses %j', (options, message) => {
    expect(() => resolveLeaderElectionOptions({ ...base, ...options })).toThrow(message);
  });
});
