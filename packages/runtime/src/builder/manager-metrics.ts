import type { CacheMetrics } from '../cache/cache-metrics.ts';
import type { ClientMetrics } from '../client/client-metrics.ts';
import type { ControllerMetricsProvider } from '../controller/controller-metrics.ts';
import type { LeaderElectionMetrics } from '../leader-election/leader-election-metrics.ts';
import { createCacheMetrics } from '../metrics/cache-metrics.ts';
import { createCertificateMetrics } from '../metrics/certificate-metrics.ts';
import { createClientMetrics } from '../metrics/client-metrics.ts';
import { createControllerMetrics } from '../metrics/controller-metrics.ts';
import { type EventLoopMetrics, createEventLoopMetrics } from '../metrics/event-loop-metrics.ts';
import { createLeaderElectionMetrics } from '../metrics/leader-election-metrics.ts';
import { createQueueMetrics } from '../metrics/queue-metrics.ts';
import { MetricsRegistry } from '../metrics/registry.ts';
import { createWebhookMetrics } from '../metrics/webhook-metrics.ts';
import type { QueueMetricsProvider } from '../queue/queue-metrics.ts';
import type { CertificateMetrics } from '../util/certificate-files.ts';
import type { WebhookMetrics } from '../webhook/webhook-metrics.ts';

/** One registry, and every stage's metrics in it. */
export interface ManagerMetrics {
  readonly registry: MetricsRegistry;
  readonly client: ClientMetrics;
  readonly cache: CacheMetrics;
  readonly controllers: ControllerMetricsProvider;
  readonly queues: QueueMetricsProvider;
  readonly leaderElection: LeaderElectionMetrics;
  readonly certificates: CertificateMetrics;
  readonly eventLoop: EventLoopMetrics;
  readonly webhooks: WebhookMetrics;
}

/** Makes the metrics of one manager. */
export function createManagerMetrics(): ManagerMetrics {
  const registry = new MetricsRegistry();
  return {
    registry,
    client: createClientMetrics(registry),
    cache: createCacheMetrics(registry),
    controllers: createControllerMetrics(registry),
    queues: createQueueMetrics(registry),
    leaderElection: createLeaderElectionMetrics(registry),
    certificates: createCertificateMetrics(registry),
    eventLoop: createEventLoopMetrics(registry),
    webhooks: createWebhookMetrics(registry),
  };
}
