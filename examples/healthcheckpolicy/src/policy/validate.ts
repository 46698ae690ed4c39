import { type DeepReadonly, type FieldError, requirementsOf } from '@keelson/runtime';
import type { HealthCheckPolicySpec } from '../api/v1beta1/health-check-policy.ts';

type Spec = DeepReadonly<HealthCheckPolicySpec>;

const longestPrefix = 253;

/** What is wrong with a spec and no schema can say. */
export function problemsIn(spec: Spec): FieldError[] {
  return [...problemsWithKey(spec), ...problemsWithSelector(spec)];
}

/** What is allowed, but may not be meant. */
export function warningsAbout({ action, maxKills, selector }: Spec): string[] {
  if (action !== 'kill') return [];
  if (maxKills === 0)
    return ['spec.maxKills is 0: violating pods are reported, and none is killed'];
  if (selector !== undefined) return [];
  return ['spec.selector is not set: every violating pod of the namespace will be killed'];
}

function problemsWithKey({ podLabel }: Spec): FieldError[] {
  const [prefix = ''] = podLabel.includes('/') ? podLabel.split('/') : [];
  if (prefix.length > longestPrefix) {
    const message = `its prefix must have no more than ${longestPrefix} characters`;
    return [{ field: 'spec.podLabel', value: podLabel, message }];
  }
  if (!/(?:^|\.)(?:kubernetes|k8s)\.io$/.test(prefix)) return [];
  const message = 'the prefixes kubernetes.io and k8s.io belong to Kubernetes';
  return [{ field: 'spec.podLabel', value: podLabel, message }];
}

function problemsWithSelector({ selector = {}, action, podLabel }: Spec): FieldError[] {
  try {
    const keys = requirementsOf(selector).map(({ key }) => key);
    if (action !== 'label' || !keys.includes(podLabel)) return [];
  } catch (error) {
    return [{ field: 'spec.selector', message: (error as Error).message }];
  }
  // Marking a pod would take it out of, or into, the selection: the next check would undo it.
  const message = 'must not look at the label that the policy itself sets, spec.podLabel';
  return [{ field: 'spec.selector', reason: 'FieldValueForbidden', message }];
}
