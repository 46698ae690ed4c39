import type { JsonObject } from '@keelson/schema';
import {
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  optionalObject,
  textOf,
  textsOf,
} from './json-access.ts';
import type { Cell } from './kind-rules.ts';
import {
  accessModesText,
  balancerText,
  labelsText,
  nameOf,
  objectAge,
  portsText,
  someOf,
  textOr,
} from './table-text.ts';

function specOf(object: JsonObject): JsonObject {
  return objectOf(object, 'spec');
}

function statusOf(object: JsonObject): JsonObject {
  return objectOf(object, 'status');
}

/** Where endpoints are reached (formatEndpoints). */
export function endpointsText(endpoints: JsonObject): string {
  const places = objectsOf(endpoints, 'subsets').flatMap((subset) => {
    const ips = objectsOf(subset, 'addresses').map((address) => textOf(address, 'ip'));
    const ports = objectsOf(subset, 'ports').map((port) => numberOf(port, 'port'));
    if (ports.length === 0) return ips;
    return ports.flatMap((port) => ips.map((ip) => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`));
  });
  return someOf(places, 3, listOf(endpoints, 'subsets').length === 0 ? '<none>' : '');
}

/** The row of a service (printService). */
export function serviceCells(service: JsonObject, now: number): Cell[] {
  const spec = specOf(service);
  return [
    nameOf(service),
    textOf(spec, 'type'),
    textsOf(spec, 'clusterIPs')[0] ?? '<none>',
    externalIP(spec, statusOf(service)),
    portsText(spec),
    objectAge(service, now),
    labelsText(objectOf(spec, 'selector')),
  ];
}

function externalIP(spec: JsonObject, status: JsonObject): string {
  const ips = textsOf(spec, 'externalIPs');
  switch (textOf(spec, 'type')) {
    case 'ClusterIP':
    case 'NodePort':
      return ips.length === 0 ? '<none>' : ips.join(',');
    case 'LoadBalancer': {
      const balancer = balancerText(status);
      const all = balancer === '' ? ips : [balancer, ...ips];
      return all.length === 0 ? '<pending>' : all.join(',');
    }
    case 'ExternalName':
      return textOf(spec, 'externalName');
    default:
      return '<unknown>';
  }
}

/** The row of a node (printNode). */
export function nodeCells(node: JsonObject, now: number): Cell[] {
  const status = statusOf(node);
  const info = objectOf(status, 'nodeInfo');
  const ready = objectsOf(status, 'conditions').find(({ type }) => type === 'Ready');
  const states = [
    ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady',
  ];
  if (specOf(node)['unschedulable'] === true) states.push('SchedulingDisabled');
  const architecture = textOf(info, 'architecture');
  const kernel = textOr(info, 'kernelVersion', '<unknown>');
  return [
    nameOf(node),
    states.join(','),
    rolesOf(node),
    objectAge(node, now),
    textOf(info, 'kubeletVersion'),
    addressOf(status, 'InternalIP'),
    addressOf(status, 'ExternalIP'),
    textOr(info, 'osImage', '<unknown>'),
    architecture === '' ? kernel : `${kernel} (${architecture})`,
    textOr(info, 'containerRuntimeVersion', '<unknown>'),
  ];
}

function rolesOf(node: JsonObject): string {
  const labels = objectOf(objectOf(node, 'metadata'), 'labels');
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.keys(labels).map((key) => {
    if (key.startsWith(prefix)) return key.slice(prefix.length);
    return key === 'kubernetes.io/role' ? textOf(labels, key) : '';
  });
  const found = [...new Set(roles.filter((role) => role !== ''))].toSorted();
  return found.length === 0 ? '<none>' : found.join(',');
}

function addressOf(status: JsonObject, type: string): string {
  const found = objectsOf(status, 'addresses').find((address) => address['type'] === type);
  return found === undefined ? '<none>' : textOf(found, 'address');
}

function phaseOf(object: JsonObject): string {
  return objectOf(object, 'metadata')['deletionTimestamp'] === undefined
    ? textOf(statusOf(object), 'phase')
    : 'Terminating';
}

function classOf(object: JsonObject): string {
  const annotations = objectOf(objectOf(object, 'metadata'), 'annotations');
  const key = 'volume.beta.kubernetes.io/storage-class';
  return annotations[key] === undefined
    ? textOf(specOf(object), 'storageClassName')
    : textOf(annotations, key);
}

/** The row of a volume (printPersistentVolume). */
export function volumeCells(volume: JsonObject, now: number): Cell[] {
  const spec = specOf(volume);
  const claim = optionalObject(spec, 'claimRef');
  return [
    nameOf(volume),
    textOr(objectOf(spec, 'capacity'), 'storage', '0'),
    accessModesText(spec),
    textOf(spec, 'persistentVolumeReclaimPolicy'),
    phaseOf(volume),
    claim === undefined ? '' : `${textOf(claim, 'namespace')}/${textOf(claim, 'name')}`,
    classOf(volume),
    textOr(spec, 'volumeAttributesClassName', '<unset>'),
    textOf(statusOf(volume), 'reason'),
    objectAge(volume, now),
    textOr(spec, 'volumeMode', '<unset>'),
  ];
}

/** The row of a claim (printPersistentVolumeClaim). */
export function claimCells(claim: JsonObject, now: number): Cell[] {
  const spec = specOf(claim);
  const status = statusOf(claim);
  const volume = textOf(spec, 'volumeName');
  return [
    nameOf(claim),
    phaseOf(claim),
    volume,
    volume === '' ? '' : textOr(objectOf(status, 'capacity'), 'storage', '0'),
    volume === '' ? '' : accessModesText(status),
    classOf(claim),
    textOr(spec, 'volumeAttributesClassName', '<unset>'),
    objectAge(claim, now),
    textOr(spec, 'volumeMode', '<unset>'),
  ];
}
