import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHistory, checkShutDown, histories } from './queue-model.test.support.ts';

describe('RateLimitedQueue against its model', () => {
  it('P1 to P8, P10 to P12 hold in a million random operations', { timeout: 60_000 }, () => {
    let operations = 0;
    const property = fc.property(histories, (history) => {
      operations += history.length;
      checkHistory(history);
    });
    // The report of a failure gives the seed and the shortest history that fails.
    const details = fc.check(property, { numRuns: 5_500 });
    expect(fc.defaultReportMessage(details)).toBeUndefined();
    expect(operations).toBeGreaterThan(1_000_000);
  });

  it('P9 holds after every history: the shutdown lets all go, and drains', async () => {
    const property = fc.asyncProperty(histories, checkShutDown);
    const details = await fc.check(property, { numRuns: 1_000 });
    expect(fc.defaultReportMessage(details)).toBeUndefined();
  });
});
