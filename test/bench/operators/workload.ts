import { setTimeout as delay } from 'node:timers/promises';
import { Namespace } from '@keelson/kubernetes/core/v1';
import { ApiError, installCustomResources, RestClient, type Transport } from '@keelson/runtime';
import { Bench, benchDefinition } from './bench-resource.ts';

const namespace = 'bench';
const width = 50;
const pulseEveryMs = 20;

/** The objects that the operators reconcile: makes them, changes them, and sees what becomes of them. */
export class Workload implements AsyncDisposable {
  readonly #client: RestClient;
  readonly #stop = new AbortController();
  #watching: Promise<void> | undefined;
  #count = 0;
  /** Of the last change; higher than all before. */
  #value = 0;
  /** Which value of an object is waited for. */
  readonly #awaited = new Map<string, { readonly value: number; readonly seen: () => void }>();

  readonly #seenAt = new Map<string, number>();

  constructor(transport: Transport) {
    this.#client = new RestClient({ transport, fieldManager: 'bench' });
  }

  /** Makes the kind, and begins to watch it. */
  async install(): Promise<void> {
    await installCustomResources(this.#client, [benchDefinition]);
    await this.#client.create(Namespace, { metadata: { name: namespace } });
    this.#watching = this.#watch();
  }

  /** Makes objects until there are `count`. Nothing has been observed of the new ones. */
  async grow(count: number): Promise<void> {
    const payload = 'x'.repeat(1024);
    await forEach(count - this.#count, (index) =>
      this.#client.create(Bench, {
        metadata: { namespace, name: nameOf(this.#count + index) },
        spec: { value: this.#value, payload },
      }),
    );
    this.#count = count;
  }

  /** Changes every object. What it resolves to resolves once an operator has observed each change. */
  async changeAll(): Promise<{ readonly observed: Promise<void> }> {
    const value = (this.#value += 1);
    const { promise, resolve } = Promise.withResolvers<void>();
    let missing = this.#count;
    const seen = (): void => {
      missing -= 1;
      if (missing === 0) resolve();
    };
    for (let index = 0; index < this.#count; index += 1) {
      this.#awaited.set(nameOf(index), { value, seen });
    }
    await forEach(this.#count, (index) => this.#change(nameOf(index), value));
    return { observed: promise };
  }

  /** Changes one object after the other, 50 a second: ms until the status of each has been seen. */
  async pulse(count: number): Promise<number[]> {
    const startedAt = performance.now();
    const latencies: Promise<number>[] = [];
    for (let index = 0; index < count; index += 1) {
      const waitMs = startedAt + index * pulseEveryMs - performance.now();
      await delay(Math.max(0, waitMs));
      latencies.push(this.#pulse(nameOf((index * 7919) % this.#count)));
    }
    return await Promise.all(latencies);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  async #pulse(name: string): Promise<number> {
    const value = (this.#value += 1);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#awaited.set(name, { value, seen: resolve });
    const sentAt = performance.now();
    await Promise.all([this.#change(name, value), promise.then(() => undefined)]);
    return (this.#seenAt.get(name) ?? Number.NaN) - sentAt;
  }

  async #change(name: string, value: number): Promise<void> {
    await this.#client.patch(
      Bench,
      { namespace, name },
      { type: 'merge', body: { spec: { value } } },
    );
  }

  /** The server closes a watch that falls behind in a storm: it is opened again where it was. */
  async #watch(): Promise<void> {
    const { signal } = this.#stop;
    let resourceVersion: string | undefined;
    while (!signal.aborted) {
      try {
        const events = this.#client.watch(Bench, { namespace, signal, resourceVersion });
        for await (const { object } of events) {
          ({ resourceVersion } = object.metadata);
          this.#see(object);
        }
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        resourceVersion = undefined;
        await delay(100);
      }
    }
  }

  #see({ metadata: { name }, status }: Bench): void {
    const awaited = this.#awaited.get(name);
    if (awaited === undefined || status?.observedValue !== awaited.value) return;
    this.#awaited.delete(name);
    this.#seenAt.set(name, performance.now());
    awaited.seen();
  }
}

function nameOf(index: number): string {
  return `bench-${String(index).padStart(6, '0')}`;
}

async function forEach(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < count) await work(next++);
    }),
  );
}
