import { Event } from '@keelson/kubernetes/events/v1';
import { toMicroTime } from '../api/time.ts';
import { ApiError } from '../client/api-error.ts';
import type { Clock, Timer } from '../util/clock.ts';
import type { Logger } from '../util/logger.ts';
import { sleep } from '../util/signals.ts';
import { EventAggregator } from './event-aggregator.ts';
import { EventBudget } from './event-budget.ts';
import type { EventClient } from './event-client.ts';
import {
  type EventDescription,
  type EventReporter,
  type EventSubject,
  eventName,
  eventNamespace,
  newEvent,
  subjectKey,
} from './event-object.ts';

/** Records what happened to an object, for `kubectl describe` and `kubectl events`. */
export interface EventRecorder {
  /** Returns at once and never throws; what cannot be written is dropped and logged. */
  record(subject: EventSubject, description: EventDescription): void;
}

/** Options of {@link BackgroundEventRecorder}. */
export interface EventRecorderOptions {
  readonly client: EventClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly reporter: EventReporter;
  /** Equal events within this time of each other are one series. @default 360000 */
  readonly seriesWindowMs?: number | undefined;
  /** The count of a series is written at most this often. @default 10000 */
  readonly seriesIntervalMs?: number | undefined;
  /** Events that may wait to be written; more are dropped. @default 1000 */
  readonly queueLimit?: number | undefined;
  /** Uniform in [0, 1), for names. @default Math.random */
  readonly random?: (() => number) | undefined;
}

type ResolvedOptions = {
  readonly [Key in keyof EventRecorderOptions]-?: Exclude<EventRecorderOptions[Key], undefined>;
};

/** Equal events, and how much of that the server knows. */
interface Series {
  readonly key: string;
  readonly subject: EventSubject;
  readonly description: EventDescription;
  name: string;
  count: number;
  firstObservedTime: string;
  lastObservedTime: string;
  lastObservedAt: number;
  /** What the server has; 0 = no Event yet. */
  writtenCount: number;
  writtenAt: number;
  isQueued: boolean;
  timer: Timer | undefined;
}

const remembered = 4096;
const attempts = 4;
const firstRetryMs = 500;

/**
 * Writes `events.k8s.io/v1` Events in the background, in order, equal ones as one Event with a
 * rising count. Semantics: client-go's `tools/events`, but the note counts for equality (client-go
 * drops the later notes), and the count is written every ten seconds, not every half hour. Similar
 * events are combined, and writes about one object limited, as in client-go's older `tools/record`.
 */
export class BackgroundEventRecorder implements EventRecorder {
  readonly #options: ResolvedOptions;
  /** In order of their last event. */
  readonly #series = new Map<string, Series>();
  readonly #queue: Series[] = [];
  readonly #aggregator = new EventAggregator();
  readonly #budget = new EventBudget();
  readonly #stop = new AbortController();
  #pump: Promise<void> | undefined;
  #dropped = 0;

