import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { LeaderElector } from './leader-elector.ts';
import { LeaderElectionLostError } from './leader-term.ts';
import type { ReadonlyLease } from './lease-lock.ts';
import { type Fault, LeaseConnection, LeaseStore } from './lease-store.test.support.ts';
import type { StandIn } from './stand-in.ts';

/** A server's Lease, and candidates for it, in virtual time. */
function scene() {
  const clock = new FakeClock();
  const store = new LeaseStore();
  const candidate = (identity: string, standIn?: StandIn) => {
    const connection = new LeaseConnection(store);
    const logger = new RecordingLogger();
    const status: boolean[] = [];
    const elector = new LeaderElector(
      { name: 'demo', namespace: 'default', identity },
      {
        client: connection,
        clock,
        logger,
        standIn,
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
    await clock.advance(0);
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

  it('puts a deleted Lease back at once: another process may come that does not know of it', async () => {
    const { clock, store, candidate } = scene();
    const a = candidate('a');
    await clock.advance(1_000);
    store.delete();
    await clock.advance(0);
    expect(store.lease?.spec.holderIdentity).toBe('a');
    a.stop();
    await a.run;
  });

  it('hands over at once also after the server has ended the watch', async () => {
    const { clock, store, candidate } = scene();
    const a = candidate('a');
    await clock.advance(0);
    const b = candidate('b');
    await clock.advance(30_000);
    store.endWatches();
    await clock.advance(0);
    a.stop();
    await clock.advance(0);
    expect(b.ledAt()).toBe(30_000);
    b.stop();
    await b.run;
  });

  it('opens a watch that ends at once not more often than it retries', async () => {
    const { clock, store, candidate } = scene();
    const a = candidate('a');
    await clock.advance(0);
    const before = store.watches;
    for (let n = 0; n < 100; n += 1) {
      store.endWatches();
      await clock.advance(100);
    }
    expect(store.watches - before).toBeLessThanOrEqual(10_000 / 2_000);
    a.stop();
    await a.run;
  });

  it('leads on as long as a stand-in renews, and sends it home in the end', async () => {
    const { clock, candidate } = scene();
    const renewed: number[] = [];
    const standIn = {
      renewedAt: -Infinity,
      isLost: false,
      retired: 0,
      renewed: (_: ReadonlyLease, sentAt: number) => void renewed.push(sentAt),
      retire: async () => void (standIn.retired += 1),
    };
    const a = candidate('a', standIn);
    await clock.advance(2_000);
    expect(renewed).toEqual([0, 2_000]);
    a.connection.fault = 'refuse';
    for (let second = 3; second <= 30; second += 1) {
      standIn.renewedAt = clock.now();
      await clock.advance(1_000);
    }
    expect([a.elector.term.isLeading, standIn.retired]).toEqual([true, 0]);
    standIn.isLost = true;
    expect(a.elector.term.isLeading).toBe(false);
    await clock.advance(2_000);
    expect(a.lost()).toBeInstanceOf(LeaderElectionLostError);
    expect(standIn.retired).toBeGreaterThan(0);
    await a.run;
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
    const candidates = ['a', 'b', 'c'].map((name) => candidate(name));
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
