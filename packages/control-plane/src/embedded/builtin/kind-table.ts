import { autoscalerRules } from './autoscaler-rules.ts';
import { cronJobRules, jobRules } from './batch-rules.ts';
import { namespaceRules, nodeRules } from './cluster-rules.ts';
import { claimRules, configMapRules, secretRules, volumeRules } from './core-rules.ts';
import { coreEventRules, modernEventRules } from './event-rules.ts';
import { objectOf, textOf } from './json-access.ts';
import type { KindRules } from './kind-rules.ts';
import { endpointSliceRules, ingressRules, networkPolicyRules } from './network-rules.ts';
import { podRules } from './pod-rules.ts';
import {
  disruptionBudgetRules,
  leaseRules,
  priorityClassRules,
  storageClassRules,
} from './policy-rules.ts';
import { endpointsRules, limitRangeRules, resourceQuotaRules } from './quota-rules.ts';
import { createServiceRules } from './service-rules.ts';
import {
  controllerRevisionRules,
  csiNodeRules,
  flowSchemaRules,
  ingressClassRules,
  podTemplateRules,
  replicationControllerRules,
  runtimeClassRules,
  volumeAttachmentRules,
} from './small-rules.ts';
import { webhookRules } from './webhook-rules.ts';
import {
  daemonSetRules,
  deploymentRules,
  replicaSetRules,
  statefulSetRules,
} from './workload-rules.ts';

const none: KindRules = {};

const rules: ReadonlyMap<string, KindRules> = new Map<string, KindRules>([
  ['ConfigMap', configMapRules],
  ['Endpoints', endpointsRules],
  ['LimitRange', limitRangeRules],
  ['ResourceQuota', resourceQuotaRules],
  ['PodTemplate', podTemplateRules],
  ['MutatingWebhookConfiguration.admissionregistration.k8s.io', webhookRules],
  ['ValidatingWebhookConfiguration.admissionregistration.k8s.io', webhookRules],
  ['ControllerRevision.apps', controllerRevisionRules],
  ['FlowSchema.flowcontrol.apiserver.k8s.io', flowSchemaRules],
  ['IngressClass.networking.k8s.io', ingressClassRules],
  ['RuntimeClass.node.k8s.io', runtimeClassRules],
  ['CSINode.storage.k8s.io', csiNodeRules],
  ['VolumeAttachment.storage.k8s.io', volumeAttachmentRules],
  ['Event', coreEventRules],
  ['Event.events.k8s.io', modernEventRules],
  ['Namespace', namespaceRules],
  ['Node', nodeRules],
  ['PersistentVolume', volumeRules],
  ['PersistentVolumeClaim', claimRules],
  ['Pod', podRules],
  ['ReplicationController', replicationControllerRules],
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

/** The rules of a kind: `Deployment.apps`, or `Pod` in the core group. Service's hand out addresses. */
export function kindRulesOf(kind: string): KindRules {
  return kind === 'Service' ? createServiceRules() : (rules.get(kind) ?? none);
}

function signerRules(): KindRules {
  return {
    fieldLabels: { 'spec.signerName': (one) => textOf(objectOf(one, 'spec'), 'signerName') },
  };
}
