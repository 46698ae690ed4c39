import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from './system-clock.ts';

describe('systemClock', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());

  it('keeps to delays that setTimeout would cut short', () => {
    const thirtyDaysMs = 30 * 24 * 60 * 60 * 1000;
    let fired = 0;
    systemClock.setTimer(() => (fired += 1), thirtyDaysMs);
    vi.advanceTimersByTime(thirtyDaysMs - 1);
    expect(fired).toBe(0);
    vi.advanceTimersByTime(1);
    expect(fired).toBe(1);
    vi.advanceTimersByTime(thirtyDaysMs);
    expect(fired).toBe(1);
  });

  it('cancels, in whichever part of a long delay', () => {
    let fired = 0;
    const count = (): void => {
      fired += 1;
    };
    const short = systemClock.setTimer(count, 10);
    const long = systemClock.setTimer(count, 2 ** 32);
    short.cancel();
    vi.advanceTimersByTime(2 ** 31 + 5);
    long.cancel();
    vi.advanceTimersByTime(2 ** 33);
    expect(fired).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fires soon when the time has passed already', () => {
    let fired = 0;
    systemClock.setTimer(() => (fired += 1), -5);
    expect(fired).toBe(0);
    vi.advanceTimersByTime(1);
    expect(fired).toBe(1);
  });
});

describe('systemClock.now', () => {
  it('never goes back', () => {
    const first = systemClock.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(first);
    expect(systemClock.wallTime()).toBeGreaterThan(Date.UTC(2026, 0));
  });
});
