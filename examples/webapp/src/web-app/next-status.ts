import type { Deployment } from '@keelson/kubernetes/apps/v1';
import type { Condition } from '@keelson/kubernetes/meta/v1';
import {
  type DeepReadonly,
  formatSelector,
  mutable,
  type NewCondition,
  setCondition,
} from '@keelson/runtime';
import type { WebApp, WebAppStatus } from '../api/v1/web-app.ts';
import { podLabels } from './desired-objects.ts';

/** What a reconcile came to: the Deployment, or the kind of a stranger's object that has its name. */
export type Outcome =
  | { readonly deployment: DeepReadonly<Deployment> }
  | { readonly takenKind: string };

/** The status that an outcome leads to. */
export function nextStatus(
  webApp: DeepReadonly<WebApp>,
  outcome: Outcome,
  nowMs: number,
): WebAppStatus {
  const { generation: observedGeneration = 0 } = webApp.metadata;
  const conditions: Condition[] = mutable(webApp.status?.conditions ?? []);
  setCondition(conditions, { ...readiness(webApp, outcome), observedGeneration }, nowMs);
  return {
    observedGeneration,
    ...replicasOf(outcome),
    selector: formatSelector({ matchLabels: podLabels(webApp) }),
    conditions,
  };
}

function replicasOf(outcome: Outcome): Required<Pick<WebAppStatus, 'replicas' | 'readyReplicas'>> {
  const { replicas = 0, readyReplicas = 0 } =
    'deployment' in outcome ? (outcome.deployment.status ?? {}) : {};
  return { replicas, readyReplicas };
}

function readiness({ metadata, spec }: DeepReadonly<WebApp>, outcome: Outcome): NewCondition {
  if ('takenKind' in outcome) {
    const message = `there is a ${outcome.takenKind} ${metadata.name} of somebody else: remove it, or give this WebApp another name`;
    return { type: 'Ready', status: 'False', reason: 'NameTaken', message };
  }
  const { readyReplicas } = replicasOf(outcome);
  const message = `${readyReplicas} of ${spec.replicas} replicas are ready`;
  return readyReplicas >= spec.replicas
    ? { type: 'Ready', status: 'True', reason: 'ReplicasReady', message }
    : { type: 'Ready', status: 'False', reason: 'ReplicasNotReady', message };
}
