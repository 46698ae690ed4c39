import type { JsonObject } from '@keelson/schema';
import { cronJobRules, jobRules } from './batch-rules.ts';
import {
  claimRules,
  configMapRules,
  namespaceRules,
  nodeRules,
  secretRules,
  volumeRules,
} from './core-rules.ts';
import { coreEventRules, modernEventRules } from './event-rules.ts';
import { numberOf, objectOf, textOf } from './json-access.ts';
import type { KindRules } from './kind-rules.ts';
import { endpointSliceRules, ingressRules, networkPolicyRules } from './network-rules.ts';
import { podRules } from './pod-rules.ts';
import {
  autoscalerRules,
  disruptionBudgetRules,
  leaseRules,
  priorityClassRules,
  storageClassRules,
} from './policy-rules.ts';
import { createServiceRules } from './service-rules.ts';
import {
  daemonSetRules,
  deploymentRules,
  replicaSetRules,
  statefulSetRules,
} from './workload-rules.ts';

const none: KindRules = {};

const rules: ReadonlyMap<string, KindRules> = new Map<string, KindRules>([
  ['ConfigMap', configMapRules],
  ['Endpoints', { warningsOf: () => [endpointsWarning] }],
  ['Event', coreEventRules],
  ['Event.events.k8s.io', modernEventRules],
  ['Namespace', namespaceRules],
  ['Node', nodeRules],
  ['PersistentVolume', volumeRules],
  ['PersistentVolumeClaim', claimRules],
  ['Pod', podRules],
  ['ReplicationController', { fieldLabels: { 'status.replicas': replicas } }],
  ['Secret', secretRules],
  ['DaemonSet.apps', daemonSetRules],
  ['Deployment.apps', deploymentRules],
  ['ReplicaSet.apps', replicaSetRules],
  ['StatefulSet.apps', statefulSetRules],
  ['HorizontalPodAutoscaler.autoscaling', autoscalerRules],
  ['CronJob.batch', cronJobRules],
  ['Job.batch', jobRules],
  ['CertificateSigningRequest.certificates.k8s.io', signerRules()],
  ['ClusterTrustBundle.certificates.k8s.io', signerRules()],
  ['Lease.coordination.k8s.io', leaseRules],
  ['EndpointSlice.discovery.k8s.io', endpointSliceRules],
  ['Ingress.networking.k8s.io', ingressRules],
  ['NetworkPolicy.networking.k8s.io', networkPolicyRules],
  ['PodDisruptionBudget.policy', disruptionBudgetRules],
  ['PriorityClass.scheduling.k8s.io', priorityClassRules],
  ['StorageClass.storage.k8s.io', storageClassRules],
]);

const endpointsWarning =
  'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';

/** The rules of a kind: `Deployment.apps`, or `Pod` in the core group. Service's hand out addresses. */
export function kindRulesOf(kind: string): KindRules {
  return kind === 'Service' ? createServiceRules() : (rules.get(kind) ?? none);
}

function replicas(object: JsonObject): string {
  return String(numberOf(objectOf(object, 'status'), 'replicas'));
}

function signerRules(): KindRules {
  return {
    fieldLabels: { 'spec.signerName': (one) => textOf(objectOf(one, 'spec'), 'signerName') },
  };
}
