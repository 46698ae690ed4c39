import { describe, expect, it } from 'vitest';
import { Discovery } from '../client/discovery.ts';
import type { Transport } from '../client/transport.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { aborted } from '../util/signals.ts';
import { CacheRunnable } from './cache-runnable.ts';

const kinds = [{ apiVersion: 'example.com/v1', kind: 'Widget', scope: 'Namespaced' }] as const;

function scene(policy: 'error' | 'wait') {
  const clock = new FakeClock();
  const logger = new RecordingLogger();
  const log: string[] = [];
  const server = { kinds: [] as string[], isDown: false };
  const synced = Promise.withResolvers<boolean>();
  const transport: Transport = {
    async send() {
      if (server.isDown) throw new Error('connection refused');
      const resources = server.kinds.map((kind) => ({ kind, name: kind.toLowerCase(), verbs: [] }));
      return { status: 200, headers: {}, body: JSON.stringify({ resources }) };
    },
    stream: () => Promise.reject(new Error('not used')),
    async [Symbol.asyncDispose]() {},
  };
  const runnable = new CacheRunnable({
    cache: {
      async start(signal) {
        log.push('cache starts');
        await aborted(signal);
      },
      waitForSync: (signal) => Promise.race([synced.promise, aborted(signal).then(() => false)]),
    },
    discovery: new Discovery({ transport }),
    clock,
    logger,
    kinds: () => kinds,
    onServed: () => log.push('served'),
    missingKinds: policy,
    syncTimeoutMs: 120_000,
  });
  const stop = new AbortController();
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error as Error).message,
    );
  const run = () => ({
    started: outcome(runnable.start(stop.signal)),
    ready: outcome(runnable.ready(stop.signal)),
  });
  return { clock, logger, log, server, synced, run, stop: () => stop.abort() };
}

describe('CacheRunnable', () => {
  it('starts the cache when all kinds are served, and is ready when it is filled', async () => {
    const { clock, log, server, synced, run, stop } = scene('error');
    server.kinds = ['Widget'];
    const { started, ready } = run();
    await clock.advance(60_000);
    expect(log).toEqual(['served', 'cache starts']);
    synced.resolve(true);
    expect(await ready).toBe('done');
    stop();
    expect(await started).toBe('done');
    expect(clock.pendingTimers).toBe(0);
  });

  it('fails at once when a kind is missing', async () => {
    const { log, run } = scene('error');
    expect(await run().started).toContain('no matches for kind "Widget"');
    expect(log).toEqual([]);
  });

  it('waits when told so, and says once for what', async () => {
    const { clock, logger, log, server, run, stop } = scene('wait');
    const { started } = run();
    await clock.advance(25_000);
    server.isDown = true;
    await clock.advance(10_000);
    server.isDown = false;
    server.kinds = ['Widget'];
    expect(log).toEqual([]);
    await clock.advance(10_000);
    expect(log).toEqual(['served', 'cache starts']);
    expect(logger.messages('warn').map((message) => message.slice(0, 37))).toEqual([
      'Waiting: no matches for kind "Widget"',
      'Waiting: connection refused',
    ]);
    stop();
    expect(await started).toBe('done');
  });

  it('gives up when the cache is not filled in time', async () => {
    const { clock, server, run, stop } = scene('error');
    server.kinds = ['Widget'];
    const { started, ready } = run();
    await clock.advance(120_000);
    expect(await ready).toBe('failed to wait for caches to sync within 120000 ms');
    stop();
    await started;
  });

  it('can be stopped while it waits', async () => {
    const { clock, run, stop } = scene('wait');
    const { started } = run();
    await clock.advance(0);
    stop();
    expect(await started).toBe('done');
    expect(clock.pendingTimers).toBe(0);
  });
});
