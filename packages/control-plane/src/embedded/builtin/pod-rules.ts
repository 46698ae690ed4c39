import { cloneJson, equalJson, type JsonObject, type JsonValue } from '@keelson/schema';
import {
  ensureObject,
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  setDefault,
  textOf,
} from './json-access.ts';
import { forbidden } from '../status-error.ts';
import type { KindRules } from './kind-rules.ts';
import { podWarnings } from './pod-warnings.ts';
import { qualityOf } from './pod-quality.ts';
import { validatePod } from './validate-pod.ts';
import { validatePodSubresource, validatePodUpdate } from './validate-pod-update.ts';

/** Pod (pkg/registry/core/pod), with what the server's default admission adds. */
export const podRules: KindRules = {
  prepareForCreate: (pod) => {
    const spec = ensureObject(pod, 'spec');
    addTolerations(spec);
    setPriority(pod, spec);
    setPodRequests(spec);
    const status: JsonObject = { phase: 'Pending', qosClass: qualityOf(spec) };
    if (listOf(spec, 'schedulingGates').length > 0) {
      const { creationTimestamp = null } = objectOf(pod, 'metadata');
      status['conditions'] = [gatedCondition(creationTimestamp)];
    }
    pod['status'] = status;
  },
  prepareForUpdate: (pod) => addTolerations(ensureObject(pod, 'spec')),
  prepareSubresource: prepareSubresource,
  validate: validatePod,
  validateUpdate: validatePodUpdate,
  validateSubresource: validatePodSubresource,
  warningsOf: (pod) => podWarnings(objectOf(pod, 'spec'), 'spec'),
  fieldLabels: {
    'spec.nodeName': (pod) => textOf(objectOf(pod, 'spec'), 'nodeName'),
    'spec.restartPolicy': (pod) => textOf(objectOf(pod, 'spec'), 'restartPolicy'),
    'spec.schedulerName': (pod) => textOf(objectOf(pod, 'spec'), 'schedulerName'),
    'spec.serviceAccountName': (pod) => textOf(objectOf(pod, 'spec'), 'serviceAccountName'),
    'spec.hostNetwork': (pod) => String(objectOf(pod, 'spec')['hostNetwork'] === true),
    'status.phase': (pod) => textOf(objectOf(pod, 'status'), 'phase'),
    'status.podIP': (pod) => firstIP(pod),
    'status.podIPs': (pod) => firstIP(pod),
    'status.nominatedNodeName': (pod) => textOf(objectOf(pod, 'status'), 'nominatedNodeName'),
  },
};

function firstIP(pod: JsonObject): string {
  const [first = {}] = objectsOf(objectOf(pod, 'status'), 'podIPs');
  return textOf(first, 'ip');
}

function gatedCondition(since: JsonValue): JsonObject {
  return {
    lastProbeTime: null,
    lastTransitionTime: since,
    message: 'Scheduling is blocked due to non-empty scheduling gates',
    reason: 'SchedulingGated',
    status: 'False',
    type: 'PodScheduled',
  };
}

const nodeTaints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** Five minutes on a node that fails, unless the pod says otherwise (plugin DefaultTolerationSeconds). */
function addTolerations(spec: JsonObject): void {
  const tolerations = objectsOf(spec, 'tolerations');
  const missing = nodeTaints.filter((key) => !tolerations.some((one) => tolerates(one, key)));
  if (missing.length === 0) return;
  spec['tolerations'] = [
    ...tolerations,
    ...missing.map((key) => ({
      key,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    })),
  ];
}

function tolerates(toleration: JsonObject, key: string): boolean {
  const { key: own = '', effect = '' } = toleration;
  return (own === key || own === '') && (effect === 'NoExecute' || effect === '');
}

/**
 * The priority of a pod without a class (plugin Priority); admission sees to classes before.
 * @throws {StatusError} 403 when the pod says something else itself
 */
function setPriority(pod: JsonObject, spec: JsonObject): void {
  const { priority = 0, preemptionPolicy = 'PreemptLowerPriority' } = spec;
  if (textOf(spec, 'priorityClassName') === '') {
    const name = textOf(objectOf(pod, 'metadata'), 'name');
    const refuse = (what: string, computed: string) =>
      forbidden(
        { group: '', resource: 'pods' },
        name,
        `${what} must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`,
      );
    if (priority !== 0) throw refuse(`the integer value of priority (${Number(priority)})`, '0');
    if (preemptionPolicy !== 'PreemptLowerPriority') {
      const given = textOf(spec, 'preemptionPolicy');
      throw refuse(`the string value of PreemptionPolicy (${given})`, 'PreemptLowerPriority');
    }
  }
  spec['priority'] = priority;
  spec['preemptionPolicy'] = preemptionPolicy;
}

/** A pod asks for what it is limited to, where no container asks for anything. */
function setPodRequests(spec: JsonObject): void {
  const resources = objectOf(spec, 'resources');
  const limits = objectOf(resources, 'limits');
  const asked = new Set(
    objectsOf(spec, 'containers').flatMap((container) =>
      Object.keys(objectOf(objectOf(container, 'resources'), 'requests')),
    ),
  );
  for (const name of Object.keys(limits)) {
    if (asked.has(name)) continue;
    setDefault(ensureObject(resources, 'requests'), name, textOf(limits, name));
  }
}

function prepareSubresource(pod: JsonObject, old: JsonObject, subresource: string): void {
  // What it may change is checked by who writes it.
  if (subresource === 'binding') return;
  const metadata = ensureObject(pod, 'metadata');
  const oldMetadata = objectOf(old, 'metadata');
  if (subresource === 'status') {
    for (const key of ['deletionTimestamp', 'deletionGracePeriodSeconds', 'ownerReferences']) {
      const value = oldMetadata[key];
      if (value === undefined) delete metadata[key];
      else metadata[key] = cloneJson(value);
    }
    const { qosClass } = objectOf(old, 'status');
    if (qosClass !== undefined) setDefault(ensureObject(pod, 'status'), 'qosClass', qosClass);
    return;
  }
  const { managedFields, resourceVersion } = metadata;
  const spec = cloneJson(objectOf(old, 'spec'));
  if (subresource === 'ephemeralcontainers') {
    const containers = listOf(objectOf(pod, 'spec'), 'ephemeralContainers');
    if (containers.length > 0) spec['ephemeralContainers'] = [...containers];
    else delete spec['ephemeralContainers'];
  }
  if (subresource === 'resize') takeResources(spec, objectOf(pod, 'spec'));
  pod['spec'] = spec;
  pod['status'] = cloneJson(objectOf(old, 'status'));
  const next: JsonObject = {
    ...cloneJson(oldMetadata),
    ...(managedFields === undefined ? undefined : { managedFields }),
    ...(resourceVersion === undefined ? undefined : { resourceVersion }),
  };
  if (!equalJson(spec, old['spec'])) {
    next['generation'] = numberOf(oldMetadata, 'generation') + 1;
  }
  pod['metadata'] = next;
}

/** A resize changes the resources of containers, by name, and nothing else. */
function takeResources(spec: JsonObject, wanted: JsonObject): void {
  for (const list of ['containers', 'initContainers']) {
    for (const container of objectsOf(spec, list)) {
      const found = objectsOf(wanted, list).find(({ name }) => name === container['name']);
      if (found === undefined) continue;
      container['resources'] = found['resources'] ?? {};
      if (found['resizePolicy'] !== undefined) container['resizePolicy'] = found['resizePolicy'];
    }
  }
  const { resources } = wanted;
  if (resources !== undefined) spec['resources'] = resources;
}
