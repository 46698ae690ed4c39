import { randomUUID } from 'node:crypto';
import { parseKey } from '../api/object-key.ts';
import type { Request } from '../api/request.ts';
import type { RateLimiter } from '../queue/item-backoff.ts';
import { noQueueMetrics, type QueueMetrics } from '../queue/queue-metrics.ts';
import { RateLimitedQueue } from '../queue/rate-limited-queue.ts';
import type { QueueItem } from '../queue/work-queue.ts';
import type { Clock } from '../util/clock.ts';
import type { Logger } from '../util/logger.ts';
import { aborted } from '../util/signals.ts';
import type { Tracer } from '../util/tracer.ts';
import { type ControllerMetrics, noControllerMetrics } from './controller-metrics.ts';
import { EventLoopTurns } from './event-loop-turns.ts';
import { outcomeOf, type ReconcileEnd } from './reconcile-outcome.ts';
import { traceReconcile } from './reconcile-span.ts';
import { ReconcileRun } from './reconcile-run.ts';
import type { ReconcileContext, Reconciler } from './reconciler.ts';
import type { Source } from './source.ts';
import { type SourceHandle, SourceSet } from './source-set.ts';

/** What a {@link Controller} is made of. */
export interface ControllerParts {
  /** In logs and metrics; unique in the process. */
  readonly name: string;
  readonly reconciler: Reconciler;
  readonly sources: readonly Source[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** The reconciled kind, for log lines. @default none */
  readonly kind?: { readonly group: string; readonly kind: string } | undefined;
  /** Keys reconciled at the same time; one key never is. @default 1 */
  readonly maxConcurrentReconciles?: number | undefined;
  /** Aborts the context's signal of a reconcile that takes longer. @default none */
  readonly reconcileTimeoutMs?: number | undefined;
  /** `start` rejects when the sources have not delivered what exists by then. @default 120000 */
  readonly cacheSyncTimeoutMs?: number | undefined;
  /** Runs only while this process leads. @default true */
  readonly needLeaderElection?: boolean | undefined;
  /** @default 5 ms doubling to 1000 s per key */
  readonly rateLimiter?: RateLimiter<string> | undefined;
  /** @default records nothing */
  readonly metrics?: ControllerMetrics | undefined;
  /** @default records nothing */
  readonly queueMetrics?: QueueMetrics | undefined;
  /** Calls the reconciler, in whatever context. @default directly */
  readonly call?: (<T>(work: () => T) => T) | undefined;
  /** Makes a span of each reconcile. @default none */
  readonly tracer?: Tracer | undefined;
  /** Makes the id of a run. @default a random UUID */
  readonly newReconcileID?: (() => string) | undefined;
}

/**
 * Takes keys from its queue and calls the reconciler, as many at a time as allowed and never twice
 * at a time for one key. Semantics: controller-runtime's controller.
 */
export class Controller {
  readonly name: string;
  readonly needLeaderElection: boolean;
  readonly #parts: ControllerParts;
  readonly #logger: Logger;
  readonly #metrics: ControllerMetrics;
  readonly #queue: RateLimitedQueue<string>;
  readonly #sources: SourceSet;
  readonly #workers: number;
  readonly #newReconcileID: () => string;
  /** Aborts when what is in flight must end. */
  readonly #abort = new AbortController();
  readonly #turns: EventLoopTurns;
  #active = 0;
  #isStarted = false;

