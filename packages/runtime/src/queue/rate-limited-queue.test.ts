import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { ItemBackoff } from './item-backoff.ts';
import { RateLimitedQueue } from './rate-limited-queue.ts';
import { LOW_PRIORITY } from './work-queue.ts';

function make() {
  const clock = new FakeClock();
  return { clock, queue: new RateLimitedQueue<string>({ clock }) };
}

describe('RateLimitedQueue', () => {
  it('adds after the delay, not before', async () => {
    const { clock, queue } = make();
    queue.addAfter('a', 100);
    await clock.advance(99);
    expect(queue.tryGet()).toBeUndefined();
    await clock.advance(1);
    expect(queue.tryGet()?.key).toBe('a');
  });

  it('lets the earliest time and the highest priority win', async () => {
    const { clock, queue } = make();
    queue.addAfter('a', 1000, 5);
    queue.addAfter('a', 100, LOW_PRIORITY);
    queue.addAfter('a', 500);
    await clock.advance(100);
    expect(queue.tryGet()).toMatchObject({ key: 'a', priority: 5 });
    queue.done('a');
    await clock.advance(10_000);
    expect([queue.tryGet(), queue.size, clock.pendingTimers]).toEqual([undefined, 0, 0]);
  });

  it('ends the wait of a key that becomes ready, and keeps its priority', async () => {
    const { clock, queue } = make();
    queue.addAfter('a', 1000);
    queue.add('a', LOW_PRIORITY);
    expect(queue.tryGet()).toMatchObject({ key: 'a', priority: 0 });
    queue.done('a');
    await clock.advance(2000);
    expect(queue.tryGet()).toBeUndefined();
  });

  it('lets a key wait again while it is held', async () => {
    const { clock, queue } = make();
    queue.add('a');
    queue.tryGet();
    queue.addAfter('a', 100);
    queue.done('a');
    expect(queue.tryGet()).toBeUndefined();
    await clock.advance(100);
    expect(queue.tryGet()?.key).toBe('a');
  });

  it('releases in order of time, with one timer for all', async () => {
    const { clock, queue } = make();
    for (const delay of [30, 10, 20]) queue.addAfter(`after-${delay}`, delay);
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(30);
    const keys = [queue.tryGet(), queue.tryGet(), queue.tryGet()].map((item) => item?.key);
    expect(keys).toEqual(['after-10', 'after-20', 'after-30']);
  });

  it('takes delays beyond what a Node timer can hold', async () => {
    const { clock, queue } = make();
    const thirtyDaysMs = 30 * 24 * 3600 * 1000;
    queue.addAfter('a', thirtyDaysMs);
    await clock.advance(thirtyDaysMs - 1);
    expect(queue.tryGet()).toBeUndefined();
    await clock.advance(1);
    expect(queue.tryGet()?.key).toBe('a');
  });

  it('backs off per key, and starts over after forget', async () => {
    const { clock, queue } = make();
    const delays: (number | undefined)[] = [];
    for (let failure = 0; failure < 3; failure += 1) {
      queue.addRateLimited('a');
      delays.push(clock.nextTimerInMs);
      await clock.advance(1_000);
      queue.tryGet();
      queue.done('a');
    }
    expect(delays).toEqual([5, 10, 20]);
    expect([queue.failures('a'), queue.failures('b')]).toEqual([3, 0]);
    queue.forget('a');
    queue.addRateLimited('a');
    expect(clock.nextTimerInMs).toBe(5);
  });

  it('drops what waits when it is shut down, and leaves no timer', async () => {
    const { clock, queue } = make();
    queue.addAfter('a', 10);
    queue.shutDown();
    queue.addAfter('b', 10);
    queue.addRateLimited('c');
    expect([clock.pendingTimers, queue.size]).toEqual([0, 0]);
    await using disposed = queue;
    expect(await disposed.get()).toBeUndefined();
  });
});

describe('ItemBackoff', () => {
  it('doubles from 5 ms to 1000 s and stays there, whatever the number of failures', () => {
    const backoff = new ItemBackoff<string>();
    const delays = Array.from({ length: 1100 }, () => backoff.next('a'));
    expect(delays.slice(0, 4)).toEqual([5, 10, 20, 40]);
    expect(delays[17]).toBe(655_360);
    expect(new Set(delays.slice(18))).toEqual(new Set([1_000_000]));
  });
});
