import { randomUUID } from 'node:crypto';
import { ConfigMap, Namespace } from '@keelson/kubernetes/core/v1';
import { describe, expect, inject, it } from 'vitest';
import { loadClusterConfig } from '../client/config/load-cluster-config.ts';
import { createHttpTransport } from '../client/http-transport.ts';
import { RestClient } from '../client/rest-client.ts';
import type { Transport, TransportStream } from '../client/transport.ts';
import { metadataOnly } from '../scheme/metadata-only.ts';
import { eventually } from '../testing/eventually.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { systemClock } from '../util/system-clock.ts';
import { Cache } from './cache.ts';
import { CachedClient } from './cached-client.ts';

/** Counts what goes over the wire, and can break the streams that are open. */
class WatchedTransport implements Transport {
  readonly asked: string[] = [];
  readonly #transport: Transport;
  readonly #streams = new Set<AbortController>();

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  send: Transport['send'] = (request) => {
    this.asked.push(`${request.method} ${request.path}`);
    return this.#transport.send(request);
  };

  stream: Transport['stream'] = async (request): Promise<TransportStream> => {
    const { query } = request;
    const version = query?.get('resourceVersion') ?? '';
    this.asked.push(`WATCH ${request.path} ${query?.has('sendInitialEvents') ? 'list' : version}`);
    const broken = new AbortController();
    this.#streams.add(broken);
    const signals = [broken.signal, ...(request.signal === undefined ? [] : [request.signal])];
    return await this.#transport.stream({ ...request, signal: AbortSignal.any(signals) });
  };

  breakStreams(): void {
    const reason = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    for (const stream of this.#streams) stream.abort(reason);
    this.#streams.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport[Symbol.asyncDispose]();
  }
}

async function setUp() {
  const config = await loadClusterConfig({ kubeconfig: inject('kubeconfigPath') });
  const transport = new WatchedTransport(createHttpTransport(config));
  const live = new RestClient({ transport, fieldManager: 'cache-test' });
  const namespace = `cache-${randomUUID().slice(0, 8)}`;
  await live.create(Namespace, { metadata: { name: namespace }, spec: {} });
  const logger = new RecordingLogger();
  const stop = new AbortController();
  const cache = new Cache({
    client: live,
    clock: systemClock,
    logger,
    defaultNamespaces: [namespace],
  });
  const client = new CachedClient({ cache, client: live });
  let running: Promise<void> | undefined;
  return {
    cache,
    client,
    live,
    logger,
    namespace,
    transport,
    watches: () => transport.asked.filter((line) => line.startsWith('WATCH')),
    lists: () => transport.asked.filter((line) => /^GET .*\/configmaps$/.test(line)),
    start: async () => {
      running = cache.start(stop.signal);
      await cache.waitForSync(stop.signal);
    },
    put: (name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}) =>
      live.apply(ConfigMap, { metadata: { namespace, name, labels }, data }),
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
      await live.delete(Namespace, { name: namespace });
      await transport[Symbol.asyncDispose]();
    },
  };
}

/** A controller puts this into each namespace, where there are controllers. */
const published = 'kube-root-ca.crt';

