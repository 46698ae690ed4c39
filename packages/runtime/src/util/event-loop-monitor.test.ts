import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { EventLoopMonitor } from './event-loop-monitor.ts';

function scene() {
  const clock = new FakeClock();
  const logger = new RecordingLogger();
  const recorded: number[] = [];
  const monitor = new EventLoopMonitor({ clock, logger, record: (lagMs) => recorded.push(lagMs) });
  const stop = new AbortController();
  const ended = monitor.start(stop.signal);
  /** Stands still for `ms` right after a timer has fired. */
  const stall = async (ms: number) => {
    await clock.advance(clock.nextTimerInMs ?? 0);
    clock.pause(250 + ms);
    await clock.advance(0);
  };
  return { clock, logger, recorded, monitor, stop, ended, stall };
}

describe('EventLoopMonitor', () => {
  it('measures how late its timer comes', async () => {
    const { recorded, stall, clock } = scene();
    await clock.advance(500);
    await stall(40);
    expect(recorded).toEqual([0, 0, 0, 40]);
  });

  it('remembers the longest lag for as long as it is asked', async () => {
    const { clock, monitor, stall } = scene();
    await stall(6_000);
    await stall(2_000);
    await clock.advance(9_000);
    expect(monitor.longestMs(10_000)).toBe(2_000);
    expect(monitor.longestMs(20_000)).toBe(6_000);
    await clock.advance(2_000);
    expect(monitor.longestMs(10_000)).toBe(0);
  });

  it('knows a lag before its own timer comes', async () => {
    const { clock, monitor } = scene();
    clock.pause(250 + 7_000);
    expect(monitor.longestMs(10_000)).toBe(7_000);
  });

  it('tells of a lag once until there was none for a minute', async () => {
    const { clock, logger, monitor, stall } = scene();
    let isTold = false;
    void monitor.lagged.then(() => (isTold = true));
    await stall(900);
    expect(isTold).toBe(false);
    await stall(1_500);
    await stall(1_500);
    expect(isTold).toBe(true);
    expect(logger.messages('warn')).toEqual([expect.stringContaining('stood still for 1.5 s')]);
    await clock.advance(60_000);
    await stall(3_000);
    expect(logger.messages('warn')).toHaveLength(2);
  });

  it('leaves nothing behind', async () => {
    const { clock, monitor, stop, ended } = scene();
    stop.abort();
    await ended;
    expect(clock.pendingTimers).toBe(0);
    clock.pause(60_000);
    expect(monitor.longestMs(10_000)).toBe(0);
  });
});
