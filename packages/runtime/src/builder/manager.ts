import { hostname } from 'node:os';
import type { Reader } from '../api/reader.ts';
import { Cache } from '../cache/cache.ts';
import { CachedClient } from '../cache/cached-client.ts';
import { WriterScope } from '../cache/writer-scope.ts';
import type { Client } from '../client/client.ts';
import { RestClient } from '../client/rest-client.ts';
import { TracedTransport } from '../client/traced-transport.ts';
import { ControllerHandle } from '../controller/controller-handle.ts';
import { controllerFrom, controllerNameOf } from '../controller/from-declaration.ts';
import type { Reconciler } from '../controller/reconciler.ts';
import type { Source } from '../controller/source.ts';
import { type ControllerOptions, controllerOptionsOf } from '../decorators/controller.ts';
import { BackgroundEventRecorder, type EventRecorder } from '../events/event-recorder.ts';
import type { HealthCheck } from '../health/health-checks.ts';
import { FencedTransport } from '../leader-election/fenced-transport.ts';
import type { LeaseClient } from '../leader-election/lease-client.ts';
import { LeaderElector } from '../leader-election/leader-elector.ts';
import { LeaderScope } from '../leader-election/leader-term.ts';
import { Engine } from '../manager/engine.ts';
import type { Runnable } from '../manager/runnable.ts';
import { listenForErrors } from '../manager/process-errors.ts';
import { listenForShutdown } from '../manager/shutdown-signals.ts';
import type { MetricsRegistry } from '../metrics/registry.ts';
import type { Clock } from '../util/clock.ts';
import { EventLoopMonitor } from '../util/event-loop-monitor.ts';
import type { BoundAddress } from '../util/http-listener.ts';
import type { Logger } from '../util/logger.ts';
import { createLogger } from '../util/pino-logger.ts';
import { systemClock } from '../util/system-clock.ts';
import { CacheRunnable } from './cache-runnable.ts';
import { ClusterConnection } from './cluster-connection.ts';
import { LeaseElection } from './lease-election.ts';
import { type ManagerMetrics, createManagerMetrics } from './manager-metrics.ts';
import {
  type ManagerLeaderElectionOptions,
  type ManagerOptions,
  type ResolvedManagerOptions,
  resolveManagerOptions,
} from './manager-options.ts';
import { ManagerServers } from './manager-servers.ts';
import { ManagerWebhooks, type WebhookComponent, isWebhook } from './manager-webhooks.ts';
import { standInOf } from './stand-in-of.ts';
import { version } from './version.ts';
import { type WatchedKind, watchLines, watchedKindsOf } from './watched-kinds.ts';

/** Events that wait at the stop have this long to be written. */
const eventFlushMs = 5_000;

/** After a failure, what still holds the process is given this long. */
const exitAfterFailureMs = 1_000;

/** What a controller gets beside its declaration. */
export interface AddControllerOptions {
  /** Sources beside the declared kinds, such as a `TriggerSource`. @default none */
  readonly sources?: readonly Source[] | undefined;
}

/**
 * Runs controllers and whatever else has a lifetime, over one connection, one cache, one set of
 * metrics and one lease. Making one does no I/O: the connection is made at the first use, at the
 * latest by `run` or `start`. Semantics: controller-runtime's `manager.Manager`.
 *
 * ```ts
 * const manager = new Manager({ leaderElection: { name: 'health-check-policy' } });
 * manager.add(new HealthCheckPolicyReconciler(manager.client));
 * await manager.run();
 * ```
 */
export class Manager {
  /** Reads from the cache, writes to the API server; what reconcilers take. */
  readonly client: Client;
  /** Reads and writes at the API server. */
  readonly apiClient: RestClient;
  readonly cache: Cache;
  readonly events: EventRecorder;
  readonly logger: Logger;
  readonly #options: ResolvedManagerOptions;
  readonly #clock: Clock;
  readonly #connection: ClusterConnection;
  readonly #metrics: ManagerMetrics;
  readonly #recorder: BackgroundEventRecorder;
  readonly #engine: Engine;
  readonly #controllers = new Map<string, ControllerOptions>();
  readonly #writers = new WriterScope();
  readonly #servers: ManagerServers;
  readonly #webhooks: ManagerWebhooks;

