import type { JsonObject } from '@keelson/schema';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Workbench } from '../server/workbench.test.support.ts';
import { serviceAccounts } from './service-account.ts';

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const container = { name: 'c', image: 'i' };

async function start(account: JsonObject = {}): Promise<Workbench> {
  const bench = new Workbench((store) => [serviceAccounts(store, () => 0)]);
  await bench.create('serviceaccounts n/default', account);
  return bench;
}

interface PodSpec extends JsonObject {
  containers: { volumeMounts?: JsonObject[] }[] & JsonObject[];
  volumes: JsonObject[];
}

async function specOf(bench: Workbench, spec: JsonObject = {}): Promise<PodSpec> {
  await bench.create('pods n/p', { spec: { containers: [container], ...spec } });
  return bench.get('pods n/p')?.['spec'] as PodSpec;
}

describe('serviceAccounts', () => {
  it('gives a pod the account of its namespace, and mounts a token of it', async () => {
    const spec = await specOf(await start(), { initContainers: [{ ...container, name: 'first' }] });
    expect(spec).toMatchObject({ serviceAccountName: 'default', serviceAccount: 'default' });
    const mount = { name: 'kube-api-access-bbbbb', readOnly: true, mountPath };
    expect(spec.containers).toMatchObject([{ volumeMounts: [mount] }]);
    expect(spec['initContainers']).toMatchObject([{ volumeMounts: [mount] }]);
    expect(spec.volumes).toMatchObject([
      {
        name: 'kube-api-access-bbbbb',
        projected: {
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
            { configMap: { name: 'kube-root-ca.crt' } },
            { downwardAPI: { items: [{ path: 'namespace' }] } },
          ],
        },
      },
    ]);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['the account', { automountServiceAccountToken: false }, {}],
    ['the pod', {}, { automountServiceAccountToken: false }],
    [
      'the pod, whatever the account says',
      { automountServiceAccountToken: true },
      { automountServiceAccountToken: false },
    ],
  ])('mounts nothing when %s says so', async (_, account, pod) => {
    const spec = await specOf(await start(account), pod);
    expect(spec.volumes).toBeUndefined();
    expect(spec['serviceAccountName']).toBe('default');
  });

  it('spares a container that mounts something there itself', async () => {
    const own = { name: 'own', mountPath };
    const spec = await specOf(await start(), {
      containers: [{ ...container, volumeMounts: [own] }],
      volumes: [{ name: 'own', emptyDir: {} }],
    });
    expect(spec.containers[0]?.volumeMounts).toMatchObject([own]);
    expect(spec.volumes).toHaveLength(1);
  });

  it('hands on the pull secrets of the account to a pod without its own', async () => {
    const account = { imagePullSecrets: [{ name: 'one' }, { name: 'two' }] };
    expect((await specOf(await start(account)))['imagePullSecrets']).toEqual([
      { name: 'one' },
      { name: 'two' },
    ]);
    const own = [{ name: 'own' }];
    const spec = await specOf(await start(account), { imagePullSecrets: own });
    expect(spec['imagePullSecrets']).toEqual(own);
  });

  it('refuses an account that is not there, and waits a moment for the default one', async () => {
    const bench = new Workbench((store) => [serviceAccounts(store, () => 0)]);
    await expect(specOf(bench, { serviceAccountName: 'none' })).rejects.toThrow(
      'pods "p" is forbidden: error looking up service account n/none: serviceaccount "none" not found',
    );
    await expect(specOf(bench)).rejects.toThrow(
      'pods "p" is forbidden: error looking up service account n/default: serviceaccount "default" not found',
    );
    const pending = specOf(bench);
    await setImmediate();
    await bench.create('serviceaccounts n/default');
    expect((await pending)['serviceAccountName']).toBe('default');
  });
});

describe('serviceAccounts of mirror pods', () => {
  const mirror = async (spec: JsonObject): Promise<JsonObject> => {
    const bench = await start({ imagePullSecrets: [{ name: 'one' }] });
    await bench.create('pods n/p', {
      metadata: { annotations: { 'kubernetes.io/config.mirror': 'x' } },
      spec: { nodeName: 'node', containers: [container], ...spec },
    });
    return bench.get('pods n/p')?.['spec'] as JsonObject;
  };

  it('leaves them as they are', async () => {
    const spec = await mirror({});
    expect(spec['serviceAccountName']).toBeUndefined();
    expect(spec['volumes']).toBeUndefined();
    expect(spec['imagePullSecrets']).toBeUndefined();
  });

  const volume = (source: JsonObject) => ({ volumes: [{ name: 'v', ...source }] });
  const env = (more: JsonObject) => ({ containers: [{ ...container, ...more }] });
  const secretKeyRef = { name: 's', key: 'k' };
  it.each<[string, JsonObject]>([
    ['reference service accounts', { serviceAccountName: 'default' }],
    ['reference secrets', { imagePullSecrets: [{ name: 's' }] }],
    ['reference secrets', volume({ secret: { secretName: 's' } })],
    ['reference secrets', volume({ projected: { sources: [{ secret: { name: 's' } }] } })],
    ['reference secrets', volume({ csi: { driver: 'd', nodePublishSecretRef: { name: 's' } } })],
    ['reference secrets', env({ envFrom: [{ secretRef: { name: 's' } }] })],
    ['reference secrets', env({ env: [{ name: 'E', valueFrom: { secretKeyRef } }] })],
    [
      'use ServiceAccountToken volume projections',
      volume({ projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }),
    ],
  ])('does not let them %s', async (what, spec) => {
    await expect(mirror(spec)).rejects.toThrow(
      `pods "p" is forbidden: a mirror pod may not ${what}`,
    );
  });
});
