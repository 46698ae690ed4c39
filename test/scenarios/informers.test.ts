import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { KubernetesObject } from '@keelson/kubernetes';
import { CustomResourceDefinition } from '@keelson/kubernetes/apiextensions/v1';
import { ConfigMap } from '@keelson/kubernetes/core/v1';
import {
  Cache,
  compareResourceVersions,
  createHttpTransport,
  type DeepReadonly,
  installCustomResources,
  listPages,
  loadClusterConfig,
  Manager,
  mutable,
  type ObjectEvent,
  type ResourceRef,
  RestClient,
  systemClock,
  type Transport,
} from '@keelson/runtime';
import { eventually, RecordingLogger } from '@keelson/runtime/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { HealthCheckPolicy as Policy } from '../../examples/healthcheckpolicy/src/api/v1beta1/health-check-policy.ts';
import { Cluster } from './support/cluster.ts';
import { healthCheckPolicies } from './support/health-check-policies.ts';
import { RecordingTransport } from './support/recording-transport.ts';
import { TcpProxy } from './support/tcp-proxy.ts';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.connect(inject('kubeconfigPath'));
});

afterAll(() => cluster[Symbol.asyncDispose]());

const put = (namespace: string, name: string, data: Record<string, string> = {}) =>
  cluster.client.apply(ConfigMap, { metadata: { namespace, name }, data });

const remove = (namespace: string, name: string) =>
  cluster.client.delete(ConfigMap, { namespace, name });

/** How an event shows an object of a kind. */
interface Shown<T extends KubernetesObject> {
  readonly type: ResourceRef<T>;
  readonly valueOf: (object: DeepReadonly<T>) => string | undefined;
}

const configMaps: Shown<ConfigMap> = { type: ConfigMap, valueOf: ({ data }) => data?.['v'] };

/** A controller puts this into each namespace, where there are controllers. */
const published = 'kube-root-ca.crt';

/** A cache of one kind over a transport, and what its informer told. */
async function startCache<T extends KubernetesObject>(
  { type, valueOf }: Shown<T>,
  transport: Transport,
  namespace: string,
) {
  const seen: string[] = [];
  const events: ObjectEvent<T>[] = [];
  const logger = new RecordingLogger();
  const cache = new Cache({
    client: new RestClient({ transport }),
    clock: systemClock,
    logger,
    defaultNamespaces: [namespace],
  });
  const informer = cache.informer(type);
  informer.addHandler((event) => {
    if (event.object.metadata.name === published) return;
    events.push(event);
    const { type: change, object } = event;
    seen.push(`${change} ${object.metadata.name} ${valueOf(object) ?? ''}`.trim());
  });
  const stop = new AbortController();
  const running = cache.start(stop.signal);
  await cache.waitForSync(stop.signal);
  return {
    seen,
    events,
    logger,
    informer,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
    },
  };
}