  /** @throws {RangeError} when `maxConcurrentReconciles` is not a positive integer. */
  constructor(parts: ControllerParts) {
    const { name, clock, kind, maxConcurrentReconciles = 1, queueMetrics = noQueueMetrics } = parts;
    if (!Number.isInteger(maxConcurrentReconciles) || maxConcurrentReconciles < 1) {
      throw new RangeError(
        `controller ${name}: maxConcurrentReconciles is ${maxConcurrentReconciles}; write an integer from 1`,
      );
    }
    this.name = name;
    this.needLeaderElection = parts.needLeaderElection ?? true;
    this.#parts = parts;
    this.#logger = parts.logger.child({
      controller: name,
      ...(kind !== undefined && { controllerGroup: kind.group, controllerKind: kind.kind }),
    });
    this.#metrics = parts.metrics ?? noControllerMetrics;
    this.#metrics.maxConcurrentReconciles(maxConcurrentReconciles);
    this.#metrics.activeWorkers(0);
    this.#workers = maxConcurrentReconciles;
    this.#newReconcileID = parts.newReconcileID ?? randomUUID;
    this.#turns = new EventLoopTurns(clock);
    const { rateLimiter } = parts;
    this.#queue = new RateLimitedQueue({ clock, metrics: queueMetrics, rateLimiter });
    this.#sources = new SourceSet({ name, sink: this.#queue, clock, logger: this.#logger });
    for (const source of parts.sources) this.#sources.add(source);
  }

  /**
   * Adds a source, while the controller runs or before. Semantics: controller-runtime's
   * `Controller.Watch`, and a removal that it lacks.
   * @throws {Error} when the controller has been stopped
   */
  addSource(source: Source): SourceHandle {
    return this.#sources.add(source);
  }

  /**
   * Starts the sources before `start`, so that the queue is full when the work begins; resolves when
   * `signal` is aborted, which ends them. Semantics: controller-runtime's `EnableWarmup`.
   * @throws {Error} when the sources are not synced within `cacheSyncTimeoutMs`
   */
  async warmUp(signal: AbortSignal): Promise<void> {
    const ended = aborted(signal).then(() => this.#sources.stop());
    await this.#startSources();
    await ended;
  }

  /**
   * Starts the sources, waits until they have delivered what exists, then reconciles until `signal`
   * is aborted. From then on nothing new begins; resolves when what is in flight has ended. `abort`
   * aborts what is in flight. May be called once.
   * @throws {Error} when the sources are not synced within `cacheSyncTimeoutMs`.
   */
  async start(signal: AbortSignal, abort?: AbortSignal): Promise<void> {
    if (this.#isStarted) throw new Error(`controller ${this.name} has been started before`);
    this.#isStarted = true;
    const onAbort = () => this.#abort.abort(abort?.reason);
    if (abort?.aborted === true) onAbort();
    abort?.addEventListener('abort', onAbort, { once: true });
    try {
      await this.#run(signal);
    } finally {
      abort?.removeEventListener('abort', onAbort);
      this.#queue.shutDown();
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    const stop = () => {
      this.#queue.shutDown();
      this.#sources.stop();
    };
    if (signal.aborted) return;
    signal.addEventListener('abort', stop, { once: true });
    try {
      if (!(await this.#startSources())) return;
      this.#logger.info('Starting workers', { workers: this.#workers });
      await Promise.all(Array.from({ length: this.#workers }, () => this.#work(signal)));
      this.#logger.info('All workers finished');
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  }

  #startSources(): Promise<boolean> {
    return this.#sources.start(this.#parts.cacheSyncTimeoutMs ?? 120_000);
  }

  async #work(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const item = this.#queue.tryGet() ?? (await this.#queue.get(stop));
      if (item === undefined) return;
      await this.#process(item);
      if (this.#turns.isDue) await this.#turns.next();
    }
  }

  async #process(item: QueueItem<string>): Promise<void> {
    const { key } = item;
    this.#metrics.activeWorkers((this.#active += 1));
    try {
      const request = this.#parse(key);
      if (request === undefined) this.#queue.forget(key);
      else await this.#reconcile(request, item);
    } finally {
      this.#queue.done(key);
      this.#metrics.activeWorkers((this.#active -= 1));
    }
  }

  #parse(key: string): Request | undefined {
    try {
      return parseKey(key);
    } catch (error) {
      this.#logger.error('Dropped a request that is no object key', { key, error });
      return undefined;
    }
  }

  async #reconcile(request: Request, item: QueueItem<string>): Promise<void> {
    const { clock, kind, reconcileTimeoutMs, tracer } = this.#parts;
    const { key, priority } = item;
    const reconcileID = this.#newReconcileID();
    const startedAt = clock.now();
    using run = new ReconcileRun({
      request,
      logger: this.#logger,
      reconcileID,
      abort: this.#abort.signal,
      clock,
      timeoutMs: reconcileTimeoutMs,
      onTimeout: () => this.#metrics.timedOut(),
    });
    const work = () => this.#call(request, run.context);
    const end =
      tracer === undefined
        ? await work()
        : await traceReconcile(
            tracer,
            { controller: this.name, kind, request, reconcileID, item },
            work,
          );
    const outcome = outcomeOf(end);
    const durationMs = clock.now() - startedAt;
    if (outcome.isTerminal) this.#metrics.terminalError();
    if (outcome.isPanic) this.#metrics.panicked();
    this.#metrics.reconciled(outcome.result, durationMs);
    switch (outcome.action) {
      case 'forget':
        this.#queue.forget(key);
        break;
      case 'requeue-after':
        this.#queue.forget(key);
        this.#queue.addAfter(key, outcome.delayMs, priority);
        break;
      case 'retry':
        this.#queue.addRateLimited(key, priority);
        break;
      case 'drop':
    }
    const { error } = outcome;
    this.#logger[outcome.level](outcome.message, {
      ...run.fields,
      result: outcome.result,
      durationMs,
      ...(error !== undefined && { error }),
    });
  }

  async #call(request: Request, context: ReconcileContext): Promise<ReconcileEnd> {
    const { call, reconciler } = this.#parts;
    const work = () => reconciler.reconcile(request, context);
    try {
      return { returned: (await (call === undefined ? work() : call(work))) ?? undefined };
    } catch (thrown) {
      return { thrown, isAborted: this.#abort.signal.aborted };
    }
  }
}
