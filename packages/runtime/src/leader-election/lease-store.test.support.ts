import type { Lease } from '@keelson/kubernetes/coordination/v1';
import type { CreateInput, WatchEvent } from '../client/client.ts';
import type { LeaseClient } from './lease-client.ts';
import type { ReadonlyLease } from './lease-lock.ts';

/** What becomes of an exchange. */
export type Fault = 'refuse' | 'lose-reply' | 'hang';

/** The Lease of one API server, with the server's optimistic concurrency. */
export class LeaseStore {
  lease: ReadonlyLease | undefined;
  readonly writes: string[] = [];
  #version = 0;
  watches = 0;
  readonly #watchers = new Map<(event: WatchEvent<Lease>) => void, () => void>();

  create(lease: CreateInput<Lease>): ReadonlyLease {
    if (this.lease !== undefined) throw new Error('409 AlreadyExists');
    return this.#store('ADDED', {
      ...(lease as unknown as Lease),
      metadata: {
        ...lease.metadata,
        uid: `uid-${this.#version}`,
        creationTimestamp: '2026-01-01T00:00:00Z',
      } as Lease['metadata'],
    });
  }

  update(lease: ReadonlyLease): ReadonlyLease {
    if (lease.metadata.resourceVersion !== this.lease?.metadata.resourceVersion) {
      throw new Error('409 Conflict');
    }
    return this.#store('MODIFIED', lease);
  }

  delete(): void {
    const { lease } = this;
    this.lease = undefined;
    if (lease !== undefined) this.#tell({ type: 'DELETED', object: lease as Lease });
  }

  async *watch(signal: AbortSignal): AsyncIterable<WatchEvent<Lease>> {
    const queue: WatchEvent<Lease>[] = [];
    if (this.lease !== undefined) queue.push({ type: 'ADDED', object: this.lease as Lease });
    let wake = Promise.withResolvers<void>();
    const tell = (event: WatchEvent<Lease>) => {
      queue.push(event);
      wake.resolve();
    };
    const closed = new AbortController();
    const stop = () => {
      closed.abort();
      wake.resolve();
    };
    this.#watchers.set(tell, stop);
    this.watches += 1;
    signal.addEventListener('abort', stop);
    try {
      while (!closed.signal.aborted) {
        const event = queue.shift();
        if (event !== undefined) yield event;
        else {
          await wake.promise;
          wake = Promise.withResolvers<void>();
        }
      }
    } finally {
      this.#watchers.delete(tell);
      signal.removeEventListener('abort', stop);
    }
  }

  /** As the server does every half hour or so. */
  endWatches(): void {
    for (const stop of this.#watchers.values()) stop();
  }

  #store(type: 'ADDED' | 'MODIFIED', lease: ReadonlyLease): ReadonlyLease {
    this.#version += 1;
    const resourceVersion = String(this.#version);
    this.lease = { ...lease, metadata: { ...lease.metadata, resourceVersion } };
    this.writes.push(lease.spec.holderIdentity ?? '');
    this.#tell({ type, object: this.lease as Lease });
    return this.lease;
  }

  #tell(event: WatchEvent<Lease>): void {
    for (const tell of this.#watchers.keys()) tell(event);
  }
}

/** One process's way to the server, which can fail. */
export class LeaseConnection implements LeaseClient {
  fault: Fault | undefined;
  watchWorks = true;
  readonly #store: LeaseStore;

  constructor(store: LeaseStore) {
    this.#store = store;
  }

  get = () => this.#exchange(() => this.#store.lease);
  create: LeaseClient['create'] = (_, lease) => this.#exchange(() => this.#store.create(lease));
  update: LeaseClient['update'] = (lease) => this.#exchange(() => this.#store.update(lease));

  async *watch(
    _type: unknown,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncIterable<WatchEvent<Lease>> {
    if (!this.watchWorks || this.fault !== undefined) throw new Error('connection refused');
    for await (const event of this.#store.watch(signal)) {
      if (this.fault !== undefined) throw new Error('connection reset');
      yield event;
    }
  }

  async #exchange<T>(call: () => T): Promise<T> {
    if (this.fault === 'hang') return new Promise<T>(() => {});
    if (this.fault === 'refuse') throw new Error('connection refused');
    const answer = call();
    if (this.fault === 'lose-reply') throw new Error('connection reset');
    return answer;
  }
}
