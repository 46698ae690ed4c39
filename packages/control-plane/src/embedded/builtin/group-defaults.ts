import { cloneJson, type JsonObject } from '@keelson/schema';
import type { TypeDefaults } from './apply-defaults.ts';
import { setNumber, setText } from './core-defaults.ts';
import {
  ensureObject,
  listOf,
  objectOf,
  optionalObject,
  setDefault,
  textOf,
} from './json-access.ts';

const rbacGroup = 'rbac.authorization.k8s.io';

/** Defaults of the groups (pkg/apis/<group>/<version>/defaults.go). */
export const groupDefaults: TypeDefaults = new Map<string, (object: JsonObject) => void>([
  ['apps/v1#Deployment', setDeploymentDefaults],
  ['apps/v1#DaemonSet', setDaemonSetDefaults],
  ['apps/v1#StatefulSet', setStatefulSetDefaults],
  ['apps/v1#ReplicaSet', (set) => setDefault(ensureObject(set, 'spec'), 'replicas', 1)],
  ['batch/v1#Job', setJobDefaults],
  ['batch/v1#CronJob', setCronJobDefaults],
  ['batch/v1#PodFailurePolicyOnPodConditionsPattern', (one) => setText(one, 'status', 'True')],
  ['authentication/v1#TokenRequestSpec', (spec) => setDefault(spec, 'expirationSeconds', 3600)],
  ['networking/v1#NetworkPolicyPort', (port) => setDefault(port, 'protocol', 'TCP')],
  ['networking/v1#NetworkPolicy', setNetworkPolicyDefaults],
  ['networking/v1#IngressClass', setIngressClassDefaults],
  ['rbac/v1#ClusterRoleBinding', setBindingDefaults],
  ['rbac/v1#RoleBinding', setBindingDefaults],
  ['rbac/v1#Subject', setSubjectDefaults],
  ['storage/v1#StorageClass', setStorageClassDefaults],
  ['storage/v1#CSIDriver', setDriverDefaults],
  [
    'scheduling/v1#PriorityClass',
    (one) => setDefault(one, 'preemptionPolicy', 'PreemptLowerPriority'),
  ],
  ['autoscaling/v1#HorizontalPodAutoscaler', setOldAutoscalerDefaults],
  ['autoscaling/v2#HorizontalPodAutoscaler', setAutoscalerDefaults],
  ['discovery/v1#EndpointPort', setSlicePortDefaults],
  ['admissionregistration/v1#ValidatingWebhook', setWebhookDefaults],
  ['admissionregistration/v1#MutatingWebhook', setMutatingWebhookDefaults],
  ['admissionregistration/v1#RuleWithOperations', (rule) => setDefault(rule, 'scope', '*')],
  ['admissionregistration/v1#NamedRuleWithOperations', (rule) => setDefault(rule, 'scope', '*')],
  ['admissionregistration/v1#ServiceReference', (service) => setDefault(service, 'port', 443)],
  [
    'admissionregistration/v1#ValidatingAdmissionPolicySpec',
    (spec) => setDefault(spec, 'failurePolicy', 'Fail'),
  ],
  [
    'admissionregistration/v1#MutatingAdmissionPolicySpec',
    (spec) => setDefault(spec, 'failurePolicy', 'Fail'),
  ],
  ['admissionregistration/v1#MatchResources', setMatchDefaults],
  ['apiregistration/v1#ServiceReference', (service) => setDefault(service, 'port', 443)],
  ['flowcontrol/v1#FlowSchemaSpec', (spec) => setNumber(spec, 'matchingPrecedence', 1000)],
  ['flowcontrol/v1#ExemptPriorityLevelConfiguration', (level) => setShares(level, 0)],
  ['flowcontrol/v1#LimitedPriorityLevelConfiguration', (level) => setShares(level, 30)],
  ['flowcontrol/v1#QueuingConfiguration', setQueueDefaults],
]);

