import * as fc from 'fast-check';
import type {
  HealthCheckPolicySpec,
  HealthCheckPolicyStatus,
} from '../api/v1beta1/health-check-policy.ts';

/** Specs as they are stored: with defaults. */
export const anySpec: fc.Arbitrary<Partial<HealthCheckPolicySpec>> = fc.record(
  {
    action: fc.constantFrom('label', 'annotate', 'kill'),
    checks: fc.subarray<'Missing' | 'Failing'>(['Missing', 'Failing'], { minLength: 1 }),
    probes: fc.subarray<'liveness' | 'readiness' | 'startup'>(
      ['liveness', 'readiness', 'startup'],
      { minLength: 1 },
    ),
    selector: fc.constantFrom({}, { matchLabels: { app: 'web' } }),
    gracePeriodSeconds: fc.nat({ max: 120 }),
    checkIntervalSeconds: fc.integer({ min: 1, max: 120 }),
    maxKills: fc.nat({ max: 4 }),
  },
  { requiredKeys: [] },
);

/** Statuses of v1beta1. */
export const anyStatus: fc.Arbitrary<HealthCheckPolicyStatus> = fc.record(
  {
    observedGeneration: fc.nat(),
    statistics: fc.record(
      { pods: fc.record({ failed: fc.nat(), passed: fc.nat() }) },
      { requiredKeys: [] },
    ),
    lastChecked: fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
  },
  { requiredKeys: [] },
);
