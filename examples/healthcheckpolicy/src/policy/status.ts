import type { Condition } from '@keelson/kubernetes/meta/v1';
import { type DeepReadonly, deepEqual, mutable, setCondition, toTime } from '@keelson/runtime';
import type {
  HealthCheckPolicy,
  HealthCheckPolicyStatus,
} from '../api/v1beta1/health-check-policy.ts';

type Policy = DeepReadonly<HealthCheckPolicy>;

/** What a check came to: the numbers, and what went wrong while acting on them. */
export interface CheckOutcome {
  readonly failed: number;
  readonly passed: number;
  readonly errors: readonly Error[];
}

/** The status that a check leads to. */
export function nextStatus(
  policy: Policy,
  outcome: CheckOutcome,
  nowMs: number,
): HealthCheckPolicyStatus {
  const { failed, passed } = outcome;
  const observedGeneration = policy.metadata.generation ?? 0;
  const conditions: Condition[] = mutable(policy.status?.conditions ?? []);
  for (const condition of [readiness(outcome), compliance(outcome)]) {
    setCondition(conditions, { ...condition, observedGeneration }, nowMs);
  }
  return {
    observedGeneration,
    statistics: { pods: { failed, passed } },
    lastChecked: toTime(nowMs),
    conditions,
  };
}

/**
 * Whether the status is worth a write. The time of the check alone is, once per interval: writing it
 * each time would be a change that leads to the next check.
 */
export function isWorthWriting(
  policy: Policy,
  next: HealthCheckPolicyStatus,
  nowMs: number,
): boolean {
  const { lastChecked, ...before } = policy.status ?? {};
  const { lastChecked: _now, ...after } = next;
  if (!deepEqual(before, after)) return true;
  return (
    lastChecked === undefined ||
    nowMs - Date.parse(lastChecked) >= policy.spec.checkIntervalSeconds * 1000
  );
}

type NewCondition = Pick<Condition, 'type' | 'reason' | 'message'> & {
  readonly status: 'True' | 'False';
};

function readiness({ errors }: CheckOutcome): NewCondition {
  if (errors.length === 0) {
    return {
      type: 'Ready',
      status: 'True',
      reason: 'CheckSucceeded',
      message: 'the last check succeeded',
    };
  }
  const message = errors.map((error) => error.message).join('; ');
  return { type: 'Ready', status: 'False', reason: 'CheckFailed', message };
}

function compliance({ failed, passed }: CheckOutcome): NewCondition {
  const audited = failed + passed;
  if (audited === 0) {
    return { type: 'Compliant', status: 'True', reason: 'NoPods', message: 'no pods to check' };
  }
  if (failed === 0) {
    const message = `${passed} of ${audited} pods pass their health check`;
    return { type: 'Compliant', status: 'True', reason: 'AllPodsPass', message };
  }
  const message = `${failed} of ${audited} pods fail their health check`;
  return { type: 'Compliant', status: 'False', reason: 'PodsFailing', message };
}
