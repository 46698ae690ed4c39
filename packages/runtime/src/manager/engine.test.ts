import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { type Election, Engine, type EngineOptions, type GroupName } from './engine.ts';
import type { Runnable } from './runnable.ts';

const onAbort = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });

const failing = (message: string): Runnable => ({
  start: async (signal) => {
    await onAbort(signal);
    throw new Error(message);
  },
});

function scene(options: Partial<EngineOptions> = {}) {
  const clock = new FakeClock();
  const log: string[] = [];
  const engine = new Engine({ clock, logger: new RecordingLogger(), ...options });
  const stop = new AbortController();
  const sleep = (ms: number) => new Promise<void>((resolve) => clock.setTimer(resolve, ms));

  /** Notes its start, its readiness, its stop, and its end `drainMs` after that. */
  const add = (
    name: string,
    group: GroupName,
    { readyMs = 0, drainMs = 0, heedsAbort = true } = {},
  ) => {
    const runnable: Runnable = {
      async start(signal, abort) {
        log.push(`${name} starts`);
        await onAbort(signal);
        log.push(`${name} stops`);
        await Promise.race([sleep(drainMs), ...(heedsAbort && abort ? [onAbort(abort)] : [])]);
        log.push(`${name} ended`);
      },
    };
    const ready = async () => {
      await sleep(readyMs);
      log.push(`${name} ready`);
    };
    engine.add({ name, runnable, ...(readyMs > 0 ? { ready } : {}) }, group);
  };
  const run = (): { done: Promise<unknown> } => ({
    done: engine.start(stop.signal).then(
      () => undefined,
      (error: unknown) => error,
    ),
  });
  return { clock, log, engine, add, run, stop: () => stop.abort() };
}

function fakeElection(log: string[]) {
  const elected = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<never>();
  let isUnderTerm = false;
  const election: Election = {
    async acquire(signal) {
      log.push('electing');
      return Promise.race([elected.promise.then(() => true), onAbort(signal).then(() => false)]);
    },
    async hold(signal) {
      await Promise.race([onAbort(signal), lost.promise]);
      log.push('election cancelled');
    },
    async release() {
      log.push('released');
    },
    lead(work) {
      isUnderTerm = true;
      const result = work();
      isUnderTerm = false;
      return result;
    },
  };
  return {
    election,
    isUnderTerm: () => isUnderTerm,
    win: () => elected.resolve(),
    lose: () => lost.reject(new Error('lost it')),
  };
}

