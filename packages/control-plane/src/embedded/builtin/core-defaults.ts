import { type JsonObject, setOwn } from '@keelson/schema';
import type { TypeDefaults } from './apply-defaults.ts';
import { pullPolicyOf } from './image-name.ts';
import {
  ensureObject,
  numberOf,
  objectOf,
  objectsOf,
  optionalObject,
  setDefault,
  textOf,
} from './json-access.ts';

/** Defaults of core/v1 (pkg/apis/core/v1/defaults.go). */
export const coreDefaults: TypeDefaults = new Map<string, (object: JsonObject) => void>([
  ['core/v1#Pod', setPodDefaults],
  ['core/v1#PodSpec', setPodSpecDefaults],
  ['core/v1#PodStatus', syncPodIPs],
  ['core/v1#Volume', setVolumeDefaults],
  ['core/v1#Container', setContainerDefaults],
  ['core/v1#EphemeralContainer', setContainerDefaults],
  ['core/v1#Probe', setProbeDefaults],
  ['core/v1#HTTPGetAction', setHttpDefaults],
  ['core/v1#ObjectFieldSelector', (selector) => setText(selector, 'apiVersion', 'v1')],
  ['core/v1#SecretVolumeSource', setModeDefault],
  ['core/v1#ConfigMapVolumeSource', setModeDefault],
  ['core/v1#DownwardAPIVolumeSource', setModeDefault],
  ['core/v1#ProjectedVolumeSource', setModeDefault],
  [
    'core/v1#ServiceAccountTokenProjection',
    (source) => setDefault(source, 'expirationSeconds', 3600),
  ],
  ['core/v1#HostPathVolumeSource', (source) => setDefault(source, 'type', '')],
  ['core/v1#Service', setServiceDefaults],
  ['core/v1#Secret', setSecretDefaults],
  ['core/v1#Namespace', setNamespaceLabel],
  ['core/v1#NamespaceStatus', (status) => setText(status, 'phase', 'Active')],
  ['core/v1#NodeStatus', setNodeDefaults],
  ['core/v1#PersistentVolume', setVolumeObjectDefaults],
  [
    'core/v1#PersistentVolumeClaim',
    (claim) => setText(ensureObject(claim, 'status'), 'phase', 'Pending'),
  ],
  ['core/v1#PersistentVolumeClaimSpec', (spec) => setDefault(spec, 'volumeMode', 'Filesystem')],
  ['core/v1#EndpointPort', (port) => setText(port, 'protocol', 'TCP')],
  ['core/v1#LimitRangeItem', setLimitDefaults],
  ['core/v1#ReplicationController', setControllerDefaults],
]);

/** Sets a text that is missing or empty. */
export function setText(object: JsonObject, key: string, value: string): void {
  if (textOf(object, key) === '') object[key] = value;
}

function setPodDefaults(pod: JsonObject): void {
  const spec = ensureObject(pod, 'spec');
  if (numberOf(spec, 'terminationGracePeriodSeconds') < 0) {
    spec['terminationGracePeriodSeconds'] = 1;
  }
  const containers = [...objectsOf(spec, 'containers'), ...objectsOf(spec, 'initContainers')];
  for (const container of containers) {
    const resources = objectOf(container, 'resources');
    const limits = optionalObject(resources, 'limits');
    if (limits !== undefined)
      resources['requests'] = { ...limits, ...objectOf(resources, 'requests') };
    if (spec['hostNetwork'] !== true) continue;
    for (const port of objectsOf(container, 'ports')) {
      const { containerPort = 0 } = port;
      if (numberOf(port, 'hostPort') === 0 && containerPort !== 0) port['hostPort'] = containerPort;
    }
  }
  setDefault(spec, 'enableServiceLinks', true);
}

function setPodSpecDefaults(spec: JsonObject): void {
  const account = textOf(spec, 'serviceAccountName') || textOf(spec, 'serviceAccount');
  if (account !== '') {
    spec['serviceAccountName'] = account;
    spec['serviceAccount'] = account;
  }
  setText(spec, 'dnsPolicy', 'ClusterFirst');
  setText(spec, 'restartPolicy', 'Always');
  setDefault(spec, 'securityContext', {});
  setDefault(spec, 'terminationGracePeriodSeconds', 30);
  setText(spec, 'schedulerName', 'default-scheduler');
}

function syncPodIPs(status: JsonObject): void {
  const ip = textOf(status, 'podIP');
  const [first] = objectsOf(status, 'podIPs');
  if (ip === '' && first !== undefined) status['podIP'] = textOf(first, 'ip');
  else if (ip !== '' && (first === undefined || first['ip'] !== ip)) status['podIPs'] = [{ ip }];
}

function setVolumeDefaults(volume: JsonObject): void {
  if (Object.keys(volume).every((key) => key === 'name')) volume['emptyDir'] = {};
  const image = optionalObject(volume, 'image');
  if (image !== undefined) setText(image, 'pullPolicy', pullPolicyOf(textOf(image, 'reference')));
}

