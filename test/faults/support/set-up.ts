import { randomUUID } from 'node:crypto';
import { ConfigMap, Namespace } from '@keelson/kubernetes/core/v1';
import {
  Cache,
  type CacheKindOptions,
  type ClusterConfig,
  createHttpTransport,
  type HttpTransportOptions,
  loadClusterConfig,
  RestClient,
  type Transport,
} from '@keelson/runtime';
import { eventually, RecordingLogger } from '@keelson/runtime/testing';
import { FastClock } from './fast-clock.ts';
import { FaultProxy } from './fault-proxy.ts';

/** Options of {@link setUp}. */
export interface SetUpOptions {
  readonly kubeconfigPath: string;
  /** How much faster time goes for the client once its cache is filled. @default 100 */
  readonly speed?: number;
  /** The same, until then. @default 1 */
  readonly startSpeed?: number;
  readonly transport?: HttpTransportOptions;
  /** Servers that the fault `other-server` can point at. @default none */
  readonly others?: Readonly<Record<string, ClusterConfig>>;
  /** How kinds are cached. @default nothing of note */
  readonly byObject?: readonly CacheKindOptions[];
  /** See `CacheOptions`; by the client's clock. @default a day: the server's bookmarks come in real time */
  readonly idleTimeoutMs?: number;
}

/** A namespace, a cache of its ConfigMaps through a fault proxy, and what the cache tells. */
export interface Set {
  readonly proxy: FaultProxy;
  readonly clock: FastClock;
  /** Straight to the server. */
  readonly live: RestClient;
  /** Through the proxy. */
  readonly client: RestClient;
  readonly transport: Transport;
  readonly namespace: string;
  readonly cache: Cache;
  readonly logger: RecordingLogger;
  /** What the handler was told, as `created a 1`. */
  readonly seen: string[];
  /** What the metrics were told, as `restarted closed` and `relisted expired`. */
  readonly recoveries: string[];
  /** Starts the cache, and waits until it is filled. */
  start(): Promise<void>;
  put(name: string, v?: string): Promise<ConfigMap>;
  remove(name: string): Promise<void>;
  /** What the cache holds, as `a=1 b=2`. */
  held(): string;
  /** Waits until the cache holds this. */
  holds(expected: string, timeoutMs?: number): Promise<void>;
}

/** In each namespace, where there are controllers. */
const published = 'kube-root-ca.crt';
const dayMs = 86_400_000;

export async function setUp(options: SetUpOptions): Promise<Set & AsyncDisposable> {
  const { kubeconfigPath, speed = 100, startSpeed = 1, idleTimeoutMs = dayMs } = options;
  await using cleanup = new AsyncDisposableStack();
  const direct = await loadClusterConfig({ kubeconfig: kubeconfigPath });
  const live = new RestClient({
    transport: cleanup.use(createHttpTransport(direct)),
    fieldManager: 'faults',
  });
  const namespace = `faults-${randomUUID().slice(0, 8)}`;
  await live.create(Namespace, { metadata: { name: namespace } });
  cleanup.defer(() => live.delete(Namespace, { name: namespace }));
  const proxy = cleanup.use(await FaultProxy.before(direct, options.others));
  const clock = new FastClock(startSpeed);
  const transport = cleanup.use(
    createHttpTransport(proxy.config, { clock, timeoutMs: 30_000 * speed, ...options.transport }),
  );
  const client = new RestClient({ transport, fieldManager: 'faults' });
  const logger = new RecordingLogger();
  const recoveries: string[] = [];
  const cache = new Cache({
    client,
    clock,
    logger,
    random: () => 0,
    idleTimeoutMs,
    defaultNamespaces: [namespace],
    byObject: options.byObject,
    metrics: {
      informer: () => ({
        restarted: (reason) => void recoveries.push(`restarted ${reason}`),
        relisted: (reason) => void recoveries.push(`relisted ${reason}`),
        handlerFailed: () => void recoveries.push('handler failed'),
        observe: () => () => {},
      }),
    },
  });
  const seen: string[] = [];
  const informer = cache.informer(ConfigMap);
  informer.addHandler((event) => {
    const { metadata, data } = event.object;
    if (metadata.name === published) return;
    seen.push(`${event.type} ${metadata.name} ${data?.['v'] ?? ''}`.trim());
  });
  const stop = new AbortController();
  let running: Promise<void> | undefined;
  cleanup.defer(async () => {
    stop.abort();
    await running;
  });
  const held = (): string =>
    informer
      .list()
      .filter(({ metadata }) => metadata.name !== published)
      .map(({ metadata, data }) => `${metadata.name}=${data?.['v'] ?? ''}`)
      .toSorted()
      .join(' ');
  const owned = cleanup.move();
  return {
    proxy,
    clock,
    live,
    client,
    transport,
    namespace,
    cache,
    logger,
    seen,
    recoveries,
    start: async () => {
      running = cache.start(stop.signal);
      await cache.waitForSync(stop.signal);
      clock.accelerate(speed);
    },
    put: (name, v = '1') => live.apply(ConfigMap, { metadata: { namespace, name }, data: { v } }),
    remove: (name) => live.delete(ConfigMap, { namespace, name }),
    held,
    holds: async (expected, timeoutMs = 10_000) => {
      const what = `a cache of ${expected}`;
      await eventually(() => held() === expected, { what, timeoutMs, intervalMs: 5 });
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
