import type { Clock, Timer } from '../util/clock.ts';
import { ConnectionError } from './connection-error.ts';
import type { TransportRequest } from './transport.ts';
import type { Cancellation } from './wire.ts';

/** Options of {@link ExchangeDeadline}. */
export interface ExchangeDeadlineOptions {
  readonly clock: Clock;
  /** Limit of requests that set none; waits that the server asks for do not count towards it. */
  readonly defaultMs: number;
}

/** The signal of a request and its time limit as one, for one exchange. Detach it at the end. */
export class ExchangeDeadline implements Cancellation {
  readonly #request: TransportRequest;
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #startedAt: number;
  readonly #onAbort = (): void => this.#abort(this.#request.signal?.reason);
  #timer: Timer | undefined;
  #reject: ((reason: unknown) => void) | undefined;
  #listener: (() => void) | undefined;
  #controller: AbortController | undefined;
  #isOver = false;
  /** Why the exchange was given up; undefined as long as it was not. */
  reason: unknown;

  constructor(request: TransportRequest, { clock, defaultMs }: ExchangeDeadlineOptions) {
    this.#request = request;
    this.#clock = clock;
    this.#limitMs = request.timeoutMs ?? defaultMs;
    this.#startedAt = clock.now();
    this.#arm();
    if (request.signal?.aborted === true) this.#onAbort();
    else request.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** The exchange was given up. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isOver) this.#controller.abort(this.reason);
    return this.#controller.signal;
  }

  throwIfAborted(): void {
    if (this.#isOver) throw this.reason;
  }

  onAbort(listener: () => void): void {
    this.#listener = listener;
  }

  /** Gives the exchange up when `check` throws, for what it throws. */
  guard(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#abort(error);
      throw error;
    }
  }

  /** Gives what `work` gives, or rejects as soon as it is given up: not all work heeds the signal. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      work.then(resolve, reject);
      if (this.#isOver) reject(this.reason);
      else this.#reject = reject;
    });
  }

  /** Whether a wait of `delayMs` leaves time to try again. */
  canWait(delayMs: number): boolean {
    return (
      this.#request.timeoutMs === undefined ||
      this.#clock.now() - this.#startedAt + delayMs < this.#limitMs
    );
  }

  /** Call it when a wait that the server asked for begins, and what it returns when it is over. */
  pause(): () => void {
    if (this.#request.timeoutMs !== undefined) return () => {};
    this.lift();
    return () => this.#arm();
  }

  /** No time limit any more. */
  lift(): void {
    this.#timer?.cancel();
  }

  /** Neither limit nor signal any more. */
  detach(): void {
    this.lift();
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
  }

  #arm(): void {
    const { method, path } = this.#request;
    this.#timer = this.#clock.setTimer(() => {
      const message = `${method} ${path} took longer than ${this.#limitMs} ms`;
      this.#abort(new ConnectionError(message, { code: 'ETIMEDOUT' }));
    }, this.#limitMs);
  }

  #abort(reason: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.reason = reason;
    this.#reject?.(reason);
    this.#controller?.abort(reason);
    this.#listener?.();
  }
}
