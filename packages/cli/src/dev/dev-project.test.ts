import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EmbeddedControlPlane, startControlPlane } from '@keelson/control-plane';
import { ValidatingWebhookConfiguration } from '@keelson/kubernetes/admissionregistration/v1';
import { ConfigMap, Namespace, ServiceAccount } from '@keelson/kubernetes/core/v1';
import { ClusterRole } from '@keelson/kubernetes/rbac/v1';
import { createHttpTransport, loadClusterConfig, RestClient } from '@keelson/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DevProject } from './dev-project.ts';
import { localDefinition } from './local-webhooks.ts';
import { OperatorAccount } from './operator-account.ts';
import { placementOf } from './project-rights.ts';

const placement = placementOf('ship');
const { signal } = new AbortController();
const account = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'controller-manager' },
};
const role = (...verbs: string[]) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'manager-role' },
  rules: [{ apiGroups: [''], resources: ['configmaps'], verbs }],
});

let directory: string;
let controlPlane: EmbeddedControlPlane;
let client: RestClient;
let project: DevProject;
let told: string[];

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'keelson-project-'));
  controlPlane = await startControlPlane();
  client = new RestClient({ transport: controlPlane.transport(), fieldManager: 'test' });
  told = [];
  project = new DevProject(client, { directory, placement, report: (line) => told.push(line) });
});

afterEach(async () => {
  await controlPlane.stop();
  await rm(directory, { recursive: true });
});

async function write(file: string, manifest: object): Promise<void> {
  const full = path.join(directory, 'config', file);
  await mkdir(path.dirname(full), { recursive: true });
  await writeFile(full, JSON.stringify(manifest));
}

describe('DevProject', { timeout: 20_000 }, () => {
  it('applies what is new and what changed, and nothing else', async () => {
    await write('rbac/service_account.yaml', account);
    await write('rbac/role.yaml', role('get'));
    await project.synchronise(signal);
    expect(await client.get(Namespace, { name: 'ship-system' })).toBeDefined();
    const key = { namespace: 'ship-system', name: 'ship-controller-manager' };
    expect(await client.get(ServiceAccount, key)).toBeDefined();

    await client.delete(ServiceAccount, key);
    await write('rbac/role.yaml', role('get', 'list'));
    await project.synchronise(signal);
    const changed = await client.get(ClusterRole, { name: 'ship-manager-role' });
    expect(changed?.rules?.[0]?.verbs).toEqual(['get', 'list']);
    expect(await client.get(ServiceAccount, key)).toBeUndefined();
  });

  it('lets the webhooks call the operator on this machine', async () => {
    const service = { name: 'webhook-service', namespace: 'system', path: '/validate-it' };
    const entry = {
      name: 'vit.kb.io',
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      rules: [
        {
          apiGroups: ['a.example.com'],
          apiVersions: ['v1'],
          operations: ['*'],
          resources: ['its'],
        },
      ],
    };
    await write('webhook/manifests.yaml', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'validating-webhook-configuration' },
      webhooks: [{ ...entry, clientConfig: { service } }],
    });
    await write('webhook/service.yaml', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'a' },
    });
    await project.synchronise(signal);
    const name = 'ship-validating-webhook-configuration';
    const found = await client.get(ValidatingWebhookConfiguration, { name });
    expect(found?.webhooks?.[0]?.clientConfig).toEqual({
      url: 'https://127.0.0.1:9443/validate-it',
    });
    expect(told).toEqual([`ValidatingWebhookConfiguration ${name} calls the operator`]);
    await project.synchronise(signal);
    expect(told).toHaveLength(1);
  });

  it('lets a conversion webhook be on this machine', () => {
    const service = { name: 'webhook-service', namespace: 'system', path: '/convert' };
    const webhook = { conversionReviewVersions: ['v1'], clientConfig: { service } };
    const spec = { group: 'a', conversion: { strategy: 'Webhook', webhook } };
    expect(localDefinition({ spec })).toEqual({
      spec: {
        group: 'a',
        conversion: {
          strategy: 'Webhook',
          webhook: {
            conversionReviewVersions: ['v1'],
            clientConfig: { url: 'https://127.0.0.1:9443/convert' },
          },
        },
      },
    });
    expect(localDefinition({ spec: { group: 'a' } })).toEqual({ spec: { group: 'a' } });
  });

  it('tries again what the server refused', async () => {
    await write('rbac/role.yaml', role());
    await expect(project.synchronise(signal)).rejects.toThrow('rules[0].verbs: Required value');
    await expect(project.synchronise(signal)).rejects.toThrow('rules[0].verbs: Required value');
  });

  it('applies samples of both scopes as often as it is asked', async () => {
    const sample = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'sample' } };
    await write('samples/a.yaml', { ...sample, data: { size: '1' } });
    await write('samples/b.yaml', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'made' },
    });
    expect(await project.applySamples()).toBe(2);
    const key = { namespace: 'default', name: 'sample' };
    await client.delete(ConfigMap, key);
    expect(await project.applySamples()).toBe(2);
    expect(await client.get(ConfigMap, key)).toMatchObject({ data: { size: '1' } });
    expect(told.slice(2)).toEqual(['applied ConfigMap sample', 'applied Namespace made']);
  });
});

describe('OperatorAccount', { timeout: 20_000 }, () => {
  it('leads to the same server with the rights of the project, and leaves no file', async () => {
    await write('rbac/service_account.yaml', account);
    await project.synchronise(signal);
    const { kubeconfig } = controlPlane;
    const folder = path.join(directory, 'state');
    const operator = new OperatorAccount(client, { folder, kubeconfig, placement });
    await operator.renew();
    const config = await loadClusterConfig({ kubeconfig: operator.kubeconfigPath, env: {} });
    {
      await using transport = createHttpTransport(config);
      const refused = new RestClient({ transport }).list(ConfigMap);
      await expect(refused).rejects.toThrow(
        'User "system:serviceaccount:ship-system:ship-controller-manager" cannot list resource "configmaps"',
      );
    }
    await operator[Symbol.asyncDispose]();
    await expect(
      loadClusterConfig({ kubeconfig: operator.kubeconfigPath, env: {} }),
    ).rejects.toThrow();
    await expect(rm(path.join(folder, 'operator.token'))).rejects.toThrow('ENOENT');
  });
});
