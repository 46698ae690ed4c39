import type { Cache } from '../cache/cache.ts';
import type { Transport } from '../client/transport.ts';
import { HealthChecks } from '../health/health-checks.ts';
import { HealthServer } from '../health/health-server.ts';
import type { Engine } from '../manager/engine.ts';
import { MetricsServer } from '../metrics/metrics-server.ts';
import type { MetricsRegistry } from '../metrics/registry.ts';
import { TokenAccess } from '../metrics/token-access.ts';
import type { CertificateMetrics } from '../util/certificate-files.ts';
import type { Clock } from '../util/clock.ts';
import type { EventLoopMonitor } from '../util/event-loop-monitor.ts';
import type { Logger } from '../util/logger.ts';
import type { ResolvedManagerOptions } from './manager-options.ts';
import {
  cachesFilled,
  certificateInPlace,
  eventLoopTurns,
  leaderKnown,
  watchesAlive,
} from './readiness.ts';
import { type Listening, ServerRunnable } from './server-runnable.ts';

/** What {@link ManagerServers} serves, and where it is added. */
export interface ManagerServersParts {
  readonly options: ResolvedManagerOptions;
  readonly engine: Engine;
  readonly registry: MetricsRegistry;
  readonly certificateMetrics: CertificateMetrics;
  readonly cache: Cache;
  /** @default none: this process always leads */
  readonly election?: { readonly isLeaderKnown: boolean } | undefined;
  /** For reviews of tokens. */
  readonly transport: Transport;
  readonly monitor: EventLoopMonitor;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The health and metrics endpoints of a manager. */
export class ManagerServers {
  readonly liveness = new HealthChecks();
  readonly readiness = new HealthChecks();
  /** Undefined when the endpoint is off. */
  readonly health: ServerRunnable | undefined;
  readonly metrics: ServerRunnable | undefined;
  readonly #parts: ManagerServersParts;

  constructor(parts: ManagerServersParts) {
    this.#parts = parts;
    const { cache, election, engine, monitor, options } = parts;
    this.readiness.add('caches', cachesFilled(cache));
    this.readiness.add('watches', watchesAlive(cache));
    if (election !== undefined) this.readiness.add('leader-election', leaderKnown(election));
    this.liveness.add('event-loop', eventLoopTurns(monitor, options.maxEventLoopLagMs));
    engine.add({ name: 'event-loop monitor', runnable: monitor }, 'servers');
    this.health = this.#addHealth();
    this.metrics = this.#addMetrics();
  }

  #addHealth(): ServerRunnable | undefined {
    const { options, logger } = this.#parts;
    const { healthAddress: address } = options;
    if (address === undefined) return undefined;
    const endpoints = new Map([
      ['healthz', this.liveness],
      ['readyz', this.readiness],
    ]);
    return this.#add('health server', new HealthServer({ address, endpoints, logger }));
  }

  #addMetrics(): ServerRunnable | undefined {
    const { options, registry, certificateMetrics, clock, logger, transport } = this.#parts;
    const { address, secure, tls } = options.metrics;
    if (address === undefined) return undefined;
    const access = secure ? new TokenAccess({ transport, clock }) : undefined;
    const server = new MetricsServer({
      address,
      registry,
      certificateMetrics,
      clock,
      logger,
      tls,
      access,
    });
    if (tls !== undefined) {
      this.readiness.add('metrics-certificate', certificateInPlace(server, clock));
    }
    return this.#add('metrics server', server);
  }

  #add(name: string, server: Listening): ServerRunnable {
    const { engine, logger } = this.#parts;
    const runnable = new ServerRunnable(server);
    const ready = async () => {
      const { host, port } = await runnable.address;
      logger.info(`Serving: ${name} on ${host.includes(':') ? `[${host}]` : host}:${port}`);
    };
    engine.add({ name, runnable, ready }, 'servers');
    return runnable;
  }
}
