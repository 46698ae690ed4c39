/** How the kinds differ in what a write may do, as in the strategies of pkg/registry. */
export interface WriteRules {
  readonly allowsUnconditionalUpdate: boolean;
  readonly allowsCreateOnUpdate: boolean;
  /** What moves the generation on: parts of the object, `annotations` and `labels` too. */
  readonly generation: readonly string[] | undefined;
  /** A write to the status takes over nothing of metadata. */
  readonly statusKeepsMetadata: boolean;
  /** The status may be set on creation. */
  readonly keepsStatusOnCreate: boolean;
}

const conditional = new Set([
  'MutatingAdmissionPolicy.admissionregistration.k8s.io',
  'MutatingAdmissionPolicyBinding.admissionregistration.k8s.io',
  'MutatingWebhookConfiguration.admissionregistration.k8s.io',
  'ValidatingAdmissionPolicy.admissionregistration.k8s.io',
  'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io',
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
  'APIService.apiregistration.k8s.io',
  'ClusterTrustBundle.certificates.k8s.io',
  'PodCertificateRequest.certificates.k8s.io',
  'Lease.coordination.k8s.io',
  'LeaseCandidate.coordination.k8s.io',
  'RuntimeClass.node.k8s.io',
  'PodDisruptionBudget.policy',
  'ResourcePoolStatusRequest.resource.k8s.io',
  'PodGroup.scheduling.k8s.io',
  'CompositePodGroup.scheduling.k8s.io',
  'Workload.scheduling.k8s.io',
  'CSIDriver.storage.k8s.io',
  'CSINode.storage.k8s.io',
  'CSIStorageCapacity.storage.k8s.io',
  'VolumeAttachment.storage.k8s.io',
  'StorageVersionMigration.storagemigration.k8s.io',
]);

const creating = new Set([
  'Endpoints',
  'Event',
  'Event.events.k8s.io',
  'LimitRange',
  'Service',
  'Lease.coordination.k8s.io',
  'LeaseCandidate.coordination.k8s.io',
  'RuntimeClass.node.k8s.io',
  'Role.rbac.authorization.k8s.io',
  'RoleBinding.rbac.authorization.k8s.io',
  'ClusterRole.rbac.authorization.k8s.io',
  'ClusterRoleBinding.rbac.authorization.k8s.io',
]);

const spec = ['spec'];
const generations: ReadonlyMap<string, readonly string[]> = new Map([
  ['MutatingAdmissionPolicy.admissionregistration.k8s.io', spec],
  ['MutatingAdmissionPolicyBinding.admissionregistration.k8s.io', spec],
  ['MutatingWebhookConfiguration.admissionregistration.k8s.io', ['webhooks']],
  ['ValidatingAdmissionPolicy.admissionregistration.k8s.io', spec],
  ['ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io', spec],
  ['ValidatingWebhookConfiguration.admissionregistration.k8s.io', ['webhooks']],
  ['DaemonSet.apps', spec],
  ['Deployment.apps', ['spec', 'annotations']],
  ['ReplicaSet.apps', spec],
  ['StatefulSet.apps', spec],
  ['HorizontalPodAutoscaler.autoscaling', spec],
  ['CronJob.batch', spec],
  ['Job.batch', spec],
  ['Pod', spec],
  ['PodTemplate', ['template']],
  ['ReplicationController', spec],
  ['EndpointSlice.discovery.k8s.io', ['addressType', 'endpoints', 'ports', 'labels']],
  ['FlowSchema.flowcontrol.apiserver.k8s.io', spec],
  ['PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io', spec],
  ['Ingress.networking.k8s.io', spec],
  ['IngressClass.networking.k8s.io', spec],
  ['NetworkPolicy.networking.k8s.io', spec],
  ['PodDisruptionBudget.policy', spec],
  ['DeviceClass.resource.k8s.io', spec],
  ['DeviceTaintRule.resource.k8s.io', spec],
  ['ResourceSlice.resource.k8s.io', spec],
  ['PriorityClass.scheduling.k8s.io', []],
]);

const keepingMetadata = new Set([
  'FlowSchema.flowcontrol.apiserver.k8s.io',
  'PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io',
  'ValidatingAdmissionPolicy.admissionregistration.k8s.io',
  'PodCertificateRequest.certificates.k8s.io',
  'ServiceCIDR.networking.k8s.io',
  'DeviceTaintRule.resource.k8s.io',
  'ResourceClaim.resource.k8s.io',
  'ResourcePoolStatusRequest.resource.k8s.io',
  'PodGroup.scheduling.k8s.io',
  'CompositePodGroup.scheduling.k8s.io',
  'VolumeAttachment.storage.k8s.io',
  'StorageVersionMigration.storagemigration.k8s.io',
]);

/** The rules of a kind: `Deployment.apps`, or `Pod` in the core group. */
export function writeRulesOf(kind: string): WriteRules {
  return {
    allowsUnconditionalUpdate: !conditional.has(kind),
    allowsCreateOnUpdate: creating.has(kind),
    generation: generations.get(kind),
    statusKeepsMetadata: keepingMetadata.has(kind),
    keepsStatusOnCreate: kind === 'Node',
  };
}
