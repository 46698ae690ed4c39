import { describe, expect, it } from 'vitest';
import { FakeClock } from './fake-clock.ts';

describe('FakeClock', () => {
  it('fires timers at their own time, in order, those set on the way included', async () => {
    const clock = new FakeClock();
    const fired: string[] = [];
    const note = (name: string) => () => fired.push(`${name}@${clock.now()}`);
    clock.setTimer(note('b'), 20);
    clock.setTimer(note('a'), 10);
    clock.setTimer(note('c'), 20);
    clock.setTimer(() => clock.setTimer(note('inner'), 5), 10);
    await clock.advance(19);
    expect(fired).toEqual(['a@10', 'inner@15']);
    await clock.advance(1);
    expect(fired).toEqual(['a@10', 'inner@15', 'b@20', 'c@20']);
    expect([clock.pendingTimers, clock.nextTimerInMs]).toEqual([0, undefined]);
  });

  it('lets promise chains run between two timers', async () => {
    const clock = new FakeClock();
    const seen: number[] = [];
    const sleep = (ms: number) => new Promise<void>((resolve) => clock.setTimer(resolve, ms));
    const loop = (async () => {
      for (let round = 0; round < 3; round += 1) {
        await sleep(10);
        seen.push(clock.now());
      }
    })();
    await clock.advance(30);
    await loop;
    expect(seen).toEqual([10, 20, 30]);
  });

  it('does not fire what was cancelled, and takes delays beyond 2^31 ms', async () => {
    const clock = new FakeClock();
    const fired: number[] = [];
    clock.setTimer(() => fired.push(1), 5).cancel();
    clock.setTimer(() => fired.push(2), 2 ** 32);
    await clock.advance(2 ** 32 - 1);
    expect(fired).toEqual([]);
    await clock.advance(1);
    expect(fired).toEqual([2]);
  });

  it('keeps the two times apart', async () => {
    const clock = new FakeClock({ wallTime: 1_000 });
    clock.jumpWallTime(-500);
    await clock.advance(10);
    clock.pause(5);
    expect([clock.now(), clock.wallTime()]).toEqual([15, 515]);
  });
});