describe('Engine', () => {
  it('starts group by group, each when the one before is ready', async () => {
    const log: string[] = [];
    const { election, win } = fakeElection(log);
    const one = scene({ election });
    const { clock, add, run, stop } = one;
    add('controller', 'leader');
    add('other', 'others');
    add('cache', 'caches', { readyMs: 10 });
    add('webhook', 'webhooks', { readyMs: 5 });
    add('probes', 'servers', { readyMs: 1 });
    const { done } = run();
    await clock.advance(16);
    expect(one.log).toEqual([
      'probes starts',
      'probes ready',
      'webhook starts',
      'webhook ready',
      'cache starts',
      'cache ready',
      'other starts',
    ]);
    expect(log).toEqual(['electing']);
    win();
    await clock.advance(0);
    expect(one.log.at(-1)).toBe('controller starts');
    stop();
    await clock.advance(0);
    expect(await done).toBeUndefined();
  });

  it('stops in the other order and releases the lease last', async () => {
    const order: string[] = [];
    const { election, win } = fakeElection(order);
    const { clock, log, add, run, stop } = scene({
      election,
      afterStop: async () => void order.push('after'),
    });
    add('probes', 'servers');
    add('webhook', 'webhooks');
    add('cache', 'caches');
    add('other', 'others');
    add('controller', 'leader', { drainMs: 20_000 });
    const { done } = run();
    win();
    await clock.advance(0);
    log.length = 0;
    stop();
    await clock.advance(19_999);
    expect(log).toEqual(['other stops', 'controller stops', 'other ended']);
    expect(order).toEqual(['electing']);
    await clock.advance(1);
    expect(log.slice(3)).toEqual([
      'controller ended',
      'cache stops',
      'cache ended',
      'webhook stops',
      'webhook ended',
      'probes stops',
      'probes ended',
    ]);
    expect(order).toEqual(['electing', 'election cancelled', 'released', 'after']);
    expect(await done).toBeUndefined();
    expect(clock.pendingTimers).toBe(0);
  });

  it('aborts what is under way when the time to finish is over', async () => {
    const { clock, log, add, run, stop } = scene({ gracefulShutdownTimeoutMs: 5_000 });
    add('controller', 'leader', { drainMs: 60_000 });
    add('probes', 'servers');
    const { done } = run();
    await clock.advance(0);
    stop();
    await clock.advance(5_000);
    expect(log.slice(2)).toEqual([
      'controller stops',
      'probes stops',
      'controller ended',
      'probes ended',
    ]);
    expect(await done).toBeUndefined();
  });

  it('names those that do not end even then', async () => {
    const { clock, add, run, stop } = scene();
    add('deaf', 'leader', { drainMs: 1e9, heedsAbort: false });
    const { done } = run();
    await clock.advance(0);
    stop();
    await clock.advance(31_000);
    expect(await done).toHaveProperty(
      'message',
      'failed waiting for all runnables to end within grace period of 30000 ms: deaf',
    );
  });

  it('waits for ever when told so, and not at all when told so', async () => {
    const patient = scene({ gracefulShutdownTimeoutMs: -1 });
    patient.add('slow', 'leader', { drainMs: 3_600_000 });
    const first = patient.run();
    await patient.clock.advance(0);
    patient.stop();
    await patient.clock.advance(3_600_000);
    expect(await first.done).toBeUndefined();
    expect(patient.log.at(-1)).toBe('slow ended');

    const hasty = scene({ gracefulShutdownTimeoutMs: 0 });
    hasty.add('deaf', 'leader', { drainMs: 1e9, heedsAbort: false });
    const second = hasty.run();
    await hasty.clock.advance(0);
    hasty.stop();
    await hasty.clock.advance(0);
    expect(await second.done).toBeUndefined();
    expect(hasty.log.at(-1)).toBe('deaf stops');
  });

  it('stops at once, without draining, when leadership is lost', async () => {
    const order: string[] = [];
    const { election, win, lose } = fakeElection(order);
    const { clock, log, add, run } = scene({ election });
    add('controller', 'leader', { drainMs: 1e9 });
    const { done } = run();
    win();
    await clock.advance(0);
    lose();
    await clock.advance(0);
    expect(await done).toHaveProperty('message', 'lost it');
    expect(log.at(-1)).toBe('controller ended');
  });

  it('stops all when one fails, and says who', async () => {
    const { clock, log, engine, add, run } = scene();
    add('probes', 'servers');
    engine.add({
      name: 'broken',
      runnable: {
        async start() {
          throw new Error('no route');
        },
      },
    });
    const { done } = run();
    await clock.advance(0);
    expect(await done).toHaveProperty('message', 'broken: no route');
    expect(log.at(-1)).toBe('probes ended');
  });

  it('tells one error of one that fails to start and so never gets ready', async () => {
    const { clock, engine, run } = scene();
    const listening = Promise.reject(new Error('address in use'));
    engine.add(
      { name: 'server', runnable: { start: () => listening }, ready: () => listening },
      'servers',
    );
    const { done } = run();
    await clock.advance(0);
    expect(await done).toHaveProperty('message', 'server: address in use');
  });

  it('gathers the errors of several', async () => {
    const { clock, engine, run } = scene();
    engine.add({ name: 'a', runnable: failing('one') });
    engine.add({ name: 'b', runnable: failing('two') }, 'caches');
    engine.add({ name: 'c', runnable: { start: () => Promise.reject(new Error('zero')) } });
    const { done } = run();
    await clock.advance(0);
    const error = await done;
    expect(error).toBeInstanceOf(AggregateError);
    expect(error).toHaveProperty('message', 'c: zero; a: one; b: two');
  });

  it('does not start the next group when one fails to get ready', async () => {
    const { clock, log, engine, add, run } = scene();
    add('controller', 'leader');
    engine.add(
      {
        name: 'cache',
        runnable: { start: onAbort },
        ready: () => Promise.reject(new Error('failed to wait for caches to sync')),
      },
      'caches',
    );
    const { done } = run();
    await clock.advance(0);
    expect(await done).toHaveProperty('message', 'cache: failed to wait for caches to sync');
    expect(log).toEqual([]);
  });

  it('can be stopped while it waits, and takes an abort for a clean end', async () => {
    const { clock, log, engine, add, run, stop } = scene();
    add('cache', 'caches', { readyMs: 1e9 });
    add('controller', 'leader');
    engine.add(
      {
        name: 'aborting',
        runnable: {
          start: (signal) =>
            new Promise((_, reject) => {
              signal.addEventListener('abort', () => reject(signal.reason as Error));
            }),
        },
      },
      'servers',
    );
    const { done } = run();
    await clock.advance(0);
    stop();
    await clock.advance(0);
    expect(await done).toBeUndefined();
    expect(log).toEqual(['cache starts', 'cache stops', 'cache ended']);
  });

  it('starts what runs for the leader under its term, whenever it is added', async () => {
    const { election, win, isUnderTerm } = fakeElection([]);
    const { clock, engine, run, stop } = scene({ election });
    const underTerm: boolean[] = [];
    const runnable: Runnable = {
      async start() {
        underTerm.push(isUnderTerm());
      },
    };
    engine.add({ name: 'early', runnable });
    const { done } = run();
    win();
    await clock.advance(0);
    engine.add({ name: 'late', runnable });
    engine.add({ name: 'everywhere', runnable: { ...runnable, needLeaderElection: false } });
    expect(underTerm).toEqual([true, true, false]);
    stop();
    await clock.advance(0);
    expect(await done).toBeUndefined();
  });

  it('starts what is added while it runs, and refuses it while it stops', async () => {
    const { clock, log, add, run, stop, engine } = scene();
    const { done } = run();
    await clock.advance(0);
    await engine.elected;
    add('late', 'leader');
    await clock.advance(0);
    expect(log).toEqual(['late starts']);
    stop();
    await clock.advance(0);
    expect(() => add('too late', 'leader')).toThrow('too late cannot be added');
    expect(await done).toBeUndefined();
    await expect(engine.start(new AbortController().signal)).rejects.toThrow('started already');
  });
});
