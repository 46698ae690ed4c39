import type { Deployment } from '@keelson/kubernetes/apps/v1';
import type { ContainerStatus, Pod } from '@keelson/kubernetes/core/v1';
import type { Event } from '@keelson/kubernetes/events/v1';
import type { DeepReadonly } from '@keelson/runtime';

/** What the cluster knows of a deployment that does not come up. */
export interface Evidence {
  /** @default it does not exist */
  readonly deployment: DeepReadonly<Deployment> | undefined;
  /** Its pods. */
  readonly pods: readonly DeepReadonly<Pod>[];
  /** Events about these pods. */
  readonly events: readonly DeepReadonly<Event>[];
}

/** The reasons that somebody has given, the nearest to the cause first; each once. */
export function whyUnavailable({ deployment, pods, events }: Evidence): string[] {
  if (deployment === undefined) return ['it does not exist'];
  const conditions = deployment.status?.conditions ?? [];
  // Pods that are refused, by Pod Security admission or a quota, never come to be.
  const refused = conditions.filter(
    ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
  );
  const ofPods = pods.flatMap((pod) => reasonsOfPod(pod).map((reason) => `pod ${reason}`));
  const warnings = events
    .filter(({ type }) => type === 'Warning')
    .toSorted(latestFirst)
    .slice(0, 1);
  const found = [
    ...refused.map(({ message }) => message ?? 'its pods are refused'),
    ...ofPods,
    ...warnings.map(({ reason, note }) => `${reason ?? 'Warning'}: ${note ?? ''}`),
  ];
  if (found.length > 0) return [...new Set(found)];
  const bad = conditions.find(({ status }) => status !== 'True');
  return [bad?.message ?? 'nobody has said why'];
}

function reasonsOfPod({ metadata, status }: DeepReadonly<Pod>): string[] {
  const containers = [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
  ];
  const waiting = containers.flatMap(reasonOfContainer);
  const unscheduled = (status?.conditions ?? []).filter(
    ({ type, status: is }) => type === 'PodScheduled' && is === 'False',
  );
  return [...unscheduled.map(({ reason, message }) => `${reason}: ${message}`), ...waiting].map(
    (reason) => `${metadata.name}: ${reason}`,
  );
}

function reasonOfContainer({
  name,
  ready,
  state,
  lastState,
}: DeepReadonly<ContainerStatus>): string[] {
  const ended = lastState?.terminated ?? state?.terminated;
  const exit = ended === undefined ? '' : `, after it ended with exit code ${ended.exitCode}`;
  if (state?.waiting?.reason !== undefined) {
    const { reason, message } = state.waiting;
    return [`${name} waits: ${reason}${exit}${message === undefined ? '' : `: ${message}`}`];
  }
  if (state?.running !== undefined && !ready) return [`${name} runs and is not ready${exit}`];
  return state?.terminated === undefined
    ? []
    : [`${name} ended with exit code ${state.terminated.exitCode}`];
}

function latestFirst(a: DeepReadonly<Event>, b: DeepReadonly<Event>): number {
  const timeOf = (event: DeepReadonly<Event>): string =>
    event.series?.lastObservedTime ?? event.eventTime ?? event.deprecatedLastTimestamp ?? '';
  return timeOf(b).localeCompare(timeOf(a));
}
