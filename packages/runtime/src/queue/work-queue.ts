import type { Clock } from '../util/clock.ts';
import { Fifo } from './fifo.ts';
import { PriorityFifo } from './priority-fifo.ts';
import { noQueueMetrics, type QueueMetrics } from './queue-metrics.ts';
import { QueueStateError } from './queue-state-error.ts';

/** Priority of what a user did not choose one for. */
export const DEFAULT_PRIORITY = 0;
/** Priority of the initial list and of resyncs: live events overtake them. As controller-runtime's. */
export const LOW_PRIORITY = -100;

/** A key that a worker holds until it calls `done`. */
export interface QueueItem<K> {
  readonly key: K;
  /** With what priority the key was handed out. */
  readonly priority: number;
  /** How long it was ready before. */
  readonly waitedMs: number;
}

/** Options of {@link WorkQueue}. */
export interface WorkQueueOptions {
  readonly clock: Clock;
  /** @default records nothing */
  readonly metrics?: QueueMetrics | undefined;
}

/** A key is known to the queue exactly while it is queued or held, so the three states are all. */
interface Entry<K> extends QueueItem<K> {
  state: 'queued' | 'held' | 'held-and-dirty';
  priority: number;
  /** Priority of the run to come, while `held-and-dirty`. */
  nextPriority: number;
  readyAt: number;
  heldSince: number;
  waitedMs: number;
  joined: number;
  previous: Entry<K> | undefined;
  next: Entry<K> | undefined;
}

interface Waiter<K> {
  readonly resolve: (item: QueueItem<K> | undefined) => void;
  previous: Waiter<K> | undefined;
  next: Waiter<K> | undefined;
}

/**
 * Hands out keys to many workers such that one key is never held twice, equal keys are merged, and
 * a key added while it is held is handed out exactly once more after `done`. Higher priorities go
 * first; within one it is first in, first out. While several priorities wait, each tenth key handed
 * out is the one that has waited longest, so that none starves. Semantics: client-go's `workqueue`, with the
 * priorities of controller-runtime's `priorityqueue`.
 */
export class WorkQueue<K> {
  readonly #entries = new Map<K, Entry<K>>();
  readonly #ready: PriorityFifo<Entry<K>>;
  readonly #held = new Set<Entry<K>>();
  readonly #waiters = new Fifo<Waiter<K>>();
  readonly #drained = Promise.withResolvers<void>();
  readonly #clock: Clock;
  readonly #metrics: QueueMetrics;
  readonly #stopObserving: () => void;
  #isShutDown = false;

  constructor(options: WorkQueueOptions) {
    const { clock, metrics = noQueueMetrics } = options;
    this.#clock = clock;
    this.#metrics = metrics;
    this.#ready = new PriorityFifo(metrics);
    this.#stopObserving = metrics.observe({
      unfinishedWorkMs: () => this.#heldTimes().reduce((sum, time) => sum + time, 0),
      longestRunningMs: () => this.#heldTimes().reduce((most, time) => Math.max(most, time), 0),
    });
  }

  /** Keys that are ready to be handed out. */
  get length(): number {
    return this.#ready.length;
  }

  /** Keys that are queued or held: what the queue remembers. */
  get size(): number {
    return this.#entries.size;
  }

  get isShutDown(): boolean {
    return this.#isShutDown;
  }

  /** Queues the key, or merges it with its queued self under the higher priority. Ignored after `shutDown`. */
  add(key: K, priority: number = DEFAULT_PRIORITY): void {
    if (this.#isShutDown || this.raise(key, priority)) return;
    const held = this.#entries.get(key);
    this.#metrics.added();
    if (held !== undefined) {
      held.state = 'held-and-dirty';
      held.nextPriority = priority;
      held.readyAt = this.#clock.now();
      return;
    }
    const entry: Entry<K> = {
      key,
      state: 'queued',
      priority,
      nextPriority: priority,
      readyAt: this.#clock.now(),
      heldSince: 0,
      waitedMs: 0,
      joined: 0,
      previous: undefined,
      next: undefined,
    };
    this.#entries.set(key, entry);
    this.#enqueue(entry);
  }

  /** If a run of the key is to come anyway, gives it at least this priority. Says whether it is. */
  raise(key: K, priority: number): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.state === 'held') return false;
    if (entry.state === 'held-and-dirty') {
      entry.nextPriority = Math.max(entry.nextPriority, priority);
    } else if (entry.priority < priority) {
      this.#ready.move(entry, priority);
    }
    return true;
  }

  /** The next key if one is ready. The caller holds it until `done`. */
  tryGet(): QueueItem<K> | undefined {
    const entry = this.#ready.shift();
    if (entry !== undefined) this.#hold(entry);
    return entry;
  }

  /**
   * The next key, as soon as one is ready; the caller holds it until `done`. `undefined` when
   * `signal` is aborted, even if keys are ready, or when the queue is shut down and empty.
   */
  async get(signal?: AbortSignal): Promise<QueueItem<K> | undefined> {
    if (signal?.aborted === true) return undefined;
    const ready = this.tryGet();
    if (ready !== undefined || this.#isShutDown) return ready;
    return await new Promise((resolve) => {
      const waiter: Waiter<K> = {
        resolve: (item) => {
          signal?.removeEventListener('abort', leave);
          resolve(item);
        },
        previous: undefined,
        next: undefined,
      };
      const leave = () => {
        this.#waiters.remove(waiter);
        resolve(undefined);
      };
      this.#waiters.push(waiter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /**
   * Gives back a held key. If it was added meanwhile it is queued again.
   * @throws {QueueStateError} when nobody holds the key.
   */
  done(key: K): void {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.state === 'queued') {
      throw new QueueStateError(
        `done(${String(key)}): nobody holds this key; call done exactly once for each get`,
      );
    }
    this.#held.delete(entry);
    this.#metrics.worked(this.#clock.now() - entry.heldSince);
    if (entry.state === 'held') {
      this.#entries.delete(key);
    } else {
      entry.state = 'queued';
      entry.priority = entry.nextPriority;
      this.#enqueue(entry);
    }
    this.#checkDrained();
  }

  /** From now on nothing is added; what is queued can still be got, and who waits is let go. */
  shutDown(): void {
    if (this.#isShutDown) return;
    this.#isShutDown = true;
    for (let next = this.#waiters.shift(); next !== undefined; next = this.#waiters.shift()) {
      next.resolve(undefined);
    }
    this.#checkDrained();
  }

  /** Shuts down and resolves once nobody holds a key. */
  async drain(): Promise<void> {
    this.shutDown();
    await this.#drained.promise;
  }

  #enqueue(entry: Entry<K>): void {
    const waiter = this.#waiters.shift();
    if (waiter === undefined) {
      this.#ready.push(entry);
      return;
    }
    // Given to the waiter at once, so that no one else can take it before the waiter runs.
    this.#hold(entry);
    waiter.resolve(entry);
  }

  #hold(entry: Entry<K>): void {
    entry.state = 'held';
    entry.heldSince = this.#clock.now();
    entry.waitedMs = entry.heldSince - entry.readyAt;
    this.#held.add(entry);
    this.#metrics.waited(entry.waitedMs);
  }

  #heldTimes(): number[] {
    const now = this.#clock.now();
    return Array.from(this.#held, (entry) => now - entry.heldSince);
  }

  #checkDrained(): void {
    if (!this.#isShutDown || this.#held.size > 0) return;
    this.#stopObserving();
    this.#drained.resolve();
  }
}
