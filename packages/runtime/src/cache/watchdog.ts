import type { Clock, Timer } from '../util/clock.ts';

/** Aborts a signal when {@link Watchdog.alive} was not called for too long. One timer, whatever the traffic. */
export class Watchdog implements Disposable {
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  readonly #parent: AbortSignal;
  readonly #onParentAbort = () => this.#controller.abort(this.#parent.reason);
  #limitMs: number;
  #aliveAt: number;
  #timer: Timer | undefined;
  #hasBitten = false;

  constructor(clock: Clock, limitMs: number, parent: AbortSignal) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#parent = parent;
    this.#aliveAt = clock.now();
    if (parent.aborted) this.#onParentAbort();
    parent.addEventListener('abort', this.#onParentAbort, { once: true });
    this.#arm(limitMs);
  }

  /** Aborts with the parent, or when the time is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get hasBitten(): boolean {
    return this.#hasBitten;
  }

  /** When there was last a sign of life, by the clock. */
  get aliveAt(): number {
    return this.#aliveAt;
  }

  alive(): void {
    this.#aliveAt = this.#clock.now();
  }

  /** Changes the limit, counted from the last sign of life. */
  limit(limitMs: number): void {
    if (limitMs === this.#limitMs) return;
    this.#limitMs = limitMs;
    this.#timer?.cancel();
    this.#check();
  }

  [Symbol.dispose](): void {
    this.#timer?.cancel();
    this.#parent.removeEventListener('abort', this.#onParentAbort);
  }

  #arm(delayMs: number): void {
    this.#timer = this.#clock.setTimer(() => this.#check(), delayMs);
  }

  #check(): void {
    const remainingMs = this.#aliveAt + this.#limitMs - this.#clock.now();
    if (remainingMs > 0) {
      this.#arm(remainingMs);
      return;
    }
    this.#hasBitten = true;
    this.#controller.abort(new DOMException('the stream was silent for too long', 'TimeoutError'));
  }
}
