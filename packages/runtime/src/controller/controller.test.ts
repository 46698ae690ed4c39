import { describe, expect, it } from 'vitest';
import type { Request } from '../api/request.ts';
import { ApiError } from '../client/api-error.ts';
import { LOW_PRIORITY } from '../queue/work-queue.ts';
import { RecordingTracer } from '../testing/recording-tracer.ts';
import { setUp } from './controller-set-up.test.support.ts';
import { type Source, TriggerSource } from './source.ts';
import { TerminalError } from './terminal-error.ts';

const hang = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

describe('Controller', () => {
  it('gives the reconciler the key, and one log line with who and what', async () => {
    const seen: Request[] = [];
    await using test = setUp((request) => Promise.resolve(void seen.push(request)));
    await test.start();
    await test.trigger('a');
    expect(seen).toEqual([{ namespace: 'ns', name: 'a' }]);
    expect(test.logger.lines.filter((line) => line.message === 'Reconciled')).toEqual([
      {
        level: 'debug',
        message: 'Reconciled',
        fields: {
          controller: 'test',
          controllerGroup: 'example.com',
          controllerKind: 'Thing',
          namespace: 'ns',
          name: 'a',
          reconcileID: 'run-1',
          result: 'success',
          durationMs: 0,
        },
      },
    ]);
  });

  it('backs off while the reconciler throws, and starts over after a success', async () => {
    let failures = 3;
    const at: number[] = [];
    await using test = setUp(() => {
      at.push(test.clock.now());
      failures -= 1;
      return failures < 0 ? Promise.resolve() : Promise.reject(new Error('not yet'));
    });
    await test.start();
    await test.trigger('a');
    await test.clock.advance(1000);
    expect(at).toEqual([0, 5, 15, 35]);
    failures = 1;
    await test.trigger('a');
    await test.clock.advance(1000);
    expect(at.slice(4)).toEqual([1000, 1005]);
    expect(test.counted).toEqual(['error', 'error', 'error', 'success', 'error', 'success']);
    expect(test.logger.messages('error')).toHaveLength(4);
  });

  it('runs again after requeueAfterMs, without backoff', async () => {
    const at: number[] = [];
    await using test = setUp(() => {
      at.push(test.clock.now());
      return Promise.resolve({ requeueAfterMs: 30_000 });
    });
    await test.start();
    await test.trigger('a');
    await test.clock.advance(60_000);
    expect(at).toEqual([0, 30_000, 60_000]);
    expect(new Set(test.counted)).toEqual(new Set(['requeue_after']));
  });

  it('starts the backoff over after requeueAfterMs', async () => {
    const at: number[] = [];
    const ends = [false, false, true, false];
    await using test = setUp(() => {
      at.push(test.clock.now());
      const isDone = ends.shift() ?? true;
      return isDone ? Promise.resolve({ requeueAfterMs: 1000 }) : Promise.reject(new Error('no'));
    });
    await test.start();
    await test.trigger('a');
    await test.clock.advance(1020);
    expect(at).toEqual([0, 5, 15, 1015, 1020]);
  });

  it('keeps the priority of a key that it tries again', async () => {
    const runs: string[] = [];
    let release = () => {};
    const listed: Source = {
      name: 'listed',
      start: (sink) => {
        sink.add('ns/listed-1', LOW_PRIORITY);
        sink.add('ns/listed-2', LOW_PRIORITY);
        return Promise.resolve(true);
      },
    };
    const trigger = new TriggerSource();
    await using test = setUp(
      async ({ name }) => {
        runs.push(name);
        if (name === 'slow') await new Promise<void>((resolve) => (release = resolve));
        if (runs.length === 1) throw new Error('once');
        return runs.length === 2 ? { requeueAfterMs: 5 } : undefined;
      },
      { sources: [listed, trigger] },
    );
    await test.start();
    trigger.trigger({ namespace: 'ns', name: 'slow' });
    await test.clock.advance(10);
    trigger.trigger({ namespace: 'ns', name: 'live' });
    release();
    await test.clock.advance(0);
    expect(runs).toEqual(['listed-1', 'listed-2', 'slow', 'live', 'listed-1', 'listed-2']);
  });

  it('does not try a terminal error again', async () => {
    await using test = setUp(() => Promise.reject(new TerminalError('the spec makes no sense')));
    await test.start();
    await test.trigger('a');
    await test.clock.advance(2_000_000);
    expect(test.counted).toEqual(['terminal', 'error']);
    await test.trigger('a');
    expect(test.counted).toHaveLength(4);
  });

  it('tries a conflict again, and calls it no error', async () => {
    let isFirst = true;
    await using test = setUp(() => {
      const conflict = new ApiError('modified', { code: 409, reason: 'Conflict' });
      const end = isFirst ? Promise.reject(conflict) : Promise.resolve();
      isFirst = false;
      return end;
    });
    await test.start();
    await test.trigger('a');
    await test.clock.advance(5);
    expect(test.counted).toEqual(['requeue', 'success']);
    expect(test.logger.messages('error')).toEqual([]);
  });

  it('survives whatever is thrown, also outside of the promise', async () => {
    const thrown: unknown[] = ['text', undefined, null, Object.create(null), new Error('sync')];
    const count = thrown.length;
    await using test = setUp(() => {
      // eslint-disable-next-line typescript/only-throw-error -- that is the point
      if (thrown.length > 0) throw thrown.shift();
      return Promise.resolve();
    });
    await test.start();
    await test.trigger('a');
    await test.clock.advance(1000);
    expect(test.counted.filter((one) => one === 'panic')).toHaveLength(4);
    expect(test.counted.filter((one) => one === 'error')).toHaveLength(count);
    expect(test.counted.at(-1)).toBe('success');
  });

  it('never runs one key twice at a time, nor more keys than allowed', async () => {
    const running = new Set<string>();
    const seen = new Map<string, number>();
    let most = 0;
    await using test = setUp(
      async ({ name }, { signal }) => {
        expect(running.has(name)).toBe(false);
        running.add(name);
        most = Math.max(most, running.size);
        const gate = Promise.withResolvers<void>();
        test.clock.setTimer(gate.resolve, 1 + (Number(name) % 7));
        await gate.promise;
        expect(signal.aborted).toBe(false);
        seen.set(name, (seen.get(name) ?? 0) + 1);
        running.delete(name);
      },
      { maxConcurrentReconciles: 10 },
    );
    await test.start();
    for (let round = 0; round < 2; round += 1) {
      for (let index = 0; index < 100; index += 1) test.source.trigger({ name: String(index) });
    }
    await test.clock.advance(1000);
    expect([most, seen.size]).toEqual([10, 100]);
    // The ten that were running already at the second round run once more; the others are merged.
    expect([...seen.values()].filter((runs) => runs === 2)).toHaveLength(10);
    expect(test.counted).toHaveLength(110);
    expect(test.counted.every((result) => result === 'success')).toBe(true);
  });

  it('runs a key changed during its run exactly once more', async () => {
    let runs = 0;
    const gate = Promise.withResolvers<void>();
    await using test = setUp(async () => {
      runs += 1;
      await gate.promise;
    });
    await test.start();
    for (let count = 0; count < 100; count += 1) await test.trigger('a');
    expect(runs).toBe(1);
    gate.resolve();
    await test.clock.advance(0);
    expect(runs).toBe(2);
  });

  it('aborts the signal of a run that takes too long, and counts it', async () => {
    await using test = setUp((_request, { signal }) => hang(signal), { reconcileTimeoutMs: 1000 });
    await test.start();
    await test.trigger('a');
    await test.clock.advance(999);
    expect(test.counted).toEqual([]);
    await test.clock.advance(1);
    expect(test.counted).toEqual(['timeout', 'error']);
    expect(test.logger.lines.at(-1)?.fields['error']).toMatchObject({ name: 'TimeoutError' });
  });

  it('lets what is in flight end when it is stopped, and begins nothing new', async () => {
    const gate = Promise.withResolvers<void>();
    const seen: string[] = [];
    await using test = setUp(async ({ name }, { signal }) => {
      seen.push(name);
      await gate.promise;
      seen.push(`aborted: ${signal.aborted}`);
    });
    await test.start();
    await test.trigger('a');
    await test.trigger('b');
    test.stop.abort();
    await test.trigger('c');
    let isEnded = false;
    void test.ended()?.then(() => (isEnded = true));
    await test.clock.advance(10_000);
    expect(isEnded).toBe(false);
    gate.resolve();
    await test.clock.advance(0);
    expect([isEnded, seen]).toEqual([true, ['a', 'aborted: false']]);
    expect(test.clock.pendingTimers).toBe(0);
  });

  it('aborts what is in flight when the time to drain is over', async () => {
    await using test = setUp((_request, { signal }) => hang(signal));
    await test.start();
    await test.trigger('a');
    test.stop.abort();
    await test.clock.advance(0);
    test.abort.abort(new Error('the grace period is over'));
    await test.clock.advance(0);
    await test.ended();
    expect(test.counted).toEqual(['requeue']);
    expect(test.logger.messages('error')).toEqual([]);
  });

  it('makes a span of each run, with the time in the queue and what came of it', async () => {
    const tracer = new RecordingTracer();
    let runs = 0;
    await using test = setUp(
      async () => {
        runs += 1;
        if (runs === 1) throw new Error('not yet');
        tracer.startActiveSpan('within', {}, (span) => span.end());
      },
      { tracer },
    );
    test.source.trigger({ namespace: 'ns', name: 'a' });
    await test.start();
    await test.clock.advance(5);
    const common = {
      'keelson.controller': 'test',
      'keelson.object.group': 'example.com',
      'keelson.object.kind': 'Thing',
      'keelson.object.name': 'a',
      'k8s.namespace.name': 'ns',
      'keelson.queue.wait_ms': 0,
      'keelson.queue.priority': 0,
    };
    expect(tracer.spans).toEqual([
      {
        name: 'reconcile test',
        attributes: {
          ...common,
          'keelson.reconcile_id': 'run-1',
          'keelson.result': 'error',
          'keelson.action': 'retry',
        },
        parent: undefined,
        error: 'not yet',
      },
      { name: 'within', attributes: {}, parent: 'reconcile test', error: undefined },
      {
        name: 'reconcile test',
        attributes: {
          ...common,
          'keelson.reconcile_id': 'run-2',
          'keelson.result': 'success',
          'keelson.action': 'forget',
        },
        parent: undefined,
        error: undefined,
      },
    ]);
  });

  it('drops a request that is no key', async () => {
    const bad: Source = {
      name: 'bad',
      start: (sink) => {
        sink.add('a/b/c');
        return Promise.resolve(true);
      },
    };
    const seen: Request[] = [];
    await using test = setUp((request) => Promise.resolve(void seen.push(request)), {
      sources: [bad],
    });
    await test.start();
    await test.clock.advance(10_000);
    expect([seen, test.counted]).toEqual([[], []]);
    expect(test.logger.messages('error')).toEqual(['Dropped a request that is no object key']);
  });

  it('refuses a number of workers that makes no sense', () => {
    expect(() => setUp(() => Promise.resolve(), { maxConcurrentReconciles: 0 })).toThrow(
      RangeError,
    );
  });

  it('has a logger for the reconciler that carries the run', async () => {
    await using test = setUp((_request, { logger, reconcileID }) => {
      logger.info('mine', { same: reconcileID });
      return Promise.resolve();
    });
    await test.start();
    await test.trigger('a');
    expect(test.logger.lines.find((line) => line.message === 'mine')?.fields).toMatchObject({
      controller: 'test',
      name: 'a',
      reconcileID: 'run-1',
      same: 'run-1',
    });
  });
});
