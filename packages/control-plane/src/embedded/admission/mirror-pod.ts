import { isJsonObject, type JsonObject } from '@keelson/schema';
import { textOf } from '../json/text-of.ts';
import type { AdmissionAttributes } from '../rest/admission.ts';
import { forbidden } from '../status-error.ts';

const annotation = 'kubernetes.io/config.mirror';

/** Whether a pod is the image of one that a kubelet runs from a file: it stays as it is. */
export function isMirrorPod({ metadata }: JsonObject): boolean {
  const annotations = isJsonObject(metadata) ? metadata['annotations'] : undefined;
  return isJsonObject(annotations) && annotation in annotations;
}

/** @throws {StatusError} 403 for what would give a file of a node rights in the cluster */
export function checkMirrorPod({ resource, name }: AdmissionAttributes, spec: JsonObject): void {
  const refuse = (what: string): Error => forbidden(resource, name, `a mirror pod may not ${what}`);
  if (textOf(spec, 'serviceAccountName') !== '') throw refuse('reference service accounts');
  if (secretsOf(spec).some((secret) => secret !== '')) throw refuse('reference secrets');
  const sources = objectsOf(spec, 'volumes').flatMap(sourcesOf);
  if (sources.some((source) => isJsonObject(source['serviceAccountToken']))) {
    throw refuse('use ServiceAccountToken volume projections');
  }
}

/** Names of all secrets that a pod names (api/pod's VisitPodSecretNames). */
function secretsOf(spec: JsonObject): string[] {
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    objectsOf(spec, list),
  );
  return [
    ...objectsOf(spec, 'imagePullSecrets').map((reference) => textOf(reference, 'name')),
    ...containers.flatMap((container) => [
      ...objectsOf(container, 'envFrom').map((source) => nameIn(source, 'secretRef')),
      ...objectsOf(container, 'env').map(({ valueFrom }) => nameIn(valueFrom, 'secretKeyRef')),
    ]),
    ...objectsOf(spec, 'volumes').flatMap(secretsOfVolume),
  ];
}

function secretsOfVolume(volume: JsonObject): string[] {
  const names = sourcesOf(volume).map((source) => nameIn(source, 'secret'));
  for (const source of Object.values(volume)) {
    if (!isJsonObject(source)) continue;
    names.push(textOf(source, 'secretName'), nameIn(source, 'secretRef'));
    names.push(nameIn(source, 'nodePublishSecretRef'));
  }
  return names;
}

function sourcesOf({ projected }: JsonObject): JsonObject[] {
  return isJsonObject(projected) ? objectsOf(projected, 'sources') : [];
}

function nameIn(parent: unknown, key: string): string {
  const reference = isJsonObject(parent) ? parent[key] : undefined;
  return isJsonObject(reference) ? textOf(reference, 'name') : '';
}

function objectsOf(parent: JsonObject, key: string): JsonObject[] {
  const list = parent[key];
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
