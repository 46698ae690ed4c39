import type { Clock, Timer } from '../util/clock.ts';
import { Heap } from '../util/heap.ts';
import {
  DEFAULT_PRIORITY,
  WorkQueue,
  type QueueItem,
  type WorkQueueOptions,
} from './work-queue.ts';

interface Waiting<K> {
  readonly key: K;
  readyAt: number;
  priority: number;
  heapIndex: number;
}

/**
 * A {@link WorkQueue} to which keys can be added for later. One key waits at most once: the
 * earliest time and the highest priority win, and a key that becomes ready by `add` waits no
 * longer. Semantics: controller-runtime's `priorityqueue` with `After`.
 */
export class DelayingQueue<K> {
  readonly #queue: WorkQueue<K>;
  readonly #clock: Clock;
  readonly #waiting = new Map<K, Waiting<K>>();
  readonly #order = new Heap<Waiting<K>>((a, b) => a.readyAt < b.readyAt);
  #timer: Timer | undefined;
  #timerAt = Infinity;

  constructor(options: WorkQueueOptions) {
    this.#queue = new WorkQueue(options);
    this.#clock = options.clock;
  }

  /** Keys that are ready to be handed out. */
  get length(): number {
    return this.#queue.length;
  }

  /** Keys that are queued, held or waiting: what the queue remembers. */
  get size(): number {
    return this.#queue.size + this.#waiting.size;
  }

  get isShutDown(): boolean {
    return this.#queue.isShutDown;
  }

  /** See {@link WorkQueue.add}. */
  add(key: K, priority: number = DEFAULT_PRIORITY): void {
    this.#queue.add(key, this.#cancelWait(key, priority));
  }

  /** Adds the key after `delayMs`; at once when that is not positive. What waits at `shutDown` is dropped. */
  addAfter(key: K, delayMs: number, priority: number = DEFAULT_PRIORITY): void {
    if (!(delayMs > 0)) {
      this.add(key, priority);
      return;
    }
    if (this.#queue.isShutDown || this.#queue.raise(key, priority)) return;
    const readyAt = this.#clock.now() + delayMs;
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) {
      const added: Waiting<K> = { key, readyAt, priority, heapIndex: -1 };
      this.#waiting.set(key, added);
      this.#order.push(added);
    } else {
      waiting.priority = Math.max(waiting.priority, priority);
      if (readyAt < waiting.readyAt) {
        waiting.readyAt = readyAt;
        this.#order.moved(waiting);
      }
    }
    this.#arm();
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
    this.#waiting.clear();
    this.#order.clear();
    this.#arm();
  }

  /** See {@link WorkQueue.drain}. */
  drain(): Promise<void> {
    this.shutDown();
    return this.#queue.drain();
  }

  /** The priority to go on with: the higher of the two. */
  #cancelWait(key: K, priority: number): number {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) return priority;
    this.#waiting.delete(key);
    this.#order.remove(waiting);
    this.#arm();
    return Math.max(waiting.priority, priority);
  }

  /** Keeps exactly one timer, for the earliest key; none when nothing waits. */
  #arm(): void {
    const readyAt = this.#order.peek()?.readyAt ?? Infinity;
    if (readyAt === this.#timerAt) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerAt = readyAt;
    if (readyAt === Infinity) return;
    this.#timer = this.#clock.setTimer(() => this.#release(), readyAt - this.#clock.now());
  }

  #release(): void {
    this.#timer = undefined;
    this.#timerAt = Infinity;
    const now = this.#clock.now();
    for (let next = this.#order.peek(); next !== undefined; next = this.#order.peek()) {
      if (next.readyAt > now) break;
      this.#order.remove(next);
      this.#waiting.delete(next.key);
      this.#queue.add(next.key, next.priority);
    }
    this.#arm();
  }
}
