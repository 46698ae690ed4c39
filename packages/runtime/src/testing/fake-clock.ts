import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, Timer } from '../util/clock.ts';

/** Options of {@link FakeClock}. */
export interface FakeClockOptions {
  /** Wall-clock milliseconds since the epoch at the start. @default 2026-01-01T00:00:00Z */
  readonly wallTime?: number | undefined;
}

interface PendingTimer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to move: tests of hours run in milliseconds. */
export class FakeClock implements Clock {
  #now = 0;
  #wallTimeAtZero: number;
  /** In order of due time; of those due together, in order of creation. */
  readonly #timers: PendingTimer[] = [];

  constructor(options: FakeClockOptions = {}) {
    this.#wallTimeAtZero = options.wallTime ?? Date.UTC(2026, 0, 1);
  }

  now(): number {
    return this.#now;
  }

  wallTime(): number {
    return this.#wallTimeAtZero + this.#now;
  }

  setTimer(callback: () => void, delayMs: number): Timer {
    const timer: PendingTimer = { dueAt: this.#now + Math.max(0, delayMs), callback };
    const after = this.#timers.findIndex((other) => other.dueAt > timer.dueAt);
    this.#timers.splice(after === -1 ? this.#timers.length : after, 0, timer);
    return {
      cancel: () => {
        const index = this.#timers.indexOf(timer);
        if (index !== -1) this.#timers.splice(index, 1);
      },
    };
  }

  /** Timers that have not fired and are not cancelled. */
  get pendingTimers(): number {
    return this.#timers.length;
  }

  /** When the next timer is due, in milliseconds from now; undefined when there is none. */
  get nextTimerInMs(): number | undefined {
    const [first] = this.#timers;
    return first === undefined ? undefined : first.dueAt - this.#now;
  }

  /**
   * Moves time on, firing each timer at its own time, those set on the way included. Between two
   * timers everything that is ready to run in the process runs. `advance(0)` only does that.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await nextTurn();
    for (;;) {
      const [first] = this.#timers;
      if (first === undefined || first.dueAt > end) break;
      this.#timers.shift();
      this.#now = Math.max(this.#now, first.dueAt);
      first.callback();
      await nextTurn();
    }
    this.#now = Math.max(this.#now, end);
    await nextTurn();
  }

  /** Moves the wall clock only, as an administrator or NTP does. */
  jumpWallTime(ms: number): void {
    this.#wallTimeAtZero += ms;
  }

  /** Moves time on without firing anything, as for a process that was stopped (SIGSTOP). */
  pause(ms: number): void {
    this.#now += ms;
  }
}
