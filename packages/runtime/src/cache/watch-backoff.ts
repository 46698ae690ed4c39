import { backoffMs } from '../util/backoff.ts';
import type { Clock } from '../util/clock.ts';

const delays = { initialMs: 800, maximumMs: 30_000, jitter: 1 };
const resetAfterMs = 120_000;

/** What a {@link WatchBackoff} needs. */
export interface WatchBackoffOptions {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * Delays of one watcher, shared by lists and watches: 0.8 s doubling to 30 s, each stretched by a
 * random factor of 1 to 2; starts over after two minutes without one. Semantics: client-go's reflector.
 */
export class WatchBackoff {
  readonly #clock: Clock;
  readonly #random: () => number;
  #attempt = 0;
  #endsAt = -Infinity;

  constructor({ clock, random }: WatchBackoffOptions) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Nothing has failed for two minutes. */
  get isFresh(): boolean {
    return this.#clock.now() - this.#endsAt > resetAfterMs;
  }

  /** Counts one failure more. */
  next(): number {
    if (this.isFresh) this.#attempt = 0;
    const delayMs = backoffMs(delays, this.#attempt, this.#random);
    this.#attempt += 1;
    this.#endsAt = this.#clock.now() + delayMs;
    return delayMs;
  }
}
