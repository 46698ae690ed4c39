import type { Container, Pod } from '@keelson/kubernetes/core/v1';
import { type DeepReadonly, matchesSelector, type ObjectKey } from '@keelson/runtime';
import type { HealthCheckPolicySpec } from '../api/v1beta1/health-check-policy.ts';

/** Pods with this annotation set to "true" are left alone. */
export const ignoreAnnotation = 'policy.k8s-go.openshift.org/ignore';
const mirrorAnnotation = 'kubernetes.io/config.mirror';

type Spec = DeepReadonly<HealthCheckPolicySpec>;
type ReadPod = DeepReadonly<Pod>;

/** What a check found out about one pod. */
export interface Verdict {
  readonly pod: ReadPod;
  /** Which containers lack probes: `container app: liveness, readiness`. */
  readonly missing?: string | undefined;
  readonly failing?: FailingPod | undefined;
  /** The pod is unready but still within its grace period, for this long. */
  readonly graceLeftMs?: number | undefined;
}

interface FailingPod {
  /** Without any duration, so that it stays the same from check to check. */
  readonly text: string;
  /** How long the pod has not been ready. */
  readonly unreadySeconds?: number | undefined;
}

/** Whether the policy counts the pod at all. */
export function isAudited(pod: ReadPod, spec: Spec, operatorPod?: ObjectKey): boolean {
  const { annotations, deletionTimestamp, labels, name, namespace } = pod.metadata;
  if (deletionTimestamp !== undefined || pod.status.phase === 'Succeeded') return false;
  if (annotations?.[ignoreAnnotation] === 'true' || annotations?.[mirrorAnnotation] !== undefined) {
    return false;
  }
  if (operatorPod?.name === name && operatorPod.namespace === namespace) return false;
  return spec.selector === undefined || matchesSelector(spec.selector, labels);
}

/** Judges one audited pod at the wall-clock time `nowMs`. */
export function auditPod(pod: ReadPod, spec: Spec, nowMs: number): Verdict {
  const missing = spec.checks.includes('Missing') ? missingProbes(pod, spec) : undefined;
  if (!spec.checks.includes('Failing')) return { pod, missing };
  const { failing, graceLeftMs } = failure(pod, spec.gracePeriodSeconds * 1000, nowMs);
  return { pod, missing, failing, graceLeftMs };
}

export function isViolating(verdict: Verdict): boolean {
  return verdict.missing !== undefined || verdict.failing !== undefined;
}

/** The reason as it is written into annotations: it changes only when the verdict does. */
export function reasonText(verdict: Verdict): string {
  return [
    ...(verdict.failing ? [`Failing: ${verdict.failing.text}`] : []),
    ...(verdict.missing === undefined ? [] : [`Missing: ${verdict.missing}`]),
  ].join('; ');
}

/** The reason as it is told in events, with how long the pod has been unready. */
export function eventNote(verdict: Verdict): string {
  const seconds = verdict.failing?.unreadySeconds;
  if (seconds === undefined) return reasonText(verdict);
  return reasonText(verdict).replace('not Ready', `not Ready for ${seconds}s`);
}

function missingProbes(pod: ReadPod, spec: Spec): string | undefined {
  const sidecars = (pod.spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always');
  const lacking = [...pod.spec.containers, ...sidecars].flatMap((container) => {
    const probes = spec.probes.filter((probe) => !declares(container, probe));
    return probes.length === 0 ? [] : [`container ${container.name}: ${probes.join(', ')}`];
  });
  return lacking.length === 0 ? undefined : lacking.join('; ');
}

function declares(container: DeepReadonly<Container>, probe: Spec['probes'][number]): boolean {
  switch (probe) {
    case 'liveness':
      return container.livenessProbe !== undefined;
    case 'readiness':
      return container.readinessProbe !== undefined;
    case 'startup':
      return container.startupProbe !== undefined;
  }
}

function failure(
  pod: ReadPod,
  graceMs: number,
  nowMs: number,
): Pick<Verdict, 'failing' | 'graceLeftMs'> {
  const { phase, reason, conditions } = pod.status;
  if (phase === 'Failed') {
    return { failing: { text: `phase Failed${reason === undefined ? '' : ` (${reason})`}` } };
  }
  const ready = conditions?.find((condition) => condition.type === 'Ready');
  if (phase !== 'Running' || ready?.status !== 'False') return {};
  const since = Date.parse(ready.lastTransitionTime ?? pod.metadata.creationTimestamp);
  const unreadyMs = nowMs - since;
  if (unreadyMs < graceMs) return { graceLeftMs: graceMs - unreadyMs };
  return {
    failing: {
      text: `not Ready${ready.reason === undefined ? '' : ` (${ready.reason})`}`,
      unreadySeconds: Math.floor(unreadyMs / 1000),
    },
  };
}
