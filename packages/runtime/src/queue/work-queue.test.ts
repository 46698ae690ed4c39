import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { noQueueMetrics, type QueueWork } from './queue-metrics.ts';
import { FAIR_TURN } from './priority-fifo.ts';
import { QueueStateError } from './queue-state-error.ts';
import { LOW_PRIORITY, WorkQueue } from './work-queue.ts';

const make = () => new WorkQueue<string>({ clock: new FakeClock() });
const all = (queue: WorkQueue<string>) => {
  const keys: string[] = [];
  for (let item = queue.tryGet(); item !== undefined; item = queue.tryGet()) keys.push(item.key);
  return keys;
};

describe('WorkQueue', () => {
  it('runs a key added a hundred times while it is held exactly once more', () => {
    const queue = make();
    queue.add('a');
    queue.tryGet();
    for (let count = 0; count < 100; count += 1) queue.add('a');
    expect(queue.tryGet()).toBeUndefined();
    queue.done('a');
    expect(all(queue)).toEqual(['a']);
    queue.done('a');
    expect([queue.length, queue.size]).toEqual([0, 0]);
  });

  it('hands out the higher priority first, and in order within one', () => {
    const queue = make();
    queue.add('low-1', LOW_PRIORITY);
    queue.add('a');
    queue.add('low-2', LOW_PRIORITY);
    queue.add('b');
    queue.add('urgent', 7);
    expect(all(queue)).toEqual(['urgent', 'a', 'b', 'low-1', 'low-2']);
  });

  it('starves no key under an endless flood of higher priorities', () => {
    const queue = make();
    const flood = Array.from({ length: 50 }, (_, index) => `flood-${index}`);
    for (const key of ['low-1', 'low-2', 'low-3']) queue.add(key, LOW_PRIORITY);
    for (const [index, key] of flood.entries()) queue.add(key, index % 2);
    const takenAt = new Map<string, number>();
    for (let takes = 1; takenAt.size < 3 && takes < 1_000; takes += 1) {
      const { key = '', priority = 0 } = queue.tryGet() ?? {};
      queue.done(key);
      if (priority === LOW_PRIORITY) takenAt.set(key, takes);
      else queue.add(key, priority);
    }
    expect([...takenAt]).toEqual([
      ['low-1', FAIR_TURN],
      ['low-2', FAIR_TURN * 2],
      ['low-3', FAIR_TURN * 3],
    ]);
  });

  it('merges under the higher priority, queued or held', () => {
    const queue = make();
    queue.add('x', LOW_PRIORITY);
    queue.add('a');
    queue.add('x');
    queue.add('x', LOW_PRIORITY);
    expect(queue.tryGet()).toMatchObject({ key: 'a', priority: 0 });
    expect(queue.tryGet()).toMatchObject({ key: 'x', priority: 0 });
    queue.add('x', LOW_PRIORITY);
    queue.add('x', 3);
    queue.done('x');
    expect(queue.tryGet()).toMatchObject({ key: 'x', priority: 3 });
  });

  it('gives a key to the worker that has waited longest, and lets the others wait on', async () => {
    const queue = make();
    const first = queue.get();
    const second = queue.get();
    queue.add('a');
    queue.add('b');
    expect((await first)?.key).toBe('a');
    expect((await second)?.key).toBe('b');
  });

  it('lets a worker go when its signal is aborted, and loses no key by it', async () => {
    const queue = make();
    const stop = new AbortController();
    const waiting = queue.get(stop.signal);
    stop.abort();
    expect(await waiting).toBeUndefined();
    queue.add('a');
    expect(await queue.get(stop.signal)).toBeUndefined();
    expect((await queue.get())?.key).toBe('a');
  });

  it('delivers a key that was handed over before the abort', async () => {
    const queue = make();
    const stop = new AbortController();
    const waiting = queue.get(stop.signal);
    queue.add('a');
    stop.abort();
    queue.add('b');
    expect((await waiting)?.key).toBe('a');
    expect(all(queue)).toEqual(['b']);
  });

  it('refuses done of what nobody holds', () => {
    const queue = make();
    expect(() => queue.done('a')).toThrow(QueueStateError);
    queue.add('a');
    expect(() => queue.done('a')).toThrow('done(a): nobody holds this key');
    queue.tryGet();
    queue.done('a');
    expect(() => queue.done('a')).toThrow(QueueStateError);
  });

  it('shuts down: takes nothing in, gives out the rest, and drains when all is done', async () => {
    const queue = make();
    queue.add('a');
    queue.add('b');
    queue.tryGet();
    let isDrained = false;
    const drained = queue.drain().then(() => (isDrained = true));
    queue.add('c');
    expect((await queue.get())?.key).toBe('b');
    expect(await queue.get()).toBeUndefined();
    queue.done('a');
    await Promise.resolve();
    expect(isDrained).toBe(false);
    queue.done('b');
    await drained;
    expect(queue.size).toBe(0);
  });

  it('lets everyone go who waits when it is shut down', async () => {
    const queue = make();
    const waiting = [queue.get(), queue.get(new AbortController().signal)];
    queue.shutDown();
    expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
  });

  it('reports depth, adds, waiting and working times, and what is held now', async () => {
    const clock = new FakeClock();
    const seen: unknown[] = [];
    let work: QueueWork | undefined;
    const queue = new WorkQueue<string>({
      clock,
      metrics: {
        ...noQueueMetrics,
        depth: (priority, value) => seen.push(['depth', priority, value]),
        added: () => seen.push('added'),
        waited: (ms) => seen.push(['waited', ms]),
        worked: (ms) => seen.push(['worked', ms]),
        observe: (given) => {
          work = given;
          return () => seen.push('stopped');
        },
      },
    });
    queue.add('a');
    queue.add('a');
    await clock.advance(5);
    queue.tryGet();
    await clock.advance(20);
    expect([work?.unfinishedWorkMs(), work?.longestRunningMs()]).toEqual([20, 20]);
    queue.done('a');
    await queue.drain();
    expect(seen).toEqual([
      'added',
      ['depth', '0', 1],
      ['depth', '0', 0],
      ['waited', 5],
      ['worked', 20],
      'stopped',
    ]);
  });

  it('bounds the values of the priority label', () => {
    const labels = new Set<string>();
    const metrics = { ...noQueueMetrics, depth: (priority: string) => void labels.add(priority) };
    const queue = new WorkQueue<string>({ clock: new FakeClock(), metrics });
    for (let priority = 0; priority < 100; priority += 1) queue.add(`key-${priority}`, priority);
    expect(labels.size).toBe(26);
    expect(labels.has('exceeded_cardinality_limit')).toBe(true);
  });

  it('empties a long queue in linear time', () => {
    const queue = make();
    for (let index = 0; index < 100_000; index += 1) queue.add(`key-${index}`);
    let index = 0;
    for (let item = queue.tryGet(); item !== undefined; item = queue.tryGet()) {
      queue.done(item.key);
      index += 1;
    }
    expect([index, queue.size]).toEqual([100_000, 0]);
  });
});
