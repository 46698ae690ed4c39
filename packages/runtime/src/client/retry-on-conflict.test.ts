import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { ApiError } from './api-error.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

const conflict = () => new ApiError('changed', { code: 409, reason: 'Conflict' });

function failing(times: number, error: () => Error = conflict) {
  const clock = new FakeClock();
  const at: number[] = [];
  const run = (options = {}) =>
    retryOnConflict(
      () => {
        at.push(clock.now());
        return at.length <= times ? Promise.reject(error()) : Promise.resolve('done');
      },
      { clock, random: () => 0.5, ...options },
    );
  return { clock, at, run };
}

describe('retryOnConflict', () => {
  it('tries five times, 10 ms and a little apart', async () => {
    const { clock, at, run } = failing(4);
    const result = run();
    await clock.advance(1_000);
    expect(await result).toBe('done');
    expect(at).toEqual([0, 10.5, 21, 31.5, 42]);
  });

  it('throws the last conflict', async () => {
    const { clock, at, run } = failing(9);
    await Promise.all([expect(run()).rejects.toThrow('changed'), clock.advance(1_000)]);
    expect(at).toHaveLength(5);
  });

  it('throws anything else at once', async () => {
    const { at, run } = failing(
      9,
      () => new ApiError('exists', { code: 409, reason: 'AlreadyExists' }),
    );
    await expect(run()).rejects.toThrow('exists');
    expect(at).toHaveLength(1);
  });

  it('grows its pauses by the factor, and ends when it is aborted', async () => {
    const abort = new AbortController();
    const { clock, at, run } = failing(9, conflict);
    const options = { factor: 5, jitter: 0, steps: 9, signal: abort.signal };
    const abortLater = async (): Promise<void> => {
      await clock.advance(310);
      abort.abort(new Error('stop'));
    };
    await Promise.all([expect(run(options)).rejects.toThrow('stop'), abortLater()]);
    expect(at).toEqual([0, 10, 60, 310]);
    expect(clock.pendingTimers).toBe(0);
  });
});
