import { describe, expect, it } from 'vitest';
import type { CreateInput, WatchEvent } from '../client/client.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { LeaderElector } from './leader-elector.ts';
import { LeaderElectionLostError } from './leader-term.ts';
import type { LeaseClient } from './lease-client.ts';
import type { ReadonlyLease } from './lease-lock.ts';
import type { Lease } from '@keelson/kubernetes/coordination/v1';

type Fault = 'refuse' | 'lose-reply' | 'hang';

/** The Lease of one API server, with the server's optimistic concurrency. */
class LeaseStore {
  lease: ReadonlyLease | undefined;
  readonly writes: string[] = [];
  #version = 0;
  readonly #watchers = new Set<(event: WatchEvent<Lease>) => void>();

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
    const stop = () => wake.resolve();
    this.#watchers.add(tell);
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted) {
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

  #store(type: 'ADDED' | 'MODIFIED', lease: ReadonlyLease): ReadonlyLease {
    this.#version += 1;
    const resourceVersion = String(this.#version);
    this.lease = { ...lease, metadata: { ...lease.metadata, resourceVersion } };
    this.writes.push(lease.spec.holderIdentity ?? '');
    this.#tell({ type, object: this.lease as Lease });
    return this.lease;
  }

  #tell(event: WatchEvent<Lease>): void {
    for (const tell of this.#watchers) tell(event);
  }
}