function setDeploymentDefaults(deployment: JsonObject): void {
  const spec = ensureObject(deployment, 'spec');
  setDefault(spec, 'replicas', 1);
  const strategy = ensureObject(spec, 'strategy');
  setText(strategy, 'type', 'RollingUpdate');
  if (strategy['type'] === 'RollingUpdate') {
    const rolling = ensureObject(strategy, 'rollingUpdate');
    setDefault(rolling, 'maxUnavailable', '25%');
    setDefault(rolling, 'maxSurge', '25%');
  }
  setDefault(spec, 'revisionHistoryLimit', 10);
  setDefault(spec, 'progressDeadlineSeconds', 600);
}

function setDaemonSetDefaults(set: JsonObject): void {
  const spec = ensureObject(set, 'spec');
  const strategy = ensureObject(spec, 'updateStrategy');
  setText(strategy, 'type', 'RollingUpdate');
  if (strategy['type'] === 'RollingUpdate') {
    const rolling = ensureObject(strategy, 'rollingUpdate');
    setDefault(rolling, 'maxUnavailable', 1);
    setDefault(rolling, 'maxSurge', 0);
  }
  setDefault(spec, 'revisionHistoryLimit', 10);
}

function setStatefulSetDefaults(set: JsonObject): void {
  const spec = ensureObject(set, 'spec');
  setText(spec, 'podManagementPolicy', 'OrderedReady');
  const strategy = ensureObject(spec, 'updateStrategy');
  if (textOf(strategy, 'type') === '') {
    strategy['type'] = 'RollingUpdate';
    setDefault(strategy, 'rollingUpdate', {});
  }
  const rolling = optionalObject(strategy, 'rollingUpdate');
  if (strategy['type'] === 'RollingUpdate' && rolling !== undefined) {
    setDefault(rolling, 'partition', 0);
    setDefault(rolling, 'maxUnavailable', 1);
  }
  const retention = ensureObject(spec, 'persistentVolumeClaimRetentionPolicy');
  setText(retention, 'whenDeleted', 'Retain');
  setText(retention, 'whenScaled', 'Retain');
  setDefault(spec, 'replicas', 1);
  setDefault(spec, 'revisionHistoryLimit', 10);
  // Go's conversion names the kind of each claim.
  for (const claim of listOf(spec, 'volumeClaimTemplates') as JsonObject[]) {
    claim['apiVersion'] = 'v1';
    claim['kind'] = 'PersistentVolumeClaim';
  }
}

function setJobDefaults(job: JsonObject): void {
  const spec = ensureObject(job, 'spec');
  if (spec['completions'] === undefined && spec['parallelism'] === undefined) {
    spec['completions'] = 1;
  }
  setDefault(spec, 'parallelism', 1);
  setDefault(spec, 'backoffLimit', spec['backoffLimitPerIndex'] === undefined ? 6 : 2_147_483_647);
  const labels = optionalObject(objectOf(objectOf(spec, 'template'), 'metadata'), 'labels');
  // As in Go, both are one map: the labels that a job is given later are the job's own as well.
  if (labels !== undefined) setDefault(ensureObject(job, 'metadata'), 'labels', labels);
  setDefault(spec, 'completionMode', 'NonIndexed');
  setDefault(spec, 'suspend', false);
  setDefault(
    spec,
    'podReplacementPolicy',
    spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
  );
  setDefault(spec, 'manualSelector', false);
}

function setCronJobDefaults(job: JsonObject): void {
  const spec = ensureObject(job, 'spec');
  setText(spec, 'concurrencyPolicy', 'Allow');
  setDefault(spec, 'suspend', false);
  setDefault(spec, 'successfulJobsHistoryLimit', 3);
  setDefault(spec, 'failedJobsHistoryLimit', 1);
}