describe('an informer', () => {
  it('S13 survives seconds without the server: no event is lost, none comes twice', async () => {
    const namespace = await cluster.newNamespace();
    const folder = await mkdtemp(path.join(tmpdir(), 'keelson-scenario-'));
    await using files = new AsyncDisposableStack();
    files.defer(() => rm(folder, { recursive: true }));
    const { proxy, kubeconfig } = await TcpProxy.inFrontOf(inject('kubeconfigPath'), folder);
    files.use(proxy);
    const config = await loadClusterConfig({ kubeconfig });
    const transport = files.use(new RecordingTransport(createHttpTransport(config)));
    await put(namespace, 'changed', { v: '1' });
    await put(namespace, 'removed', { v: '1' });
    await put(namespace, 'same', { v: '1' });
    await using informer = await startCache(configMaps, transport, namespace);
    expect(informer.seen.toSorted()).toEqual([
      'created changed 1',
      'created removed 1',
      'created same 1',
    ]);

    await proxy.close();
    await put(namespace, 'changed', { v: '2' });
    await remove(namespace, 'removed');
    await put(namespace, 'added', { v: '1' });
    // Long enough for several refused attempts.
    await eventually(() => transport.lines.length >= 3, { what: 'attempts while it is down' });
    expect(informer.seen).toHaveLength(3);
    expect(informer.informer.get({ namespace, name: 'changed' })?.data).toEqual({ v: '1' });
    await proxy.open();
    await eventually(() => informer.seen.length >= 6);
    await put(namespace, 'last');
    await eventually(() => informer.seen.includes('created last'));
    expect(informer.seen.slice(3)).toEqual([
      'updated changed 2',
      'deleted removed 1',
      'created added 1',
      'created last',
    ]);
    expect(transport.lines.filter((line) => line.startsWith('GET'))).toEqual([]);
  });

  it('S10 S13 lists again when the server has forgotten its version, and tells the difference', async () => {
    const namespace = await cluster.newNamespace();
    const hcp = await healthCheckPolicies(`${cluster.id}.informers.example.com`);
    await installCustomResources(cluster.client, [hcp.manifest]);
    await using cleanup = new AsyncDisposableStack();
    const { name } = hcp.manifest.metadata;
    cleanup.defer(() => cluster.client.delete(CustomResourceDefinition, { name }));
    const apply = (policy: string, podLabel: string) =>
      cluster.client.apply(hcp.v1beta1, {
        metadata: { namespace, name: policy },
        spec: { podLabel },
      });
    await apply('changed', 'a');
    await apply('removed', 'a');
    await apply('same', 'a');
    const transport = cleanup.use(new ForgetfulTransport(cluster.transport));
    const policies: Shown<Policy> = { type: hcp.v1beta1, valueOf: ({ spec }) => spec.podLabel };
    const informer = cleanup.use(await startCache(policies, transport, namespace));
    expect(informer.seen).toHaveLength(3);

    transport.lose();
    await apply('changed', 'b');
    await cluster.client.delete(hcp.v1beta1, { namespace, name: 'removed' });
    await apply('added', 'a');
    transport.reach();
    await eventually(() => informer.seen.length >= 6);
    expect(transport.answers[0]).toContain('too old resource version: 1 (');
    expect(informer.seen.slice(3).toSorted()).toEqual([
      'created added a',
      'deleted removed a',
      'updated changed b',
    ]);
    const deleted = informer.events.find(({ type }) => type === 'deleted');
    expect(deleted).toMatchObject({
      isFinalStateUnknown: true,
      object: { metadata: { namespace } },
    });
    await apply('last', 'a');
    await eventually(() => informer.seen.includes('created last a'));
    expect(informer.seen).toHaveLength(7);
  });

  it('S13 is one for two controllers: one list and one watch on the wire', async () => {
    const namespace = await cluster.newNamespace();
    await put(namespace, 'a');
    const transport = new RecordingTransport(cluster.transport);
    const manager = new Manager({
      transport,
      namespaces: [namespace],
      logger: new RecordingLogger(),
      metrics: { bindAddress: '0' },
      health: { bindAddress: '0' },
    });
    const seen = new Set<string>();
    for (const name of ['first', 'second']) {
      manager.addController(
        { for: ConfigMap, name },
        {
          reconcile: async (request) => {
            if (request.name !== published) seen.add(`${name} ${request.name}`);
          },
        },
      );
    }
    const stop = new AbortController();
    const done = manager.start(stop.signal);
    try {
      await put(namespace, 'b');
      await eventually(() => seen.size >= 4);
      expect(Array.from(seen).toSorted()).toEqual(['first a', 'first b', 'second a', 'second b']);
      const collection = `/api/v1/namespaces/${namespace}/configmaps`;
      const asked = transport.lines.filter((line) => line.endsWith(collection));
      // The watch begins with the list.
      expect(asked).toEqual([`WATCH ${collection}`]);
    } finally {
      stop.abort();
      await done;
    }
  });

  it('S19 gives objects that cannot be changed, and copies that can', async () => {
    const namespace = await cluster.newNamespace();
    await put(namespace, 'a', { v: '1' });
    await using informer = await startCache(configMaps, cluster.transport, namespace);
    const key = { namespace, name: 'a' };
    const object = informer.informer.get(key)!;
    expect(() => ((object as ConfigMap).data!['v'] = '2')).toThrow(TypeError);
    expect(() => ((object as ConfigMap).metadata.labels = {})).toThrow(TypeError);
    expect(Object.isFrozen(informer.events[0]?.object.metadata)).toBe(true);
    const copy = mutable(object);
    copy.data = { v: '2' };
    copy.metadata.labels = { mine: 'yes' };
    expect(informer.informer.get(key)).toBe(object);
    expect(informer.informer.get(key)).toMatchObject({ data: { v: '1' } });
    const stored = await cluster.client.update(copy);
    await eventually(() => informer.informer.get(key)?.data?.['v'] === '2');
    const { resourceVersion } = informer.informer.get(key)!.metadata;
    expect(compareResourceVersions(resourceVersion, stored.metadata.resourceVersion)).toBe(0);
    expect(object.data).toEqual({ v: '1' });
  });
});

