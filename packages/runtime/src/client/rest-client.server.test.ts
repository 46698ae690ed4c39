import { randomUUID } from 'node:crypto';
import { resourceType } from '@keelson/kubernetes';
import { Deployment } from '@keelson/kubernetes/apps/v1';
import { CustomResourceDefinition } from '@keelson/kubernetes/apiextensions/v1';
import { ConfigMap, Namespace, Node, Pod, ServiceAccount } from '@keelson/kubernetes/core/v1';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { metadataOnly } from '../scheme/metadata-only.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { ApiError } from './api-error.ts';
import {
  isAlreadyExists,
  isBadRequest,
  isConflict,
  isInvalid,
  isNotFound,
} from './api-error-predicates.ts';
import { Berth, definition, group } from './berth.test.support.ts';
import type { WatchEvent } from './client.ts';
import { loadClusterConfig } from './config/load-cluster-config.ts';
import { createOrPatch } from './create-or-patch.ts';
import { ensureFinalizer, removeFinalizer } from './finalizers.ts';
import { createHttpTransport } from './http-transport.ts';
import {
  installCustomResources,
  type InstallResult,
  uninstallCustomResources,
} from './install-custom-resources.ts';
import { listPages } from './list-pages.ts';
import { RestClient } from './rest-client.ts';
import { retryOnConflict } from './retry-on-conflict.ts';
import type { Transport } from './transport.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kubeconfigPath: string;
  }
}

