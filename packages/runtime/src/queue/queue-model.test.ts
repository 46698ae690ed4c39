import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHistory, histories } from './queue-model.test.support.ts';

describe('RateLimitedQueue against its model', () => {
  it('P1 to P8, P10 to P12 hold in every history', () => {
    const details = fc.check(fc.property(histories, checkHistory), { numRuns: 3000 });
    expect(fc.defaultReportMessage(details)).toBeUndefined();
  });
});