  constructor(options: EventRecorderOptions) {
    this.#options = {
      ...options,
      seriesWindowMs: options.seriesWindowMs ?? 360_000,
      seriesIntervalMs: options.seriesIntervalMs ?? 10_000,
      queueLimit: options.queueLimit ?? 1_000,
      random: options.random ?? Math.random,
    };
  }

  record(subject: EventSubject, description: EventDescription): void {
    if (this.#stop.signal.aborted) return;
    const { clock, seriesWindowMs } = this.#options;
    const now = clock.now();
    const { key, ...placed } = this.#aggregator.place({ subject, description }, now);
    const time = toMicroTime(clock.wallTime());
    let series = this.#series.get(key);
    if (series === undefined || now - series.lastObservedAt > seriesWindowMs) {
      series = this.#begin(key, { subject, ...placed });
    }
    series.count += 1;
    series.lastObservedAt = now;
    series.lastObservedTime = time;
    this.#series.delete(key);
    this.#series.set(key, series);
    this.#forgetOld(now);
    this.#schedule(series);
  }

  /** Writes what waits, and resolves when it is written, given up, or `signal` aborts. */
  async close(signal: AbortSignal): Promise<void> {
    for (const series of this.#series.values()) {
      series.timer?.cancel();
      series.timer = undefined;
      if (series.count > series.writtenCount) this.#enqueue(series);
    }
    const onAbort = () => this.#stop.abort();
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    await this.#pump;
    signal.removeEventListener('abort', onAbort);
    this.#stop.abort();
  }

  #begin(
    key: string,
    what: { readonly subject: EventSubject; readonly description: EventDescription },
  ): Series {
    const { clock } = this.#options;
    const time = toMicroTime(clock.wallTime());
    return {
      key,
      ...what,
      name: this.#newName(what.subject),
      count: 0,
      firstObservedTime: time,
      lastObservedTime: time,
      lastObservedAt: clock.now(),
      writtenCount: 0,
      writtenAt: -Infinity,
      isQueued: false,
      timer: undefined,
    };
  }

  #newName(subject: EventSubject): string {
    const { clock, random } = this.#options;
    const suffix = hex(clock.wallTime()) + hex(random() * 2 ** 32).padStart(8, '0');
    return eventName(subject, suffix);
  }

  /** The first two of a series go out at once, the next ones together. */
  #schedule(series: Series): void {
    if (series.isQueued || series.timer !== undefined) return;
    const { clock, seriesIntervalMs } = this.#options;
    const wait = series.writtenCount > 1 ? series.writtenAt + seriesIntervalMs - clock.now() : 0;
    if (wait <= 0) {
      this.#enqueue(series);
      return;
    }
    series.timer = clock.setTimer(() => {
      series.timer = undefined;
      this.#enqueue(series);
    }, wait);
  }

  #enqueue(series: Series): void {
    if (series.isQueued) return;
    if (this.#queue.length >= this.#options.queueLimit) {
      if (this.#dropped === 0) this.#options.logger.warn('Too many events wait; dropping some');
      this.#dropped += 1;
      return;
    }
    series.isQueued = true;
    this.#queue.push(series);
    this.#pump ??= this.#drain();
  }

  async #drain(): Promise<void> {
    // Nobody waits for the first turn of this: `record` stays as cheap as it says.
    await Promise.resolve();
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      next.isQueued = false;
      // One that was being written when the recorder was closed was queued once more.
      const isWritten = next.count === next.writtenCount;
      if (isWritten || this.#stop.signal.aborted || !this.#hasBudget(next)) continue;
      await this.#writeWithRetry(next);
    }
    if (this.#dropped > 0) {
      this.#options.logger.warn('Dropped events', { count: this.#dropped });
      this.#dropped = 0;
    }
    this.#pump = undefined;
  }

  /** Without: a new event is dropped, the count of a series is written when there is. */
  #hasBudget(series: Series): boolean {
    const { clock } = this.#options;
    const key = subjectKey(series.subject);
    if (this.#budget.take(key, clock.now())) return true;
    if (series.writtenCount === 0) {
      this.#dropped += 1;
      this.#series.delete(series.key);
      return false;
    }
    const wait = this.#budget.waitMs(key, clock.now());
    series.timer ??= clock.setTimer(() => {
      series.timer = undefined;
      this.#enqueue(series);
    }, wait);
    return false;
  }

  async #writeWithRetry(series: Series): Promise<void> {
    const { clock, logger } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#write(series);
        return;
      } catch (error) {
        const code = error instanceof ApiError ? error.code : undefined;
        if (code === 404 && series.writtenCount > 0) {
          // The server forgets events after an hour: begin a new one.
          series.writtenCount = 0;
          series.name = this.#newName(series.subject);
          continue;
        }
        const isLasting = code !== undefined && code < 500 && code !== 429;
        if (isLasting || attempt === attempts || this.#stop.signal.aborted) {
          const { reason } = series.description;
          logger.warn('Could not write an event', { reason, error });
          this.#series.delete(series.key);
          return;
        }
      }
      const delay = firstRetryMs * 2 ** (attempt - 1);
      await sleep(clock, delay, this.#stop.signal).catch(() => {});
    }
  }

  async #write(series: Series): Promise<void> {
    const { client, reporter, clock } = this.#options;
    const { signal } = this.#stop;
    const { name, count, subject, description, lastObservedTime } = series;
    const state = { count, lastObservedTime };
    if (series.writtenCount === 0) {
      const event = newEvent(subject, description, {
        name,
        reporter,
        eventTime: series.firstObservedTime,
        series: count > 1 ? state : undefined,
      });
      await client.create(Event, event, { signal });
    } else {
      const key = { namespace: eventNamespace(subject), name };
      await client.patch(Event, key, { type: 'merge', body: { series: state } }, { signal });
    }
    series.writtenCount = count;
    series.writtenAt = clock.now();
    if (series.count > count) this.#schedule(series);
  }

  #forgetOld(now: number): void {
    for (const [key, series] of this.#series) {
      const isOld = now - series.lastObservedAt > this.#options.seriesWindowMs;
      if (!isOld && this.#series.size <= remembered) return;
      series.timer?.cancel();
      this.#series.delete(key);
    }
  }
}

function hex(value: number): string {
  return Math.floor(value).toString(16);
}
