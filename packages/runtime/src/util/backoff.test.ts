import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

describe('backoffMs', () => {
  it('doubles up to the maximum', () => {
    const options = { initialMs: 5, maximumMs: 1_000 };
    const delays = [0, 1, 2, 7, 8, 9].map((attempt) => backoffMs(options, attempt));
    expect(delays).toEqual([5, 10, 20, 640, 1_000, 1_000]);
  });

  it('takes another factor, and one of 1', () => {
    expect(backoffMs({ initialMs: 10, maximumMs: 1e6, factor: 5 }, 3)).toBe(1_250);
    expect(backoffMs({ initialMs: 10, maximumMs: 1e6, factor: 1 }, 1e9)).toBe(10);
  });

  it('adds jitter on top, of the maximum too', () => {
    const options = { initialMs: 800, maximumMs: 30_000, jitter: 1 };
    expect(backoffMs(options, 0, () => 0)).toBe(800);
    expect(backoffMs(options, 0, () => 0.5)).toBe(1_200);
    expect(backoffMs(options, 99, () => 0.5)).toBe(45_000);
  });

  it('never shrinks, never passes the bound and is always a number', () => {
    const options = fc.record({
      initialMs: fc.nat(10_000),
      maximumMs: fc.nat(1e9),
      factor: fc.double({ min: 1, max: 10, noNaN: true }),
      jitter: fc.double({ min: 0, max: 2, noNaN: true }),
    });
    const attempts = fc.oneof(fc.nat(100), fc.nat(2 ** 31 - 1));
    fc.assert(
      fc.property(
        options,
        attempts,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (given, attempt, random) => {
          const now = backoffMs(given, attempt, () => random);
          const next = backoffMs(given, attempt + 1, () => random);
          expect(next).toBeGreaterThanOrEqual(now);
          expect(next).toBeLessThanOrEqual(given.maximumMs * (1 + given.jitter));
        },
      ),
    );
  });
});
