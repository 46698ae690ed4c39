import type { Clock } from '../util/clock.ts';

/** Waits that end early: by an abort, or by a ring from elsewhere. */
export class Alarm {
  readonly #clock: Clock;
  readonly #sleepers = new Set<() => void>();
  #rung = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends all waits under way, or the next one when there is none. */
  ring(): void {
    this.#rung = this.#sleepers.size === 0;
    for (const wake of this.#sleepers) wake();
  }

  /** Resolves after `ms`, when `signal` aborts, or at {@link ring}; never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || ms <= 0 || this.#rung) {
      this.#rung = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const wake = () => {
        timer.cancel();
        signal.removeEventListener('abort', wake);
        this.#sleepers.delete(wake);
        resolve();
      };
      const timer = this.#clock.setTimer(wake, ms);
      signal.addEventListener('abort', wake);
      this.#sleepers.add(wake);
    });
  }

  /**
   * Calls with a signal that aborts together with `signal` or after `ms`, and rejects at that moment
   * even if the call goes on.
   */
  async bound<T>(
    ms: number,
    signal: AbortSignal,
    call: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const deadline = new AbortController();
    const timer = this.#clock.setTimer(
      () => deadline.abort(new Error(`no answer within ${Math.round(ms)} ms`)),
      ms,
    );
    const either = AbortSignal.any([signal, deadline.signal]);
    const aborted = Promise.withResolvers<never>();
    const onAbort = () => aborted.reject(either.reason as Error);
    either.addEventListener('abort', onAbort);
    try {
      return await Promise.race([call(either), aborted.promise]);
    } finally {
      timer.cancel();
      either.removeEventListener('abort', onAbort);
    }
  }
}