describe('RestClient on a real API server', () => {
  const namespace = `client-${randomUUID().slice(0, 8)}`;
  const logger = new RecordingLogger();
  let transport: Transport;
  let client: RestClient;
  let installed: readonly InstallResult[];
  let names = 0;
  const key = () => ({ namespace, name: `n${(names += 1)}` });

  beforeAll(async () => {
    const config = await loadClusterConfig({ kubeconfig: inject('kubeconfigPath') });
    transport = createHttpTransport(config);
    client = new RestClient({ transport, logger, fieldManager: 'client-test' });
    await client.create(Namespace, { metadata: { name: namespace } });
    installed = await installCustomResources(client, [definition]);
  });

  afterAll(async () => {
    await uninstallCustomResources(client, [definition]);
    await client.delete(Namespace, { name: namespace });
    await transport[Symbol.asyncDispose]();
  });

  it('creates, reads, changes and deletes an object', async () => {
    const metadata = key();
    const created = await client.create(ConfigMap, { metadata, data: { a: '1' } });
    expect(created).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1' } });
    const updated = await client.update({ ...created, data: { a: '2' } });
    expect(updated.metadata.resourceVersion).not.toBe(created.metadata.resourceVersion);
    await expect(client.update({ ...created, data: { a: '3' } })).rejects.toSatisfy(isConflict);
    await client.patch(ConfigMap, metadata, { type: 'merge', body: { data: { b: 'é' } } });
    await client.patch(ConfigMap, metadata, { type: 'strategic', body: { data: { c: '4' } } });
    await client.patch(ConfigMap, metadata, {
      type: 'json',
      body: [{ op: 'remove', path: '/data/a' }],
    });
    expect((await client.get(ConfigMap, metadata))?.data).toEqual({ b: 'é', c: '4' });
    await expect(client.create(ConfigMap, { metadata })).rejects.toSatisfy(isAlreadyExists);
    await client.delete(ConfigMap, metadata);
    expect(await client.get(ConfigMap, metadata)).toBeUndefined();
    await expect(client.delete(ConfigMap, metadata)).rejects.toSatisfy(isNotFound);
  });

  it('honours what a delete is given in its body', async () => {
    const metadata = key();
    const { metadata: stored } = await client.create(ConfigMap, { metadata });
    await expect(
      client.delete(ConfigMap, metadata, { preconditions: { uid: randomUUID() } }),
    ).rejects.toSatisfy(isConflict);
    await client.delete(ConfigMap, metadata, { dryRun: true });
    expect(await client.get(ConfigMap, metadata)).toBeDefined();
    await client.delete(ConfigMap, metadata, { preconditions: { uid: stored.uid } });
    expect(await client.get(ConfigMap, metadata)).toBeUndefined();
  });

  it('names the items of lists, pages them, and deletes what a selector chooses', async () => {
    const labels = { set: randomUUID() };
    const labelSelector = `set=${labels.set}`;
    for (const metadata of [key(), key(), key()]) {
      await client.create(ConfigMap, { metadata: { ...metadata, labels } });
    }
    const { items } = await client.list(ConfigMap, { namespace, labelSelector });
    expect(items.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual(
      Array.from({ length: 3 }, () => 'v1 ConfigMap'),
    );
    const sizes: number[] = [];
    for await (const page of listPages(client, ConfigMap, { labelSelector, namespace, limit: 2 })) {
      sizes.push(page.items.length);
    }
    expect(sizes).toEqual([2, 1]);
    await client.deleteAllOf(ConfigMap, { namespace, labelSelector });
    expect((await client.list(ConfigMap, { namespace, labelSelector })).items).toEqual([]);
  });

  it('tells an absent object from an unserved kind', async () => {
    const Ghost = resourceType({
      group,
      version: 'v9',
      kind: 'Ghost',
      plural: 'ghosts',
      scope: 'Namespaced',
    });
    expect(await client.get(Berth, key())).toBeUndefined();
    await expect(client.get(Ghost, key())).rejects.toThrow('it serves no GET /apis/');
    await expect(client.list(Ghost)).rejects.toSatisfy(isNotFound);
    await expect(client.get({ apiVersion: `${group}/v1`, kind: 'Ghost' }, key())).rejects.toThrow(
      `no matches for kind "Ghost" in version "${group}/v1"`,
    );
  });

  it('carries the details of a refusal', async () => {
    const refused: unknown = await client
      .create(Berth, { metadata: key(), spec: { size: 'big' as unknown as number } })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ApiError);
    expect(isInvalid(refused)).toBe(true);
    expect((refused as ApiError).details).toMatchObject({ group, kind: 'Berth' });
    expect((refused as ApiError).causes[0]).toMatchObject({ field: 'spec.size' });
  });

  it('keeps spec and status apart', async () => {
    const metadata = key();
    await client.create(Berth, { metadata, spec: { size: 1 } });
    const patch = { type: 'merge', body: { spec: { size: 5 }, status: { size: 7 } } } as const;
    const byStatus = await client.status.patch(Berth, metadata, patch);
    expect(byStatus).toMatchObject({ spec: { size: 1 }, status: { size: 7 } });
    byStatus.status = { size: 8 };
    const updated = await client.status.update(byStatus);
    expect(updated).toMatchObject({ status: { size: 8 }, metadata: { generation: 1 } });
    const applied = await client.status.apply(Berth, { metadata, status: { size: 9 } });
    expect(applied).toMatchObject({ spec: { size: 1 }, status: { size: 9 } });
  });

  it('applies as the field manager, by force unless told not to', async () => {
    const metadata = key();
    const applied = await client.apply(Berth, { metadata, spec: { size: 1, tags: ['a'] } });
    expect(applied.metadata.managedFields?.[0]).toMatchObject({
      manager: 'client-test',
      operation: 'Apply',
    });
    const other = { fieldManager: 'other', force: false };
    await expect(client.apply(Berth, { metadata, spec: { size: 2 } }, other)).rejects.toSatisfy(
      isConflict,
    );
    const forced = await client.apply(
      Berth,
      { metadata, spec: { size: 2 } },
      { fieldManager: 'o' },
    );
    expect(forced.spec).toEqual({ size: 2, tags: ['a'] });
  });

  it('reads and writes subresources', async () => {
    const metadata = key();
    await client.create(Berth, { metadata, spec: { size: 2 } });
    const scale = await client.subresource('scale').get(Berth, metadata);
    expect(scale).toMatchObject({ kind: 'Scale', spec: { replicas: 2 } });
    await client.subresource('scale').update(Berth, metadata, { ...scale, spec: { replicas: 3 } });
    expect((await client.get(Berth, metadata))?.spec).toEqual({ size: 3 });
    const account = key();
    await client.create(ServiceAccount, { metadata: account });
    const token = await client
      .subresource('token')
      .create<{ status: { token: string } }>(ServiceAccount, account, {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { audiences: [], expirationSeconds: 600 },
      });
    expect(token.status.token.split('.')).toHaveLength(3);
  });

  it('asks for metadata only', async () => {
    const metadata = key();
    await client.create(ConfigMap, { metadata, data: { big: 'x' } });
    const type = metadataOnly(ConfigMap);
    const one = await client.get(type, metadata);
    expect(one).toMatchObject({ kind: 'PartialObjectMetadata', metadata });
    expect(one).not.toHaveProperty('data');
    const { items } = await client.list(type, { namespace });
    expect(items.every(({ kind }) => kind === 'PartialObjectMetadata')).toBe(true);
    const options = { namespace, fieldSelector: `metadata.name=${metadata.name}` };
    const [event] = await take(client.watch(type, options), 1);
    expect(event?.object).toMatchObject({ kind: 'PartialObjectMetadata', metadata });
    expect(event?.object).not.toHaveProperty('data');
  });

  it('watches until the loop is left, the signal is aborted or the server is done', async () => {
    const metadata = key();
    const { metadata: stored } = await client.create(ConfigMap, { metadata });
    const options = { namespace, resourceVersion: stored.resourceVersion };
    await client.patch(ConfigMap, metadata, { type: 'merge', body: { data: { a: 'ö' } } });
    await client.delete(ConfigMap, metadata);
    const events = await take(client.watch(ConfigMap, options), 2);
    expect(events.map(({ type }) => type)).toEqual(['MODIFIED', 'DELETED']);
    expect(events[0]?.object.data).toEqual({ a: 'ö' });

    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    const quiet = { namespace, labelSelector: 'none=such', signal: abort.signal };
    expect(await take(client.watch(ConfigMap, quiet), 1)).toEqual([]);

    const short = { namespace, labelSelector: 'none=such', timeoutSeconds: 1 };
    expect(await take(client.watch(ConfigMap, short), 1)).toEqual([]);
  });

  it('throws what the server says of a watch that it refuses', async () => {
    const wrong = take(client.watch(Pod, { fieldSelector: 'spec.nothing=1' }), 1);
    await expect(wrong).rejects.toSatisfy(isBadRequest);
  });

  it('sends the initial events of a watch, and the bookmark that ends them', async () => {
    const events = await take(
      client.watch(Namespace, {
        sendInitialEvents: true,
        resourceVersionMatch: 'NotOlderThan',
        allowBookmarks: true,
        fieldSelector: `metadata.name=${namespace}`,
      }),
      2,
    );
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK']);
    expect(events[1]?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
  });

  it('reads kinds that are known only by name', async () => {
    const metadata = key();
    const type = { apiVersion: `${group}/v1`, kind: 'Berth' };
    const fresh = new RestClient({ transport, fieldManager: 'dynamic' });
    const created = await fresh.create(type, { metadata, spec: { size: 1 } });
    const updated = await fresh.update({ ...created, spec: { size: 2 } });
    expect(updated).toMatchObject({ spec: { size: 2 } });
    for (const name of ['brt', 'berths', 'Berth', `berth.v1.${group}`]) {
      expect(await fresh.restMapper.kindFor(name)).toMatchObject({ group, plural: 'berths' });
    }
    expect(await fresh.restMapper.kindFor('events')).toMatchObject({ group: '' });
    expect(await fresh.restMapper.kindFor('deploy')).toEqual(Deployment);
    expect(await fresh.restMapper.mappingFor(Node)).toEqual(Node);
  });

  it('finds the same kinds with and without aggregated discovery', async () => {
    const plain: Transport = {
      send: (request) =>
        transport.send({ ...request, headers: { ...request.headers, accept: 'application/json' } }),
      stream: (request) => transport.stream(request),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const [aggregated, single] = await Promise.all([
      client.discovery.groups(),
      new RestClient({ transport: plain }).discovery.groups(),
    ]);
    const kindsOf = (groups: typeof single) =>
      groups
        .flatMap(({ versions }) => versions.flatMap(({ resources }) => resources))
        .map((one) => `${one.group}/${one.version} ${one.kind} ${one.plural} ${one.scope}`)
        .filter((line) => !line.startsWith('client-'))
        .toSorted();
    expect(kindsOf(single)).toEqual(kindsOf(aggregated));
    expect((await client.discovery.serverVersion()).gitVersion).toMatch(/^v1\./);
  });

  it('creates or patches, and says what it did', async () => {
    const metadata = key();
    const size = (spec: number, status?: number) =>
      createOrPatch(client, Berth, metadata, (berth) => {
        berth.spec = { ...berth.spec, size: spec };
        if (status !== undefined) berth.status = { size: status };
      });
    expect(await size(1, 1)).toBe('created');
    expect(await size(1, 1)).toBe('unchanged');
    expect(await size(2, 1)).toBe('updated');
    expect(await size(2, 2)).toBe('updatedStatusOnly');
    expect(await size(3, 3)).toBe('updatedStatus');
    expect(await client.get(Berth, metadata)).toMatchObject({
      spec: { size: 3 },
      status: { size: 3 },
    });
  });

  it('loses no increment of several writers', async () => {
    const metadata = key();
    await client.create(ConfigMap, { metadata, data: { count: '0' } });
    const increment = () =>
      retryOnConflict(
        async () => {
          const found = await client.get(ConfigMap, metadata);
          if (found === undefined) throw new Error('gone');
          const count = String(Number(found.data?.['count']) + 1);
          return client.update({ ...found, data: { count } });
        },
        { steps: 100, jitter: 3 },
      );
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        for (let turn = 0; turn < 20; turn += 1) await increment();
      }),
    );
    expect((await client.get(ConfigMap, metadata))?.data).toEqual({ count: '200' });
  });

  it('puts a finalizer on and takes it off, never over the work of another', async () => {
    const metadata = key();
    const name = 'example.com/cleanup';
    const created = await client.create(ConfigMap, { metadata });
    expect(await ensureFinalizer(client, ConfigMap, created, name)).toBe(true);
    const guarded = await client.get(ConfigMap, metadata);
    if (guarded === undefined) throw new Error('gone');
    expect(guarded.metadata.finalizers).toEqual([name]);
    expect(await ensureFinalizer(client, ConfigMap, guarded, name)).toBe(false);
    await expect(
      ensureFinalizer(client, ConfigMap, created, 'example.com/other'),
    ).rejects.toSatisfy(isConflict);
    await client.delete(ConfigMap, metadata);
    const dying = await client.get(ConfigMap, metadata);
    if (dying === undefined) throw new Error('gone');
    expect(await removeFinalizer(client, ConfigMap, dying, name)).toBe(true);
    expect(await client.get(ConfigMap, metadata)).toBeUndefined();
    expect(await removeFinalizer(client, ConfigMap, dying, name)).toBe(false);
  });

  it('logs a warning of the server once', async () => {
    const spec = { unknown: 1 } as object;
    await client.create(Berth, { metadata: key(), spec });
    await client.create(Berth, { metadata: key(), spec });
    expect(logger.messages('warn').filter((text) => text.includes('spec.unknown'))).toHaveLength(1);
  });

  it('installs again without a change, and says which names are taken', async () => {
    expect(installed).toEqual([{ name: `berths.${group}`, result: 'created' }]);
    expect(await installCustomResources(client, [definition])).toMatchObject([
      { result: 'unchanged' },
    ]);
    const rival = structuredClone(definition);
    rival.metadata.name = `wharves.${group}`;
    rival.spec.names = { ...rival.spec.names, plural: 'wharves', singular: 'wharf' };
    await expect(installCustomResources(client, [rival])).rejects.toThrow(
      /^wharves\..*already in use/,
    );
    expect(await uninstallCustomResources(client, [rival])).toEqual([rival.metadata.name]);
    expect(
      await client.get(CustomResourceDefinition, { name: rival.metadata.name }),
    ).toBeUndefined();
  });
});

async function take<T>(
  events: AsyncIterable<WatchEvent<T>>,
  count: number,
): Promise<WatchEvent<T>[]> {
  const taken: WatchEvent<T>[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}
