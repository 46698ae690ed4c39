/** A timer that can be cancelled. */
export interface Timer {
  cancel(): void;
}

/**
 * Time as the framework sees it. Everything that waits or measures takes a Clock, so that tests run
 * in virtual time (`FakeClock` of `@keelson/runtime/testing`).
 */
export interface Clock {
  /** Monotonic milliseconds since an arbitrary start; never goes back. For durations and deadlines. */
  now(): number;
  /** Wall-clock milliseconds since the epoch. Only for timestamps that are written into objects. */
  wallTime(): number;
  /** Calls back once after `delayMs`, which may be longer than Node's own limit of 2^31 - 1 ms. */
  setTimer(callback: () => void, delayMs: number): Timer;
}
