import { DelayingQueue } from './delaying-queue.ts';
import { ItemBackoff, type RateLimiter } from './item-backoff.ts';
import { noQueueMetrics, type QueueMetrics } from './queue-metrics.ts';
import { DEFAULT_PRIORITY, type QueueItem, type WorkQueueOptions } from './work-queue.ts';

/** Options of {@link RateLimitedQueue}. */
export interface RateLimitedQueueOptions<K> extends WorkQueueOptions {
  /** @default an {@link ItemBackoff}: 5 ms doubling to 1000 s per key */
  readonly rateLimiter?: RateLimiter<K> | undefined;
}

/**
 * The queue of a controller: a {@link DelayingQueue} to which failed keys are added with a backoff
 * of their own. Semantics: client-go's `TypedRateLimitingInterface`.
 */
export class RateLimitedQueue<K> implements AsyncDisposable {
  readonly #queue: DelayingQueue<K>;
  readonly #rateLimiter: RateLimiter<K>;
  readonly #metrics: QueueMetrics;

  constructor(options: RateLimitedQueueOptions<K>) {
    this.#queue = new DelayingQueue(options);
    this.#rateLimiter = options.rateLimiter ?? new ItemBackoff();
    this.#metrics = options.metrics ?? noQueueMetrics;
  }

  /** Keys that are ready to be handed out. */
  get length(): number {
    return this.#queue.length;
  }

  /** Keys that are queued, held or waiting: what the queue remembers, failures aside. */
  get size(): number {
    return this.#queue.size;
  }

  get isShutDown(): boolean {
    return this.#queue.isShutDown;
  }

  /** See {@link WorkQueue.add}. */
  add(key: K, priority: number = DEFAULT_PRIORITY): void {
    this.#queue.add(key, priority);
  }

  /** See {@link DelayingQueue.addAfter}. */
  addAfter(key: K, delayMs: number, priority: number = DEFAULT_PRIORITY): void {
    this.#queue.addAfter(key, delayMs, priority);
  }

  /** Counts one failure more of the key and adds it after the delay that follows from it. */
  addRateLimited(key: K, priority: number = DEFAULT_PRIORITY): void {
    if (this.#queue.isShutDown) return;
    this.#metrics.retried();
    this.#queue.addAfter(key, this.#rateLimiter.next(key), priority);
  }

  /** Resets the backoff of the key; does not touch the queue. */
  forget(key: K): void {
    this.#rateLimiter.forget(key);
  }

  /** Failures of the key since the last `forget`. */
  failures(key: K): number {
    return this.#rateLimiter.failures(key);
  }

  /** See {@link WorkQueue.tryGet}. */
  tryGet(): QueueItem<K> | undefined {
    return this.#queue.tryGet();
  }

  /** See {@link WorkQueue.get}. */
  get(signal?: AbortSignal): Promise<QueueItem<K> | undefined> {
    return this.#queue.get(signal);
  }

  /** See {@link WorkQueue.done}. */
  done(key: K): void {
    this.#queue.done(key);
  }

  /** See {@link WorkQueue.shutDown}. */
  shutDown(): void {
    this.#queue.shutDown();
  }

  /** See {@link WorkQueue.drain}. */
  drain(): Promise<void> {
    return this.#queue.drain();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain();
  }
}
