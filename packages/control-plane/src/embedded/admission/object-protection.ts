import { isJsonObject, type JsonObject } from '@keelson/schema';
import type { AdmissionStep } from '../rest/admission.ts';
import { finalizersOf, metadataOf } from '../rest/registry-services.ts';

const finalizers: ReadonlyMap<string, string> = new Map([
  ['persistentvolumeclaims', 'kubernetes.io/pvc-protection'],
  ['persistentvolumes', 'kubernetes.io/pv-protection'],
]);

/**
 * What admission adds to a new volume or node: a finalizer while it is in use, a taint until it is ready
 * (plugins StorageObjectInUseProtection and TaintNodesByCondition).
 */
export const objectProtection: AdmissionStep = {
  admit: ({ operation, resource, subresource, object }) => {
    if (operation !== 'CREATE' || subresource !== '' || object === undefined) return;
    const finalizer = finalizers.get(resource.storage);
    if (finalizer !== undefined) {
      const metadata = metadataOf(object);
      const present = finalizersOf(metadata);
      if (!present.includes(finalizer)) metadata['finalizers'] = [...present, finalizer];
    }
    if (resource.storage === 'nodes') taintNode(object);
  },
};

const notReady = 'node.kubernetes.io/not-ready';

function taintNode(node: JsonObject): void {
  const spec = isJsonObject(node['spec']) ? node['spec'] : {};
  const taints = Array.isArray(spec['taints']) ? spec['taints'] : [];
  const isTainted = taints.some(
    (taint) => isJsonObject(taint) && taint['key'] === notReady && taint['effect'] === 'NoSchedule',
  );
  if (!isTainted) spec['taints'] = [...taints, { key: notReady, effect: 'NoSchedule' }];
  node['spec'] = spec;
}
