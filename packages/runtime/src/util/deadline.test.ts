import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { Deadline, DeadlineError } from './deadline.ts';

describe('Deadline', () => {
  it('aborts its signal when the time is up', async () => {
    const clock = new FakeClock();
    using deadline = new Deadline({ timeoutMs: 1_000, task: 'waiting', clock });
    await clock.advance(999);
    expect(deadline.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(deadline.isOver).toBe(true);
    expect(deadline.signal.reason).toEqual(new DeadlineError('waiting took longer than 1000 ms'));
  });

  it('passes on an abort, which is not a timeout', () => {
    const abort = new AbortController();
    const clock = new FakeClock();
    using deadline = new Deadline({ timeoutMs: 1, task: 't', clock, signal: abort.signal });
    abort.abort(new Error('enough'));
    expect(deadline.signal.reason).toEqual(new Error('enough'));
    expect(deadline.isOver).toBe(false);
  });

  it('ends with its scope', async () => {
    const clock = new FakeClock();
    let signal: AbortSignal;
    {
      using deadline = new Deadline({ timeoutMs: 1, task: 't', clock });
      signal = deadline.signal;
    }
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(10);
    expect(signal.aborted).toBe(false);
  });
});
