import { randomUUID } from 'node:crypto';
import { ConfigMap, Namespace } from '@keelson/kubernetes/core/v1';
import {
  Cache,
  createHttpTransport,
  type DeepReadonly,
  listPages,
  loadClusterConfig,
  RestClient,
} from '@keelson/runtime';
import { eventually, RecordingLogger } from '@keelson/runtime/testing';
import { FastClock } from './fast-clock.ts';
import { FaultProxy } from './fault-proxy.ts';
import { type FaultSchedule, play, seededRandom } from './fault-schedule.ts';
import { RandomWriter } from './random-writer.ts';
import { Witness } from './witness.ts';

/** Options of {@link converge}. */
export interface ConvergenceOptions {
  readonly kubeconfigPath: string;
  readonly schedule: FaultSchedule;
  readonly lengthMs: number;
  readonly objects: number;
  readonly writesPerSecond: number;
  /** How much faster time goes for the client. */
  readonly speed: number;
  /** What the cache has to be equal to the server once all faults are over. */
  readonly settleMs: number;
}

/** What a run has seen. */
export interface ConvergenceResult {
  readonly objects: number;
  readonly writes: number;
  readonly events: number;
  readonly watches: number;
  readonly lists: number;
  /** From the end of the last fault and write until cache and server were equal. */
  readonly settledInMs: number;
  /** Breaches of what handlers may rely on; see `Informer`. */
  readonly breaches: readonly string[];
}

/**
 * Many objects, many writes, and everything that goes wrong in between by a schedule. Resolves once
 * the cache is equal to the server.
 * @throws {Error} when it is not within `settleMs`
 */
export async function converge(options: ConvergenceOptions): Promise<ConvergenceResult> {
  const { kubeconfigPath, schedule, objects, speed, settleMs, lengthMs, writesPerSecond } = options;
  await using cleanup = new AsyncDisposableStack();
  const direct = await loadClusterConfig({ kubeconfig: kubeconfigPath });
  const live = new RestClient({
    transport: cleanup.use(createHttpTransport(direct)),
    fieldManager: 'faults',
  });
  const namespace = `converge-${randomUUID().slice(0, 8)}`;
  await live.create(Namespace, { metadata: { name: namespace } });
  cleanup.defer(() => live.delete(Namespace, { name: namespace }));
  const writer = new RandomWriter({ live, namespace, random: seededRandom(schedule.seed) });
  await writer.fill(objects);
  const proxy = cleanup.use(await FaultProxy.before(direct));
  const clock = new FastClock(speed);
  const transport = cleanup.use(
    createHttpTransport(proxy.config, {
      clock,
      pingIdleMs: 10_000 / speed,
      pingTimeoutMs: 10_000 / speed,
      connectTimeoutMs: 10_000 / speed,
    }),
  );
  const cache = new Cache({
    client: new RestClient({ transport }),
    clock,
    logger: new RecordingLogger(),
    defaultNamespaces: [namespace],
  });
  const informer = cache.informer(ConfigMap);
  const witness = new Witness();
  informer.addHandler((event) => witness.see(event));
  const stop = new AbortController();
  const running = cache.start(stop.signal);
  cleanup.defer(async () => {
    stop.abort();
    await running;
  });
  await Promise.all([play(schedule, proxy), writer.write(lengthMs, writesPerSecond)]);
  const overAt = performance.now();
  const wanted = await stateOf(live, namespace);
  await eventually(
    () => {
      const held = new Set(informer.list().map((object) => nameOf(object)));
      const missing = [...wanted].filter((name) => !held.has(name)).length;
      if (missing === 0 && held.size === wanted.size) return true;
      throw new Error(`${missing} of ${wanted.size} are missing, and ${held.size} are held`);
    },
    { timeoutMs: settleMs, what: 'a cache that is equal to the server' },
  );
  const settledInMs = performance.now() - overAt;
  return {
    objects: wanted.size,
    writes: writer.writes,
    events: witness.events,
    watches: proxy.count('watch') + proxy.count('watch-list'),
    lists: proxy.count('list'),
    settledInMs,
    breaches: witness.breaches,
  };
}

function nameOf({ metadata: { name, uid, resourceVersion } }: DeepReadonly<ConfigMap>): string {
  return `${name} ${uid} ${resourceVersion}`;
}

async function stateOf(live: RestClient, namespace: string): Promise<Set<string>> {
  const state = new Set<string>();
  for await (const { items } of listPages(live, ConfigMap, { namespace })) {
    for (const item of items) state.add(nameOf(item));
  }
  return state;
}
