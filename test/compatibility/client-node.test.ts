import {
  ApiException,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  KubernetesObjectApi,
  ListWatch,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  type V1ConfigMap,
  Watch,
} from '@kubernetes/client-node';
import {
  createHttpTransport,
  installCustomResources,
  loadClusterConfig,
  RestClient,
} from '@keelson/runtime';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { toyDefinition } from './toy-definition.ts';

const group = 'client-node.keelson.dev';
const soon = { timeout: 10_000, interval: 20 };

describe('a program of @kubernetes/client-node, unchanged', () => {
  const cleanup = new AsyncDisposableStack();
  const namespace = 'client-node';
  const config = new KubeConfig();
  let core: CoreV1Api;

  beforeAll(async () => {
    config.loadFromFile(inject('kubeconfigPath'));
    core = config.makeApiClient(CoreV1Api);
    await core.createNamespace({ body: { metadata: { name: namespace } } });
  });

  afterAll(() => cleanup.disposeAsync());

  const create = (name: string, value: string): Promise<V1ConfigMap> =>
    core.createNamespacedConfigMap({
      namespace,
      body: { metadata: { name, labels: { app: 'client-node' } }, data: { value } },
    });

  it('lists and watches with its informer', async () => {
    await create('before', '1');
    const informer = makeInformer<V1ConfigMap>(
      config,
      `/api/v1/namespaces/${namespace}/configmaps`,
      () => core.listNamespacedConfigMap({ namespace, labelSelector: 'app=client-node' }),
      'app=client-node',
    );
    const seen: string[] = [];
    for (const event of ['add', 'update', 'delete'] as const) {
      informer.on(event, ({ metadata, data }) =>
        seen.push(`${event} ${metadata?.name} ${data?.['value']}`),
      );
    }
    const errors: unknown[] = [];
    informer.on('error', (error) => errors.push(error));
    await informer.start();
    cleanup.defer(() => informer.stop());
    await create('after', '2');
    await core.replaceNamespacedConfigMap({
      namespace,
      name: 'after',
      body: {
        metadata: { name: 'after', labels: { app: 'client-node' } },
        data: { value: '3' },
      },
    });
    await core.deleteNamespacedConfigMap({ namespace, name: 'before' });
    await vi.waitFor(
      () =>
        expect(seen).toEqual(['add before 1', 'add after 2', 'update after 3', 'delete before 1']),
      soon,
    );
    expect(informer.list().map(({ metadata }) => metadata?.name)).toEqual(['after']);
    expect(errors).toEqual([]);
  });

  it('goes on where its watch ended', async () => {
    const list = new ListWatch<V1ConfigMap>(
      `/api/v1/namespaces/${namespace}/configmaps`,
      new Watch(config),
      () => core.listNamespacedConfigMap({ namespace }),
      false,
    );
    await list.start();
    cleanup.defer(() => list.stop());
    const { resourceVersion } = (await core.listNamespacedConfigMap({ namespace })).metadata ?? {};
    await create('resumed', '1');
    const events: string[] = [];
    const request = await new Watch(config).watch(
      `/api/v1/namespaces/${namespace}/configmaps`,
      { resourceVersion, allowWatchBookmarks: true },
      (type, object: V1ConfigMap) => events.push(`${type} ${object.metadata?.name}`),
      () => {},
    );
    cleanup.defer(() => request.abort());
    await vi.waitFor(() => expect(events).toEqual(['ADDED resumed']), soon);
    await vi.waitFor(() => expect(list.get('resumed', namespace)).toBeDefined(), soon);
  });

  it('reads its errors', async () => {
    const missing = core.readNamespacedConfigMap({ namespace, name: 'missing' });
    await expect(missing).rejects.toThrow(ApiException);
    await expect(missing).rejects.toMatchObject({ code: 404 });
    await expect(create('after', '1')).rejects.toMatchObject({ code: 409 });
  });

  it.each([
    ['merge', PatchStrategy.MergePatch, { data: { merged: 'yes' } }],
    ['JSON', PatchStrategy.JsonPatch, [{ op: 'add', path: '/data/added', value: 'yes' }]],
    ['strategic merge', PatchStrategy.StrategicMergePatch, { metadata: { labels: { a: 'b' } } }],
    [
      'apply',
      PatchStrategy.ServerSideApply,
      { apiVersion: 'v1', kind: 'ConfigMap', data: { applied: 'yes' } },
    ],
  ])('patches: %s', async (_, strategy, body) => {
    const isApply = strategy === PatchStrategy.ServerSideApply;
    const patched = await core.patchNamespacedConfigMap(
      { namespace, name: 'after', body, ...(isApply && { fieldManager: 'client-node' }) },
      setHeaderOptions('Content-Type', strategy),
    );
    const [key, value] = Object.entries(
      Array.isArray(body) ? { data: { added: 'yes' } } : body,
    ).find(([name]) => name === 'data' || name === 'metadata') ?? ['', {}];
    expect(patched[key as 'data']).toMatchObject(value as object);
  });

  it('works with kinds of its own, by API and by object', async () => {
    const kubeconfig = inject('kubeconfigPath');
    await using transport = createHttpTransport(await loadClusterConfig({ kubeconfig }));
    await installCustomResources(new RestClient({ transport }), [toyDefinition(group)]);
    const where = { group, version: 'v1', namespace, plural: 'toys' };
    const toy = { apiVersion: `${group}/v1`, kind: 'Toy', metadata: { name: 'train', namespace } };
    const custom = config.makeApiClient(CustomObjectsApi);
    await custom.createNamespacedCustomObject({ ...where, body: { ...toy, spec: { size: 1 } } });
    await custom.patchNamespacedCustomObjectStatus(
      { ...where, name: 'train', body: { status: { ready: true } } },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
    const objects = KubernetesObjectApi.makeApiClient(config);
    expect(await objects.read(toy)).toMatchObject({ spec: { size: 1 }, status: { ready: true } });
    const list = await objects.list(toy.apiVersion, toy.kind, namespace);
    expect(list.items).toHaveLength(1);
    await objects.delete(toy);
    await expect(objects.read(toy)).rejects.toMatchObject({ code: 404 });
  });
});
