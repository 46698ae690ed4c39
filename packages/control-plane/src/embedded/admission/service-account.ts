import { isJsonObject, type JsonObject } from '@keelson/schema';
import { generateName } from '../metadata/generate-name.ts';
import type { AdmissionAttributes, AdmissionStep } from '../rest/admission.ts';
import { textOf } from '../json/text-of.ts';

import { forbidden } from '../status-error.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { checkMirrorPod, isMirrorPod } from './mirror-pod.ts';

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const volumePrefix = 'kube-api-access-';
/** The controller makes the default account soon after the namespace: so many turns it is waited for. */
const patience = 100;

/**
 * Gives a new pod its service account, and mounts the account's token (admission plugin
 * ServiceAccount).
 */
export function serviceAccounts(store: ObjectStore, random: () => number): AdmissionStep {
  const accountOf = (namespace: string, name: string): JsonObject | undefined =>
    store.get({ resource: 'serviceaccounts', namespace, name })?.object;
  return {
    admit: (attributes) => {
      const { operation, resource, subresource, object, namespace } = attributes;
      if (operation !== 'CREATE' || resource.storage !== 'pods' || subresource !== '') return;
      const spec = object?.['spec'];
      if (object === undefined || !isJsonObject(spec)) return;
      if (isMirrorPod(object)) return checkMirrorPod(attributes, spec);
      if (textOf(spec, 'serviceAccountName') === '') {
        spec['serviceAccountName'] = 'default';
        spec['serviceAccount'] = 'default';
      }
      const name = textOf(spec, 'serviceAccountName');
      const account = accountOf(namespace, name);
      if (account !== undefined) return use(spec, account, random);
      if (name !== 'default') throw missingAccount(attributes, name);
      return untilMade(() => accountOf(namespace, name)).then((found) => {
        if (found === undefined) throw missingAccount(attributes, name);
        return use(spec, found, random);
      });
    },
  };
}

async function untilMade<T>(find: () => T | undefined): Promise<T | undefined> {
  for (let turn = 0; turn < patience; turn++) {
    const found = find();
    if (found !== undefined) return found;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

function missingAccount(
  { resource, namespace, name }: AdmissionAttributes,
  account: string,
): Error {
  return forbidden(
    resource,
    name,
    `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`,
  );
}

function use(spec: JsonObject, account: JsonObject, random: () => number): void {
  const automount =
    spec['automountServiceAccountToken'] ?? account['automountServiceAccountToken'] ?? true;
  if (automount !== false) mountToken(spec, random);
  const secrets = account['imagePullSecrets'];
  const hasOwn = objectsOf(spec, 'imagePullSecrets').length > 0;
  if (!hasOwn && Array.isArray(secrets) && secrets.length > 0) {
    spec['imagePullSecrets'] = secrets
      .filter(isJsonObject)
      .map((secret) => ({ name: textOf(secret, 'name') }));
  }
}

function mountToken(spec: JsonObject, random: () => number): void {
  const volumes = objectsOf(spec, 'volumes');
  const known = volumes.map((volume) => textOf(volume, 'name'));
  let name = known.find((one) => one.startsWith(volumePrefix));
  const needsVolume = name === undefined;
  name ??= generateName(volumePrefix, random);
  let isMounted = false;
  for (const list of ['initContainers', 'containers']) {
    for (const container of objectsOf(spec, list)) {
      const mounts = objectsOf(container, 'volumeMounts');
      if (mounts.some((mount) => mount['mountPath'] === mountPath)) continue;
      container['volumeMounts'] = [...mounts, { name, readOnly: true, mountPath }];
      isMounted = true;
    }
  }
  if (needsVolume && isMounted) spec['volumes'] = [...volumes, tokenVolume(name)];
}

function tokenVolume(name: string): JsonObject {
  return {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        {
          configMap: {
            name: 'kube-root-ca.crt',
            items: [{ key: 'ca.crt', path: 'ca.crt' }],
          },
        },
        {
          downwardAPI: {
            items: [
              {
                path: 'namespace',
                fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' },
              },
            ],
          },
        },
      ],
      defaultMode: 420,
    },
  };
}

function objectsOf(parent: JsonObject, key: string): JsonObject[] {
  const list = parent[key];
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