describe('a list of many', () => {
  it('S13 comes in pages of 500, all of one version, with nothing missed and nothing twice', async () => {
    const namespace = await cluster.newNamespace();
    const count = 520;
    for (let start = 0; start < count; start += 65) {
      await Promise.all(
        Array.from({ length: 65 }, (_, offset) =>
          cluster.client.create(ConfigMap, {
            metadata: {
              namespace,
              name: `many-${String(start + offset).padStart(4, '0')}`,
              labels: { of: 'many' },
            },
          }),
        ),
      );
    }
    const before = cluster.transport.requests.length;
    const names: string[] = [];
    const versions = new Set<string | undefined>();
    const sizes: number[] = [];
    const pages = listPages(cluster.client, ConfigMap, { namespace, labelSelector: 'of=many' });
    for await (const { items, metadata } of pages) {
      if (sizes.length === 0) await remove(namespace, 'many-0519');
      versions.add(metadata.resourceVersion);
      sizes.push(items.length);
      names.push(...items.map((item) => item.metadata.name));
    }
    expect(sizes).toEqual([500, 20]);
    expect(versions.size).toBe(1);
    expect(new Set(names).size).toBe(count);
    expect(names.at(-1)).toBe('many-0519');
    const lists = cluster.transport.requests.slice(before).filter(({ method }) => method === 'GET');
    expect(lists.map(({ query }) => [query?.get('limit'), query?.has('continue')])).toEqual([
      ['500', false],
      ['500', true],
    ]);
  });
});

/** A network that breaks, and a server that, after this, has forgotten what the client knew. */
class ForgetfulTransport implements Transport {
  /** What the server says of the version that it has forgotten. */
  readonly answers: string[] = [];
  readonly #transport: Transport;
  #lost = new AbortController();
  #reached = Promise.resolve();
  #reach = (): void => {};
  #mustForget = false;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  lose(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#reached = promise;
    this.#reach = resolve;
    this.#mustForget = true;
    const reason = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    this.#lost.abort(reason);
    this.#lost = new AbortController();
  }

  reach(): void {
    this.#reach();
  }

  send: Transport['send'] = (request) => this.#transport.send(request);

  stream: Transport['stream'] = async (request) => {
    await this.#reached;
    const signals = [this.#lost.signal, ...(request.signal ? [request.signal] : [])];
    const signal = AbortSignal.any(signals);
    if (!this.#mustForget) return this.#transport.stream({ ...request, signal });
    this.#mustForget = false;
    const query = new URLSearchParams(request.query);
    // For a kind that was installed later, the server never knew the first version of the store.
    query.set('resourceVersion', '1');
    const stream = await this.#transport.stream({ ...request, query, signal });
    return { ...stream, chunks: this.#listen(stream.chunks) };
  };

  async [Symbol.asyncDispose](): Promise<void> {}

  async *#listen(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.answers.push(new TextDecoder().decode(chunk));
      yield chunk;
    }
  }
}
