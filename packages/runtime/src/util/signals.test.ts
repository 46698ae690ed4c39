import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { aborted, sleep } from './signals.ts';

describe('sleep', () => {
  it('ends when the time is up, and leaves nothing behind', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    let isOver = false;
    const sleeping = sleep(clock, 1_000, signal).then(() => (isOver = true));
    await clock.advance(999);
    expect(isOver).toBe(false);
    await clock.advance(1);
    await sleeping;
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends with the reason of its signal, at once', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const sleeping = sleep(clock, 1_000, abort.signal);
    abort.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(sleep(clock, 1_000, abort.signal)).rejects.toThrow('enough');
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('aborted', () => {
  it('waits for the signal', async () => {
    const abort = new AbortController();
    const waiting = aborted(abort.signal);
    abort.abort();
    await expect(waiting).resolves.toBeUndefined();
    await expect(aborted(abort.signal)).resolves.toBeUndefined();
  });
});
