import type { Clock, Timer } from './clock.ts';
import { systemClock } from './system-clock.ts';

/** Options of {@link Deadline}. */
export interface DeadlineOptions {
  readonly timeoutMs: number;
  /** What takes too long, for the error's message: `installing`. */
  readonly task: string;
  /** Aborts the deadline's signal too, with its own reason. @default none */
  readonly signal?: AbortSignal | undefined;
  /** @default real time */
  readonly clock?: Clock | undefined;
}

/** The reason of a signal whose time is up. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** A bound on how long something may take. Dispose of it when the thing is done. */
export class Deadline implements Disposable {
  readonly clock: Clock;
  /** Aborted with a {@link DeadlineError} when the time is up, or when the caller's signal is. */
  readonly signal: AbortSignal;
  readonly #over = new AbortController();
  readonly #timer: Timer;

  constructor({ timeoutMs, task, signal, clock = systemClock }: DeadlineOptions) {
    this.clock = clock;
    this.signal = signal ? AbortSignal.any([signal, this.#over.signal]) : this.#over.signal;
    this.#timer = clock.setTimer(() => {
      this.#over.abort(new DeadlineError(`${task} took longer than ${timeoutMs} ms`));
    }, timeoutMs);
  }

  /** Whether the time is up; not so when only the caller's signal is aborted. */
  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  [Symbol.dispose](): void {
    this.#timer.cancel();
  }
}
