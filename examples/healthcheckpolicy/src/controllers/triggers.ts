import type { Pod } from '@keelson/kubernetes/core/v1';
import {
  annotationsChanged,
  type DeepReadonly,
  deepEqual,
  generationChanged,
  labelsChanged,
  matchesSelector,
  type ObjectEvent,
  or,
  type Predicate,
  type Reader,
  type Request,
} from '@keelson/runtime';
import { HealthCheckPolicy } from '../api/v1beta1/health-check-policy.ts';
import { markManager, ownsMark } from '../policy/marks.ts';

/** Everything about a policy but its status, which the reconciler itself writes. */
export const policyChanged: Predicate = or(
  generationChanged(),
  labelsChanged(),
  annotationsChanged(),
  finalizersChanged,
);

function finalizersChanged(event: ObjectEvent): boolean {
  return (
    event.type !== 'updated' ||
    !deepEqual(event.old.metadata.finalizers, event.object.metadata.finalizers)
  );
}

/** Lets heartbeats and scheduling pass by: only what a check looks at counts. */
export function podHealthChanged(event: ObjectEvent<Pod>): boolean {
  return event.type !== 'updated' || !deepEqual(health(event.old), health(event.object));
}

/** The policies of the pod's namespace that select it, or that still own a mark on it. */
export async function policiesConcerned(
  pod: DeepReadonly<Pod>,
  reader: Reader,
): Promise<Request[]> {
  const { namespace, labels } = pod.metadata;
  const policies = await reader.list(HealthCheckPolicy, { namespace });
  return policies.items
    .filter(
      ({ metadata, spec }) =>
        spec.selector === undefined ||
        matchesSelector(spec.selector, labels) ||
        ownsMark(pod, markManager(metadata.uid)),
    )
    .map(({ metadata }) => ({ namespace, name: metadata.name }));
}

function health(pod: DeepReadonly<Pod>): object {
  const { labels, annotations, deletionTimestamp } = pod.metadata;
  const { containers, initContainers } = pod.spec;
  const ready = pod.status.conditions?.find((condition) => condition.type === 'Ready');
  return {
    labels,
    annotations,
    deletionTimestamp,
    containers,
    initContainers,
    phase: pod.status.phase,
    ready: ready && [ready.status, ready.lastTransitionTime, ready.reason],
  };
}