function setContainerDefaults(container: JsonObject): void {
  setText(container, 'imagePullPolicy', pullPolicyOf(textOf(container, 'image')));
  setText(container, 'terminationMessagePath', '/dev/termination-log');
  setText(container, 'terminationMessagePolicy', 'File');
}

function setProbeDefaults(probe: JsonObject): void {
  setNumber(probe, 'timeoutSeconds', 1);
  setNumber(probe, 'periodSeconds', 10);
  setNumber(probe, 'successThreshold', 1);
  setNumber(probe, 'failureThreshold', 3);
}

/** Sets a number that is missing or zero. */
export function setNumber(object: JsonObject, key: string, value: number): void {
  if (numberOf(object, key) === 0) object[key] = value;
}

function setHttpDefaults(action: JsonObject): void {
  setText(action, 'path', '/');
  setText(action, 'scheme', 'HTTP');
}

function setModeDefault(source: JsonObject): void {
  setDefault(source, 'defaultMode', 420);
}

function setServiceDefaults(service: JsonObject): void {
  const spec = ensureObject(service, 'spec');
  setText(spec, 'sessionAffinity', 'None');
  if (spec['sessionAffinity'] === 'None') delete spec['sessionAffinityConfig'];
  if (spec['sessionAffinity'] === 'ClientIP') {
    const client = objectOf(objectOf(spec, 'sessionAffinityConfig'), 'clientIP');
    if (client['timeoutSeconds'] === undefined) {
      spec['sessionAffinityConfig'] = { clientIP: { timeoutSeconds: 10_800 } };
    }
  }
  setText(spec, 'type', 'ClusterIP');
  const type = textOf(spec, 'type');
  for (const port of objectsOf(spec, 'ports')) {
    setText(port, 'protocol', 'TCP');
    const { targetPort } = port;
    if (targetPort === 0 || targetPort === '') port['targetPort'] = numberOf(port, 'port');
  }
  const isExternal =
    type === 'LoadBalancer' ||
    type === 'NodePort' ||
    (type === 'ClusterIP' && objectsOf(spec, 'externalIPs').length > 0);
  if (isExternal) setText(spec, 'externalTrafficPolicy', 'Cluster');
  if (type === 'NodePort' || type === 'LoadBalancer' || type === 'ClusterIP') {
    setDefault(spec, 'internalTrafficPolicy', 'Cluster');
  }
  if (type !== 'LoadBalancer') return;
  setDefault(spec, 'allocateLoadBalancerNodePorts', true);
  for (const ingress of objectsOf(
    objectOf(objectOf(service, 'status'), 'loadBalancer'),
    'ingress',
  )) {
    if (textOf(ingress, 'ip') !== '') setDefault(ingress, 'ipMode', 'VIP');
  }
}

/** Go's conversion puts `stringData` into `data`, where it wins. */
function setSecretDefaults(secret: JsonObject): void {
  setText(secret, 'type', 'Opaque');
  const texts = optionalObject(secret, 'stringData');
  delete secret['stringData'];
  if (texts === undefined) return;
  const data = ensureObject(secret, 'data');
  for (const key of Object.keys(texts)) {
    setOwn(data, key, Buffer.from(textOf(texts, key)).toString('base64'));
  }
}

function setNamespaceLabel(namespace: JsonObject): void {
  const metadata = ensureObject(namespace, 'metadata');
  const name = textOf(metadata, 'name');
  if (name !== '') ensureObject(metadata, 'labels')['kubernetes.io/metadata.name'] = name;
}

function setNodeDefaults(status: JsonObject): void {
  const capacity = optionalObject(status, 'capacity');
  if (capacity !== undefined) setDefault(status, 'allocatable', { ...capacity });
}

function setVolumeObjectDefaults(volume: JsonObject): void {
  setText(ensureObject(volume, 'status'), 'phase', 'Pending');
  const spec = ensureObject(volume, 'spec');
  setText(spec, 'persistentVolumeReclaimPolicy', 'Retain');
  setDefault(spec, 'volumeMode', 'Filesystem');
}

function setLimitDefaults(item: JsonObject): void {
  if (item['type'] !== 'Container') return;
  const limits = { ...objectOf(item, 'max'), ...objectOf(item, 'default') };
  const requests = { ...objectOf(item, 'min'), ...limits, ...objectOf(item, 'defaultRequest') };
  if (Object.keys(limits).length > 0) item['default'] = limits;
  if (Object.keys(requests).length > 0) item['defaultRequest'] = requests;
}

function setControllerDefaults(controller: JsonObject): void {
  const spec = ensureObject(controller, 'spec');
  const labels = optionalObject(objectOf(objectOf(spec, 'template'), 'metadata'), 'labels');
  if (labels === undefined) return;
  const metadata = ensureObject(controller, 'metadata');
  setDefault(spec, 'selector', { ...labels });
  setDefault(metadata, 'labels', { ...labels });
}
