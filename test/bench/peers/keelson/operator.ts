// The bench's operator on Keelson: see ../../operators.ts for what it must do and print. Compiled by
// the bench into a folder beside it, against the built runtime, as users run theirs.
import {
  type Client,
  CustomResource,
  CustomResourceObject,
  controllerManagedBy,
  Manager,
  type Reconciler,
  type Request,
} from '@keelson/runtime';

interface BenchSpec {
  readonly value: number;
  readonly payload?: string;
}

interface BenchStatus {
  readonly observedValue?: number;
  readonly observedGeneration?: number;
}

class Bench extends CustomResourceObject<BenchSpec, BenchStatus> {}
CustomResource({ group: 'bench.dev', version: 'v1', plural: 'benches' })(Bench);

class BenchReconciler implements Reconciler {
  readonly #client: Client;
  #hasReconciled = false;

  constructor(client: Client) {
    this.#client = client;
  }

  async reconcile(request: Request): Promise<void> {
    if (!this.#hasReconciled) {
      this.#hasReconciled = true;
      console.log('reconciling');
    }
    const bench = await this.#client.get(Bench, request);
    if (bench === undefined) return;
    const { value } = bench.spec;
    const { generation } = bench.metadata;
    const { status } = bench;
    if (status?.observedValue === value && status.observedGeneration === generation) return;
    await this.#client.status.patch(Bench, request, {
      type: 'merge',
      body: { status: { observedValue: value, observedGeneration: generation } },
    });
  }
}

const manager = new Manager({ metrics: { bindAddress: '0' }, health: { bindAddress: '0' } });
controllerManagedBy(manager)
  .for(Bench)
  .with({ maxConcurrentReconciles: Number(process.env['WORKERS']) })
  .complete(new BenchReconciler(manager.client));
// Runs like a controller once the caches are filled.
manager.add({ start: () => Promise.resolve(console.log('synced')) });
await manager.run();
