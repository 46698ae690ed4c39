// What a reconcile costs: processor time of this process for rounds of "an object changes, it is
// reconciled, and patched", which is the next change. The same rounds are run by hand on the bare
// client in the same process, so that the ratio means something on a shared machine.
//
//   node test/bench/reconcile.ts [rounds, 5000] [objects at the same time, 10]
import { startControlPlane } from '@keelson/control-plane';
import { ConfigMap, Namespace } from '@keelson/kubernetes/core/v1';
import {
  type Client,
  controllerManagedBy,
  createHttpTransport,
  loadClusterConfig,
  Manager,
  type Reconciler,
  type Request,
  RestClient,
  silentLogger,
} from '@keelson/runtime';

const [rounds = 5_000, width = 10] = process.argv.slice(2).map(Number);

await using controlPlane = await startControlPlane({ backend: 'real' });
const kubeconfig = controlPlane.kubeconfigPath;
await using transport = createHttpTransport(await loadClusterConfig({ kubeconfig }));
const client = new RestClient({ transport, fieldManager: 'bench' });

type Run = (namespace: string) => Promise<void>;

/** @returns processor time in ms */
async function measured(name: string, run: Run): Promise<number> {
  const namespace = `${name}-${Math.random().toString(36).slice(2)}`;
  await client.create(Namespace, { metadata: { name: namespace } });
  for (let index = 0; index < width; index += 1) {
    await client.create(ConfigMap, {
      metadata: { namespace, name: `object-${index}` },
      data: { round: '0' },
    });
  }
  const before = process.cpuUsage();
  await run(namespace);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Counts the rounds of all objects, and says when they are over. */
class Rounds {
  readonly over = Promise.withResolvers<void>();
  #done = 0;

  /** @returns the patch of the next round, or nothing after the last one */
  next(map: { readonly data?: Readonly<Record<string, string>> }) {
    this.#done += 1;
    if (this.#done >= rounds) this.over.resolve();
    const round = String(Number(map.data?.['round'] ?? 0) + 1);
    return this.#done > rounds
      ? undefined
      : ({ type: 'merge', body: { data: { round } } } as const);
  }
}

async function runBare(namespace: string): Promise<void> {
  const counter = new Rounds();
  const stop = new AbortController();
  void counter.over.promise.then(() => stop.abort());
  const patches: Promise<unknown>[] = [];
  for await (const { object } of client.watch(ConfigMap, { namespace, signal: stop.signal })) {
    const patch = counter.next(object);
    if (patch !== undefined) patches.push(client.patch(ConfigMap, object, patch));
  }
  await Promise.all(patches);
}

class Patcher implements Reconciler {
  readonly #client: Client;
  readonly #rounds: Rounds;

  constructor(patching: Client, counter: Rounds) {
    this.#client = patching;
    this.#rounds = counter;
  }

  async reconcile(request: Request): Promise<void> {
    const map = await this.#client.get(ConfigMap, request);
    const patch = map && this.#rounds.next(map);
    if (patch !== undefined) await this.#client.patch(ConfigMap, request, patch);
  }
}

async function runManager(namespace: string): Promise<void> {
  const counter = new Rounds();
  const off = { bindAddress: '0' };
  const manager = new Manager({
    kubeconfig,
    namespaces: [namespace],
    metrics: off,
    health: off,
    logger: silentLogger,
  });
  controllerManagedBy(manager)
    .for(ConfigMap)
    .with({ maxConcurrentReconciles: width })
    .complete(new Patcher(manager.client, counter));
  const stop = new AbortController();
  const running = manager.start(stop.signal);
  await counter.over.promise;
  stop.abort();
  await running;
}

// Once to warm up, then in turn.
for (const isMeasured of [false, true, true, true]) {
  const bare = await measured('bare', runBare);
  const managed = await measured('manager', runManager);
  if (!isMeasured) continue;
  const ratio = (managed / bare).toFixed(2);
  const perRound = [bare, managed].map((ms) => `${((ms * 1000) / rounds).toFixed(0)} us`);
  console.log(
    `bare ${perRound[0]}, manager ${perRound[1]} of processor time a round: ratio ${ratio}`,
  );
}
