import { describe, expect, it } from 'vitest';
import { nowMs, policy } from './fixtures.ts';
import { isWorthWriting, nextStatus } from './status.ts';

const outcome = { failed: 2, passed: 5, errors: [] };

describe('nextStatus', () => {
  it('reports the numbers, the generation and the time', () => {
    expect(nextStatus(policy(), outcome, nowMs)).toMatchObject({
      observedGeneration: 3,
      statistics: { pods: { failed: 2, passed: 5 } },
      lastChecked: '2026-01-01T01:00:00Z',
      conditions: [
        { type: 'Ready', status: 'True', reason: 'CheckSucceeded' },
        {
          type: 'Compliant',
          status: 'False',
          reason: 'PodsFailing',
          message: '2 of 7 pods fail their health check',
        },
      ],
    });
  });

  it.each([
    [{ failed: 0, passed: 5, errors: [] }, 'AllPodsPass'],
    [{ failed: 0, passed: 0, errors: [] }, 'NoPods'],
  ])('is compliant with %o', (compliant, reason) => {
    expect(nextStatus(policy(), compliant, nowMs).conditions?.[1]).toMatchObject({
      status: 'True',
      reason,
    });
  });

  it('is not ready when something failed, and still reports the numbers', () => {
    const status = nextStatus(
      policy(),
      { ...outcome, errors: [new Error('pods "a" is forbidden')] },
      nowMs,
    );
    expect(status.statistics?.pods).toEqual({ failed: 2, passed: 5 });
    expect(status.conditions?.[0]).toMatchObject({
      status: 'False',
      reason: 'CheckFailed',
      message: 'pods "a" is forbidden',
    });
  });

  it('moves the transition time only with the status of the condition', () => {
    const before = { ...policy(), status: nextStatus(policy(), outcome, nowMs) };
    const later = nextStatus(before, { failed: 1, passed: 6, errors: [] }, nowMs + 60_000);
    expect(later.conditions?.[1]).toMatchObject({
      message: '1 of 7 pods fail their health check',
      lastTransitionTime: '2026-01-01T01:00:00Z',
    });
  });
});

describe('isWorthWriting', () => {
  const before = { ...policy(), status: nextStatus(policy(), outcome, nowMs) };

  it('does not write the time of the check alone, until the interval is over', () => {
    const soon = nowMs + 29_000;
    expect(isWorthWriting(before, nextStatus(before, outcome, soon), soon)).toBe(false);
    const due = nowMs + 30_000;
    expect(isWorthWriting(before, nextStatus(before, outcome, due), due)).toBe(true);
  });

  it('writes every other change at once', () => {
    const changed = nextStatus(before, { failed: 1, passed: 6, errors: [] }, nowMs);
    expect(isWorthWriting(before, changed, nowMs)).toBe(true);
    expect(isWorthWriting(policy(), before.status, nowMs)).toBe(true);
  });
});
