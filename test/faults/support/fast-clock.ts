import { type Clock, systemClock, type Timer } from '@keelson/runtime';

interface FastTimer {
  readonly callback: () => void;
  readonly dueAt: number;
  timer: Timer;
}

/**
 * Real time, but so many times faster: what waits for 30 s before a real server waits for 0.3 s at a
 * speed of 100. For the client's side alone: the server's own minutes stay minutes, and what the
 * machine takes to compute counts that many times.
 */
export class FastClock implements Clock {
  readonly #timers = new Set<FastTimer>();
  #speed: number;
  #realStart = systemClock.now();
  #start = systemClock.now();
  readonly #wallOffset = systemClock.wallTime() - systemClock.now();

  constructor(speed: number) {
    this.#speed = speed;
  }

  now(): number {
    return this.#start + (systemClock.now() - this.#realStart) * this.#speed;
  }

  wallTime(): number {
    return this.#wallOffset + this.now();
  }

  /** Goes at this speed from now on; timers that run do too. */
  accelerate(speed: number): void {
    this.#start = this.now();
    this.#realStart = systemClock.now();
    this.#speed = speed;
    for (const entry of this.#timers) {
      entry.timer.cancel();
      entry.timer = this.#arm(entry);
    }
  }

  setTimer(callback: () => void, delayMs: number): Timer {
    const dueAt = this.now() + delayMs;
    const entry: FastTimer = { callback, dueAt, timer: { cancel: () => {} } };
    entry.timer = this.#arm(entry);
    this.#timers.add(entry);
    return {
      cancel: () => {
        this.#timers.delete(entry);
        entry.timer.cancel();
      },
    };
  }

  #arm(entry: FastTimer): Timer {
    const fire = (): void => {
      this.#timers.delete(entry);
      entry.callback();
    };
    return systemClock.setTimer(fire, Math.max(0, entry.dueAt - this.now()) / this.#speed);
  }
}
