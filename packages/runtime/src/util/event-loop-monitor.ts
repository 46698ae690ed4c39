import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';

/** Between two looks at the clock. */
const periodMs = 250;

/** Not worth remembering: timers are never quite on time. */
const usualMs = 100;

/** Worth a line in the log; the loop of a healthy operator turns within milliseconds. */
const noteworthyMs = 1_000;

/** After this long without a noteworthy lag, the next one is logged again. */
const quietMs = 60_000;

/** Options of {@link EventLoopMonitor}. */
export interface EventLoopMonitorOptions {
  /** The real one: the event loop lags in real time, whatever time the rest of the process is in. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told each lag, four times a second. @default nobody */
  readonly record?: ((lagMs: number) => void) | undefined;
}

/** A lag, and the monotonic milliseconds at which it was over. */
interface Lag {
  readonly lagMs: number;
  readonly endedAt: number;
}

/**
 * Measures how late timers come. They do when something computes for long without a pause, when the
 * machine gives the process no time, or when it was stopped (SIGSTOP). Meanwhile nothing else happens
 * either: no watch is read, no probe answered, no lease renewed.
 */
export class EventLoopMonitor {
  readonly #options: EventLoopMonitorOptions;
  readonly #noteworthy = Promise.withResolvers<void>();
  #dueAt: number | undefined;
  /** Those of the last minute. */
  #lags: Lag[] = [];
  #quietUntil = Number.NEGATIVE_INFINITY;

  constructor(options: EventLoopMonitorOptions) {
    this.#options = options;
  }

  /** Resolves at the first lag of a second or more. */
  get lagged(): Promise<void> {
    return this.#noteworthy.promise;
  }

  /** The longest lag that was not over before the last `windowMs`, which are 60,000 at most. */
  longestMs(windowMs: number): number {
    const now = this.#options.clock.now();
    const since = now - windowMs;
    const ended = this.#lags.filter(({ endedAt }) => endedAt >= since);
    // After a pause, whoever asks may come before the timer does.
    const present = this.#dueAt === undefined ? 0 : now - this.#dueAt;
    return Math.max(present, 0, ...ended.map(({ lagMs }) => lagMs));
  }

  /** Measures until `signal` aborts. */
  start(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const arm = () => {
        this.#dueAt = clock.now() + periodMs;
        return clock.setTimer(() => {
          this.#measure();
          timer = arm();
        }, periodMs);
      };
      let timer = arm();
      const stop = () => {
        timer.cancel();
        this.#dueAt = undefined;
        resolve();
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
  }

  #measure(): void {
    const { clock, record } = this.#options;
    const now = clock.now();
    const lagMs = Math.max(0, now - (this.#dueAt ?? now));
    record?.(lagMs);
    if (lagMs < usualMs) return;
    const recent = this.#lags.filter(({ endedAt }) => now - endedAt < quietMs);
    this.#lags = [...recent, { lagMs, endedAt: now }];
    if (lagMs >= noteworthyMs) this.#tell(lagMs, now);
  }

  #tell(lagMs: number, now: number): void {
    this.#noteworthy.resolve();
    const level = now < this.#quietUntil ? 'debug' : 'warn';
    this.#quietUntil = now + quietMs;
    const seconds = (lagMs / 1_000).toFixed(1);
    this.#options.logger[level](
      `The event loop stood still for ${seconds} s: the process was stopped or short of CPU, or something computes for long without a pause`,
    );
  }
}