function setNetworkPolicyDefaults(policy: JsonObject): void {
  const spec = ensureObject(policy, 'spec');
  if (listOf(spec, 'policyTypes').length > 0) return;
  spec['policyTypes'] = listOf(spec, 'egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function setIngressClassDefaults(ingressClass: JsonObject): void {
  const parameters = optionalObject(objectOf(ingressClass, 'spec'), 'parameters');
  if (parameters !== undefined) setDefault(parameters, 'scope', 'Cluster');
}

function setBindingDefaults(binding: JsonObject): void {
  setText(ensureObject(binding, 'roleRef'), 'apiGroup', rbacGroup);
}

function setSubjectDefaults(subject: JsonObject): void {
  const { kind } = subject;
  if (kind === 'User' || kind === 'Group') setText(subject, 'apiGroup', rbacGroup);
}

function setStorageClassDefaults(storageClass: JsonObject): void {
  setDefault(storageClass, 'reclaimPolicy', 'Delete');
  setDefault(storageClass, 'volumeBindingMode', 'Immediate');
}

function setDriverDefaults(driver: JsonObject): void {
  const spec = ensureObject(driver, 'spec');
  setDefault(spec, 'attachRequired', true);
  setDefault(spec, 'podInfoOnMount', false);
  setDefault(spec, 'storageCapacity', false);
  setDefault(spec, 'fsGroupPolicy', 'ReadWriteOnceWithFSType');
  setDefault(spec, 'volumeLifecycleModes', ['Persistent']);
  setDefault(spec, 'requiresRepublish', false);
  setDefault(spec, 'seLinuxMount', false);
  setDefault(spec, 'preventPodSchedulingIfMissing', false);
}

function setOldAutoscalerDefaults(autoscaler: JsonObject): void {
  const spec = ensureObject(autoscaler, 'spec');
  setDefault(spec, 'minReplicas', 1);
  setDefault(spec, 'targetCPUUtilizationPercentage', 80);
}

function setAutoscalerDefaults(autoscaler: JsonObject): void {
  const spec = ensureObject(autoscaler, 'spec');
  setDefault(spec, 'minReplicas', 1);
  if (listOf(spec, 'metrics').length === 0) {
    const target = { type: 'Utilization', averageUtilization: 80 };
    spec['metrics'] = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  }
  const behavior = optionalObject(spec, 'behavior');
  if (behavior === undefined) return;
  behavior['scaleUp'] = { ...cloneJson(scaleUpRules), ...objectOf(behavior, 'scaleUp') };
  behavior['scaleDown'] = { ...cloneJson(scaleDownRules), ...objectOf(behavior, 'scaleDown') };
}

const scaleUpRules: JsonObject = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};

const scaleDownRules: JsonObject = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

function setSlicePortDefaults(port: JsonObject): void {
  setDefault(port, 'name', '');
  setDefault(port, 'protocol', 'TCP');
}

function setWebhookDefaults(webhook: JsonObject): void {
  setDefault(webhook, 'failurePolicy', 'Fail');
  setMatchDefaults(webhook);
  setDefault(webhook, 'timeoutSeconds', 10);
}

function setMutatingWebhookDefaults(webhook: JsonObject): void {
  setWebhookDefaults(webhook);
  setDefault(webhook, 'reinvocationPolicy', 'Never');
}

function setMatchDefaults(resources: JsonObject): void {
  setDefault(resources, 'matchPolicy', 'Equivalent');
  setDefault(resources, 'namespaceSelector', {});
  setDefault(resources, 'objectSelector', {});
}

function setShares(level: JsonObject, shares: number): void {
  setDefault(level, 'nominalConcurrencyShares', shares);
  setDefault(level, 'lendablePercent', 0);
}

function setQueueDefaults(queuing: JsonObject): void {
  setNumber(queuing, 'handSize', 8);
  setNumber(queuing, 'queues', 64);
  setNumber(queuing, 'queueLengthLimit', 50);
}