  /** @throws {TypeError | RangeError} on options that cannot be meant */
  constructor(options: ManagerOptions = {}) {
    this.#options = resolveManagerOptions(options);
    this.#clock = options.clock ?? systemClock;
    this.logger = options.logger ?? createLogger();
    this.#metrics = createManagerMetrics();
    const { name } = this.#options;
    this.#connection = new ClusterConnection({
      ...options,
      clock: this.#clock,
      metrics: this.#metrics.client,
      userAgent: `${name} keelson/${version} (${process.platform}/${process.arch})`,
    });

    const { transport } = this.#connection;
    const fieldManager = name;
    const logger = this.logger;
    const scope = new LeaderScope();
    const { tracer } = this.#options;
    const traced = tracer === undefined ? transport : new TracedTransport(transport, tracer);
    const fenced = new FencedTransport(traced, scope);
    // The election and the events go past the fence: they act for the process, not for the leader.
    const unfenced = new RestClient({ transport, logger, fieldManager });
    this.apiClient = new RestClient({ transport: fenced, logger, fieldManager });
    this.cache = new Cache({
      ...this.#options.cache,
      client: this.apiClient,
      clock: this.#clock,
      logger,
      metrics: this.#metrics.cache,
      defaultNamespaces: this.#options.namespaces,
    });
    const { onMissingInformer } = this.#options;
    this.client = new CachedClient({
      cache: this.cache,
      client: this.apiClient,
      onMissingInformer,
      writers: this.#writers,
    });
    this.#recorder = new BackgroundEventRecorder({
      client: unfenced,
      clock: this.#clock,
      logger,
      reporter: { controller: name, instance: `${name}-${hostname()}` },
    });
    this.events = this.#recorder;

    const { leaderElection } = this.#options;
    const election = leaderElection
      ? new LeaseElection({
          scope,
          releaseOnStop: leaderElection.releaseOnStop ?? true,
          onLost: () => this.#connection.sever(),
          elector: () => this.#newElector(leaderElection, unfenced),
        })
      : undefined;
    this.#engine = new Engine({
      clock: this.#clock,
      logger,
      gracefulShutdownTimeoutMs: options.gracefulShutdownTimeoutMs,
      afterStop: () => this.#recorder.close(AbortSignal.timeout(eventFlushMs)),
      election,
    });
    const monitor = new EventLoopMonitor({
      clock: systemClock,
      logger,
      record: (lagMs) => this.#metrics.eventLoop.lag(lagMs),
    });
    this.#servers = new ManagerServers({
      monitor,
      options: this.#options,
      engine: this.#engine,
      registry: this.metrics,
      certificateMetrics: this.#metrics.certificates,
      cache: this.cache,
      election,
      transport,
      clock: this.#clock,
      logger,
    });
    this.#webhooks = new ManagerWebhooks({
      options: this.#options.webhooks,
      engine: this.#engine,
      readiness: this.#servers.readiness,
      metrics: this.#metrics.webhooks,
      client: unfenced,
      cluster: this.#connection,
      certificateMetrics: this.#metrics.certificates,
      clock: this.#clock,
      logger,
    });
    this.#addCache();
  }

  /** Reads at the API server, past the cache. */
  get apiReader(): Reader {
    return this.apiClient;
  }

  /** The metrics; operators add their own here. */
  get metrics(): MetricsRegistry {
    return this.#metrics.registry;
  }

  /** Resolves when this process leads, or when it runs without leader election. */
  get elected(): Promise<void> {
    return this.#engine.elected;
  }

  /** Where the metrics are served; undefined when they are off. Resolves once they are. */
  get metricsAddress(): Promise<BoundAddress> | undefined {
    return this.#servers.metrics?.address;
  }

  /** Where health is served; undefined when it is off. Resolves once it is. */
  get healthAddress(): Promise<BoundAddress> | undefined {
    return this.#servers.health?.address;
  }

  /** Where webhooks are served; undefined without any, or when they are off. Resolves once they are. */
  get webhookAddress(): Promise<BoundAddress> | undefined {
    return this.#webhooks.address;
  }

  /**
   * Adds a reconciler of a class with `@Controller`, a webhook of a class with `@MutatingWebhook`,
   * `@ValidatingWebhook` or `@Conversion`, or anything that has a lifetime. A runnable runs only while this process leads, unless its `needLeaderElection` is false.
   * @throws {TypeError} when it is none of them
   * @throws {Error} when there is a controller of that name already, or a webhook with that path
   */
  add(reconciler: Reconciler, options?: AddControllerOptions): ControllerHandle;
  add(runnable: Runnable): void;
  add(webhook: WebhookComponent): void;
  add(
    component: Reconciler | Runnable | WebhookComponent,
    options: AddControllerOptions = {},
  ): ControllerHandle | undefined {
    const name = component.constructor.name;
    if ('reconcile' in component) {
      const declaration = controllerOptionsOf(component.constructor);
      if (declaration === undefined) {
        throw new TypeError(
          `class ${name} has no @Controller: write @Controller({ for: <Kind> }) above it`,
        );
      }
      return this.addController(declaration, component, options);
    }
    if (isWebhook(component)) {
      this.#webhooks.add(component);
      return undefined;
    }
    if (!('start' in component) || typeof component.start !== 'function') {
      throw new TypeError(
        `${name} can be neither reconciled nor started nor asked: give it reconcile(request, context) and @Controller, start(signal), or a webhook's decorator`,
      );
    }
    this.#engine.add({ name, runnable: component });
    return undefined;
  }

  /**
   * Adds a controller without a decorator: `add(reconciler)` is
   * `addController(<what @Controller says>, reconciler)`. May be called while the manager runs.
   * @throws {Error} when there is a controller of that name already
   */
  addController(
    declaration: ControllerOptions,
    reconciler: Reconciler,
    options: AddControllerOptions = {},
  ): ControllerHandle {
    const name = controllerNameOf(declaration);
    if (this.#controllers.has(name)) {
      throw new Error(
        `there is a controller named "${name}" already: give one of them another name, @Controller({ name: "..." })`,
      );
    }
    const { maxConcurrentReconciles = 1, reconcileTimeoutMs } = this.#options.controllers;
    const controller = controllerFrom(
      {
        maxConcurrentReconciles,
        ...(reconcileTimeoutMs !== undefined && { reconcileTimeoutMs }),
        ...declaration,
      },
      {
        reconciler,
        cache: this.cache,
        reader: this.client,
        writers: this.#writers,
        tracer: this.#options.tracer,
        sources: options.sources,
        clock: this.#clock,
        logger: this.logger,
        cacheSyncTimeoutMs: this.#options.syncTimeoutMs,
        metrics: this.#metrics.controllers.controller(name),
        queueMetrics: this.#metrics.queues.queue(name),
      },
    );
    this.#controllers.set(name, declaration);
    this.#engine.add({ name: `controller ${name}`, runnable: controller });
    if (declaration.warmUp === true) {
      const warmUp = (signal: AbortSignal) => controller.warmUp(signal);
      const runnable = { start: warmUp, needLeaderElection: false };
      this.#engine.add({ name: `sources of controller ${name}`, runnable });
    }
    return new ControllerHandle({
      controller,
      cache: this.cache,
      reader: this.client,
      for: declaration.for,
    });
  }

  /** Adds a check to `/healthz`. @throws {Error} after the start, or when the name is taken */
  addHealthCheck(name: string, check: HealthCheck): void {
    this.#servers.liveness.add(name, check);
  }

  /** Adds a check to `/readyz`. @throws {Error} after the start, or when the name is taken */
  addReadyCheck(name: string, check: HealthCheck): void {
    this.#servers.readiness.add(name, check);
  }

  /**
   * Runs until SIGINT or SIGTERM, stops in order, and resolves with the exit code that it has set:
   * 0 after a clean stop, else 1. Never rejects; why it failed is logged in one line. After a failure
   * the process exits soon even if something still holds it. An error that nobody catches stops it in
   * order too.
   */
  async run(): Promise<number> {
    using shutdown = listenForShutdown({ logger: this.logger });
    using uncaught = listenForErrors({ logger: this.logger });
    try {
      await this.start(AbortSignal.any([shutdown.signal, uncaught.signal]));
      uncaught.signal.throwIfAborted();
      process.exitCode = 0;
      return 0;
    } catch (error) {
      this.logger.error(error instanceof Error ? error.message : String(error));
      this.logger.debug('The manager failed', { error });
      process.exitCode = 1;
      setTimeout(() => process.exit(1), exitAfterFailureMs).unref();
      return 1;
    }
  }

  /**
   * Runs until `signal` aborts or something fails, and resolves when all is stopped. May be called
   * once.
   * @throws {Error} what failed first: the configuration, an address, a runnable, the election
   * @throws {AggregateError} when more than one thing failed
   */
  async start(signal: AbortSignal): Promise<void> {
    const { node } = process.versions;
    const platform = `${process.platform}/${process.arch}`;
    this.logger.info(
      `Starting ${this.#options.name}: Keelson ${version}, Node ${node}, ${platform}`,
    );
    const { address, processMetrics } = this.#options.metrics;
    if (address !== undefined && processMetrics) this.metrics.addProcessMetrics();
    try {
      await this.#connection.connect();
      await this.#engine.start(signal);
    } finally {
      await this.#connection[Symbol.asyncDispose]();
    }
  }

  #addCache(): void {
    const runnable = new CacheRunnable({
      cache: this.cache,
      discovery: this.apiClient.discovery,
      clock: this.#clock,
      logger: this.logger,
      kinds: () => watchedKindsOf(this.#controllers.values()),
      onServed: (kinds) => this.#announce(kinds),
      missingKinds: this.#options.missingKinds,
      syncTimeoutMs: this.#options.syncTimeoutMs,
    });
    const ready = (signal: AbortSignal) => runnable.ready(signal);
    this.#engine.add({ name: 'cache', runnable, ready }, 'caches');
  }

  #announce(kinds: Iterable<WatchedKind>): void {
    const { namespaces, cache } = this.#options;
    const { resyncPeriodMs = 36_000_000 } = cache;
    for (const line of watchLines(kinds, { namespaces, resyncPeriodMs })) this.logger.info(line);
  }

  async #newElector(
    options: ManagerLeaderElectionOptions,
    client: LeaseClient,
  ): Promise<LeaderElector> {
    const namespace = options.namespace ?? (await this.#connection.namespace());
    const election = { ...options, namespace };
    const config = await this.#connection.config();
    const { logger } = this;
    const clock = this.#clock;
    const standIn = standInOf({ election, config, clock, logger });
    const metrics = this.#metrics.leaderElection;
    return new LeaderElector(election, { client, clock, logger, metrics, standIn });
  }
}
