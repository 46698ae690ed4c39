import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../util/clock.ts';

const sliceMs = 10;

/**
 * Lets timers and sockets have their turn while reconciles follow each other. A reconcile that
 * only reads the cache never waits for anything, and a long queue of them would otherwise hold up
 * the lease, the probes and the watches.
 */
export class EventLoopTurns {
  readonly #clock: Clock;
  #turnAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#turnAt = clock.now();
  }

  /** It is time to let others run. */
  get isDue(): boolean {
    return this.#clock.now() - this.#turnAt >= sliceMs;
  }

  async next(): Promise<void> {
    await nextTurn();
    this.#turnAt = this.#clock.now();
  }
}