/** One process's way to the server, which can fail. */
class LeaseConnection implements LeaseClient {
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

function scene() {
  const clock = new FakeClock();
  const store = new LeaseStore();
  const candidate = (identity: string) => {
    const connection = new LeaseConnection(store);
    const logger = new RecordingLogger();
    const status: boolean[] = [];
    const elector = new LeaderElector(
      { name: 'demo', namespace: 'default', identity },
      {
        client: connection,
        clock,
        logger,
        random: () => 0.5,
        metrics: { leading: (_, on) => status.push(on), slowPath() {} },
      },
    );
    const stop = new AbortController();
    let lost: unknown;
    let ledAt: number | undefined;
    const run = (async () => {
      if (!(await elector.acquire(stop.signal))) return;
      ledAt = clock.now();
      await elector.hold(stop.signal).catch((error: unknown) => {
        lost = error;
      });
      if (lost === undefined) await elector.release();
    })();
    return {
      connection,
      elector,
      logger,
      run,
      status,
      stop: () => stop.abort(),
      lost: () => lost,
      ledAt: () => ledAt,
    };
  };
  return { clock, store, candidate };
}

describe('LeaderElector', () => {
  it('takes a Lease that nobody has, and renews it every retry period', async () => {
    const { clock, store, candidate } = scene();
    const a = candidate('a');
    await clock.advance(0);
    expect(a.elector.term.isLeading).toBe(true);
    expect(store.lease?.spec).toEqual({
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      acquireTime: '2026-01-01T00:00:00.000000Z',
      renewTime: '2026-01-01T00:00:00.000000Z',
      leaseTransitions: 0,
    });
    await clock.advance(10_000);
    expect(store.writes).toHaveLength(6);
    expect(store.lease?.spec.renewTime).toBe('2026-01-01T00:00:10.000000Z');
    a.stop();
    await a.run;
    expect(a.status).toEqual([false, true, false]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('hands over within the same instant when the holder releases', async () => {
    const { clock, store, candidate } = scene();
    const a = candidate('a');
    await clock.advance(0);
    const b = candidate('b');
    await clock.advance(60_000);
    expect([b.elector.term.isLeading, a.lost()]).toEqual([false, undefined]);
    a.stop();
    await clock.advance(0);
    expect(b.ledAt()).toBe(60_000);
    expect(store.lease?.spec).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 });
    b.stop();
    await b.run;
    expect(store.lease?.spec.holderIdentity).toBeUndefined();
  });

  it('hands over by polling when the watch does not work', async () => {
    const { clock, candidate } = scene();
    const a = candidate('a');
    await clock.advance(0);
    const b = candidate('b');
    b.connection.watchWorks = false;
    await clock.advance(5_000);
    a.stop();
    await clock.advance(4_400);
    expect(b.elector.term.isLeading).toBe(true);
    b.stop();
    await b.run;
  });

  it('takes over from a holder that vanished, one lease duration after its last renewal', async () => {
    const { clock, store, candidate } = scene();
    const a = candidate('a');
    await clock.advance(0);
    const b = candidate('b');
    await clock.advance(9_000);
    a.connection.fault = 'refuse';
    const lastRenewal = 8_000;
    await clock.advance(20_000);
    expect(b.ledAt()).toBe(lastRenewal + 15_000 + 250);
    expect(store.lease?.spec.holderIdentity).toBe('b');
    b.stop();
    await b.run;
  });

  it('ends the term at the renew deadline, before anyone else may lead', async () => {
    const { clock, candidate } = scene();
    const a = candidate('a');
    await clock.advance(4_000);
    a.connection.fault = 'hang';
    await clock.advance(9_999);
    expect(a.elector.term.isLeading).toBe(true);
    await clock.advance(1);
    expect(() => a.elector.term.assertLeading()).toThrow('not the leader');
    expect(a.lost()).toBeInstanceOf(LeaderElectionLostError);
    expect(a.lost()).toHaveProperty('message', 'leader election lost: not renewed within 10000 ms');
    expect(clock.pendingTimers).toBe(0);
  });

  it('counts a renewal from when it was sent', async () => {
    const { clock, candidate } = scene();
    const a = candidate('a');
    await clock.advance(0);
    const update = a.connection.update;
    a.connection.update = async (...args) => {
      await new Promise<void>((resolve) => clock.setTimer(resolve, 3_000));
      return update(...args);
    };
    await clock.advance(5_000);
    // Sent at 2000, answered at 5000.
    expect(a.elector.term.remainingMs).toBe(7_000);
    a.connection.update = update;
    a.stop();
    await a.run;
  });

  it('survives one hung call', async () => {
    const { clock, candidate } = scene();
    const a = candidate('a');
    await clock.advance(1_000);
    a.connection.fault = 'hang';
    await clock.advance(5_000);
    a.connection.fault = undefined;
    await clock.advance(10_000);
    expect(a.elector.term.isLeading).toBe(true);
    a.stop();
    await a.run;
  });

  it('goes on after a renewal whose reply was lost', async () => {
    const { clock, store, candidate } = scene();
    const a = candidate('a');
    await clock.advance(0);
    a.connection.fault = 'lose-reply';
    await clock.advance(2_000);
    a.connection.fault = undefined;
    await clock.advance(2_000);
    expect(a.elector.term.remainingMs).toBe(10_000);
    a.connection.fault = 'lose-reply';
    await clock.advance(2_000);
    a.connection.fault = undefined;
    a.stop();
    await a.run;
    expect(store.lease?.spec.holderIdentity).toBeUndefined();
  });

  it('stops when it wakes from a pause, without writing', async () => {
    const { clock, store, candidate } = scene();
    const a = candidate('a');
    await clock.advance(1_000);
    clock.pause(3_600_000);
    expect(a.elector.term.isLeading).toBe(false);
    const writes = store.writes.length;
    await clock.advance(0);
    expect(a.lost()).toBeInstanceOf(LeaderElectionLostError);
    expect(store.writes).toHaveLength(writes);
  });

  it('stops at once when it finds another holder, and leaves the Lease alone', async () => {
    const { clock, store, candidate } = scene();
    const a = candidate('a');
    await clock.advance(1_000);
    const { lease } = store;
    if (lease === undefined) throw new Error('no lease');
    store.update({ ...lease, spec: { ...lease.spec, holderIdentity: 'thief' } });
    await clock.advance(1_000);
    expect(String(a.lost())).toContain('the lease is held by thief');
    await a.elector.release();
    expect(store.lease?.spec.holderIdentity).toBe('thief');
  });

  it('does not let a candidate in while the holder of a deleted Lease believes in it', async () => {
    const { clock, store, candidate } = scene();
    const a = candidate('a');
    await clock.advance(0);
    const b = candidate('b');
    await clock.advance(3_000);
    store.delete();
    await clock.advance(1_500);
    expect(b.elector.term.isLeading).toBe(false);
    expect(store.lease?.spec.holderIdentity).toBe('a');
    a.stop();
    b.stop();
    await Promise.all([a.run, b.run]);
  });

  it('says once why it cannot acquire', async () => {
    const { clock, candidate } = scene();
    const a = candidate('a');
    a.connection.fault = 'refuse';
    await clock.advance(60_000);
    expect(a.logger.messages('warn')).toEqual([
      'Could not acquire the leader lease: connection refused',
    ]);
    a.stop();
    await a.run;
  });

  it('never has two leaders, whatever fails', async () => {
    const { clock, candidate } = scene();
    const candidates = ['a', 'b', 'c'].map(candidate);
    const faults: (Fault | undefined)[] = ['refuse', undefined, 'hang', 'lose-reply', undefined];
    const leaders = new Set<string>();
    for (let step = 0; step < 120; step += 1) {
      const chosen = candidates[(step * 7) % 3];
      if (chosen !== undefined) chosen.connection.fault = faults[(step * 11) % 5];
      await clock.advance(1_700);
      const leading = candidates.filter(({ elector }) => elector.term.isLeading);
      expect(leading.length).toBeLessThanOrEqual(1);
      for (const { elector } of leading) leaders.add(elector.identity);
    }
    expect(leaders.size).toBeGreaterThan(0);
    for (const { connection, stop } of candidates) {
      connection.fault = undefined;
      stop();
    }
    await clock.advance(10_000);
    await Promise.all(candidates.map(({ run }) => run));
  });

  it('gives back a Lease that it got while it was told to stop', async () => {
    const { clock, store, candidate } = scene();
    const a = candidate('a');
    a.connection.fault = 'lose-reply';
    await clock.advance(0);
    a.connection.fault = undefined;
    a.stop();
    await a.run;
    await a.elector.release();
    expect(store.lease?.spec.holderIdentity).toBeUndefined();
  });
});