describe('informers on an API server', () => {
  it('tell of each addition, change and deletion once (S10)', async () => {
    await using test = await setUp();
    const { namespace } = test;
    await test.put('before');
    const seen: string[] = [];
    test.cache.informer(ConfigMap).addHandler((event) => {
      const { name, labels } = event.object.metadata;
      if (name === published) return;
      seen.push(`${event.type} ${name} ${labels?.['run'] ?? ''}`.trim());
    });
    await test.start();
    expect(seen).toEqual(['created before']);
    await test.put('shell', {}, { run: 'shell' });
    await test.put('shell', {}, { run: 'other' });
    await test.live.delete(ConfigMap, { namespace, name: 'shell' });
    await eventually(() => seen.length >= 4);
    expect(seen.slice(1)).toEqual([
      'created shell shell',
      'updated shell other',
      'deleted shell other',
    ]);
    expect([test.watches().length, test.lists().length]).toEqual([1, 0]);
  });

  it('answer reads without a request, and show our own writes at once (S11)', async () => {
    await using test = await setUp();
    const { client, namespace } = test;
    test.cache.addIndex(ConfigMap, 'data.color', (one) => [one.data?.['color'] ?? '']);
    await test.put('a', { color: 'red' }, { app: 'x' });
    await test.put('b', { color: 'blue' }, { app: 'x' });
    await test.start();
    const before = test.transport.asked.length;
    for (let count = 0; count < 1000; count += 1) {
      await client.get(ConfigMap, { namespace, name: 'a' });
    }
    const labelled = await client.list(ConfigMap, { namespace, labelSelector: 'app=x' });
    const red = await client.list(ConfigMap, { fieldSelector: 'data.color=red' });
    expect([labelled.items.length, red.items.length]).toEqual([2, 1]);
    expect(test.transport.asked).toHaveLength(before);
    for (let count = 0; count < 20; count += 1) {
      const name = `written-${count}`;
      await client.create(ConfigMap, { metadata: { namespace, name }, data: { v: '1' } });
      expect((await client.get(ConfigMap, { namespace, name }))?.data).toEqual({ v: '1' });
      const body = { data: { v: '2' } };
      await client.patch(ConfigMap, { namespace, name }, { type: 'merge', body });
      expect((await client.get(ConfigMap, { namespace, name }))?.data).toEqual({ v: '2' });
      await client.delete(ConfigMap, { namespace, name });
      expect(await client.get(ConfigMap, { namespace, name })).toBeUndefined();
    }
    await eventually(async () => {
      const { items } = await client.list(ConfigMap, { namespace });
      return items.filter(({ metadata }) => metadata.name !== published).length === 2;
    });
  });

  it('show each object again at each resync, without a request (S12)', async () => {
    await using test = await setUp();
    for (const name of ['a', 'b', 'c']) await test.put(name);
    let again = 0;
    const handler = test.cache.informer(ConfigMap).addHandler(
      (event) => {
        if (event.type === 'updated' && event.old === event.object) again += 1;
      },
      { resyncPeriodMs: 200 },
    );
    await test.start();
    const before = test.transport.asked.length;
    await eventually(() => again >= 6);
    handler.remove();
    expect(test.transport.asked).toHaveLength(before);
  });

  it('resume where a broken stream ended, with nothing missed and nothing twice (S13)', async () => {
    await using test = await setUp();
    const { namespace } = test;
    await test.put('a');
    await test.put('gone');
    const seen: string[] = [];
    const informer = test.cache.informer(ConfigMap);
    informer.addHandler(({ type, object: { metadata } }) => {
      if (metadata.name !== published) seen.push(`${type} ${metadata.name}`);
    });
    await test.start();
    test.transport.breakStreams();
    await test.live.delete(ConfigMap, { namespace, name: 'gone' });
    await test.put('b');
    await eventually(() => seen.length >= 4);
    expect(seen).toEqual(['created a', 'created gone', 'deleted gone', 'created b']);
    expect(test.watches().map((line) => line.endsWith(' list'))).toEqual([true, false]);
    expect(test.lists()).toEqual([]);
  });

  it('share one store among typed, dynamic and metadata readers', async () => {
    await using test = await setUp();
    const { client, namespace } = test;
    await test.put('a', { v: '1' });
    test.cache.declare(metadataOnly(ConfigMap));
    test.cache.declare(ConfigMap);
    await test.start();
    const key = { namespace, name: 'a' };
    const typed = await client.get(ConfigMap, key);
    expect(await client.get({ apiVersion: 'v1', kind: 'ConfigMap' }, key)).toBe(typed);
    expect(await client.get(metadataOnly(ConfigMap), key)).toBe(typed);
    expect(test.watches()).toHaveLength(1);
  });

  it('ask for metadata only where nothing else is read', async () => {
    await using test = await setUp();
    const { client, namespace } = test;
    await test.put('a', { v: '1' });
    test.cache.declare(metadataOnly(ConfigMap));
    await test.start();
    const object = await client.get(metadataOnly(ConfigMap), { namespace, name: 'a' });
    expect(object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'a' } });
    expect(object).not.toHaveProperty('data');
  });
});
