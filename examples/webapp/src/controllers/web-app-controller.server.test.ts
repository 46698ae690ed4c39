import path from 'node:path';
import { type ControlPlane, startControlPlane } from '@keelson/control-plane';
import { Deployment } from '@keelson/kubernetes/apps/v1';
import { Service } from '@keelson/kubernetes/core/v1';
import {
  type DeepReadonly,
  findCondition,
  installCustomResources,
  Manager,
} from '@keelson/runtime';
import { eventually, RecordingLogger } from '@keelson/runtime/testing';
import { deploymentManifests } from '@keelson/scaffold';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { WebApp, type WebAppSpec } from '../api/v1/web-app.ts';
import { WebAppDefaulter } from '../webhooks/v1/web-app-defaulter.ts';
import { WebAppValidator } from '../webhooks/v1/web-app-validator.ts';
import { WebAppReconciler } from './web-app-controller.ts';

declare module 'vitest' {
  interface ProvidedContext {
    backend: 'real' | 'embedded';
  }
}

const projectDirectory = path.resolve(import.meta.dirname, '../..');
const namespace = 'default';

describe('WebAppReconciler', () => {
  const stop = new AbortController();
  const logger = new RecordingLogger();
  let controlPlane: ControlPlane;
  let manager: Manager;
  let stopped: Promise<void>;

  beforeAll(async () => {
    controlPlane = await startControlPlane({ backend: inject('backend') });
    manager = new Manager({
      name: 'webapp',
      kubeconfig: controlPlane.kubeconfigPath,
      metrics: { bindAddress: '0' },
      health: { bindAddress: '0' },
      webhooks: { bindAddress: '127.0.0.1:0' },
      logger,
    });
    const client = manager.apiClient;
    const manifests = await deploymentManifests({ projectDirectory });
    const ofKind = (pattern: RegExp) => manifests.filter(({ kind }) => pattern.test(kind));
    await installCustomResources(client, ofKind(/^CustomResourceDefinition$/));
    for (const manifest of ofKind(/WebhookConfiguration$/)) {
      await client.apply({ apiVersion: manifest.apiVersion, kind: manifest.kind }, manifest);
    }
    manager.add(new WebAppReconciler(manager.client));
    manager.add(new WebAppDefaulter());
    manager.add(new WebAppValidator());
    stopped = manager.start(stop.signal);
  });

  afterAll(async () => {
    stop.abort();
    await stopped;
    await controlPlane.stop();
  });

  /** Tries until the API server has heard where the webhooks are. */
  function create(name: string, spec: Partial<WebAppSpec> = {}): Promise<WebApp> {
    const object = { metadata: { namespace, name }, spec: { image: 'shop:v1', ...spec } };
    return eventually(() => manager.apiClient.create(WebApp, object));
  }

  function deploymentOf(name: string): Promise<DeepReadonly<Deployment> | undefined> {
    return manager.apiClient.get(Deployment, { namespace, name });
  }

  async function readiness(name: string): Promise<string | undefined> {
    const { status } = (await manager.apiClient.get(WebApp, { namespace, name })) ?? {};
    return findCondition(status?.conditions, 'Ready')?.reason;
  }

  it('makes a Deployment and a Service, and reports what is ready', async () => {
    const { spec } = await create('shop', { replicas: 2 });
    expect(spec).toMatchObject({ port: 8080, servicePort: 8080 });
    const deployment = await eventually(() => deploymentOf('shop'));
    expect(deployment.spec).toMatchObject({ replicas: 2 });
    const service = await eventually(() =>
      manager.apiClient.get(Service, { namespace, name: 'shop' }),
    );
    expect(service.spec.ports).toMatchObject([{ port: 8080, targetPort: 'http' }]);
    await eventually(async () => (await readiness('shop')) === 'ReplicasNotReady');

    const status = { replicas: 2, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 2 };
    await manager.apiClient.status.patch(Deployment, deployment, {
      type: 'merge',
      body: { status },
    });
    await eventually(async () => (await readiness('shop')) === 'ReplicasReady');
  });

  it('follows its scale', async () => {
    await create('scaled');
    await eventually(() => deploymentOf('scaled'));
    const scale = manager.apiClient.subresource('scale');
    const key = { namespace, name: 'scaled' };
    await scale.patch(WebApp, key, { type: 'merge', body: { spec: { replicas: 3 } } });
    await eventually(async () => (await deploymentOf('scaled'))?.spec.replicas === 3);
    const { status } = await scale.get<{ status: { selector: string } }>(WebApp, key);
    expect(status.selector).toContain('app.kubernetes.io/instance=scaled');
  });

  it('puts back what somebody changes or deletes, and leaves the rest alone', async () => {
    await create('repaired');
    const { metadata } = await eventually(() => deploymentOf('repaired'));
    const drift = { metadata: { annotations: { theirs: 'yes' } }, spec: { replicas: 7 } };
    await manager.apiClient.patch(Deployment, metadata, { type: 'merge', body: drift });
    const repaired = await eventually(async () => {
      const deployment = await deploymentOf('repaired');
      return deployment?.spec.replicas === 1 && deployment;
    });
    expect(repaired.metadata.annotations).toMatchObject({ theirs: 'yes' });
    await manager.apiClient.delete(Service, metadata);
    await eventually(() => manager.apiClient.get(Service, metadata));
  });

  // The real one comes without a garbage collector.
  it.runIf(inject('backend') === 'embedded')('takes along what it made when it goes', async () => {
    const webApp = await create('short-lived');
    await eventually(() => deploymentOf('short-lived'));
    await manager.apiClient.delete(WebApp, webApp);
    await eventually(async () => {
      expect(await deploymentOf('short-lived')).toBeUndefined();
      return true;
    });
  });

  it("does not touch a stranger's object of its name, and says so", async () => {
    const labels = { app: 'theirs' };
    const containers = [{ name: 'theirs', image: 'theirs:v1' }];
    await manager.apiClient.create(Deployment, {
      metadata: { namespace, name: 'taken' },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
      },
    });
    await create('taken');
    await eventually(async () => (await readiness('taken')) === 'NameTaken');
    expect((await deploymentOf('taken'))?.spec.template.spec?.containers[0]?.name).toBe('theirs');
  });

  it('refuses what neither could be made of', async () => {
    await create('first');
    const object = { metadata: { namespace, name: '1shop' }, spec: { image: 'shop:v1' } };
    await expect(manager.apiClient.create(WebApp, object)).rejects.toThrow(
      'must be a name that a Service can have',
    );
  });

  it('logged no error', () => {
    expect(logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
