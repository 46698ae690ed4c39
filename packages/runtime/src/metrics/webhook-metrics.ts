import type { WebhookMetrics } from '../webhook/webhook-metrics.ts';
import type { MetricsRegistry } from './registry.ts';

/** 10 ns to 1000 s, a factor of ten apart. */
const buckets = Array.from({ length: 12 }, (_, index) => Number(`1e${index - 8}`));

/** The `controller_runtime_webhook_*` metrics under controller-runtime's names and labels, from 0 on. */
export function createWebhookMetrics(registry: MetricsRegistry): WebhookMetrics {
  const latency = registry.histogram({
    name: 'controller_runtime_webhook_latency_seconds',
    help: 'Time that the answer to a review took.',
    labels: ['webhook'],
    buckets,
  });
  const requests = registry.counter({
    name: 'controller_runtime_webhook_requests_total',
    help: 'Reviews that were answered, by path and HTTP status.',
    labels: ['webhook', 'code'],
  });
  const inFlight = registry.gauge({
    name: 'controller_runtime_webhook_requests_in_flight',
    help: 'Reviews that are being answered.',
    labels: ['webhook'],
  });
  const panics = registry.counter({
    name: 'controller_runtime_webhook_panics_total',
    help: 'Reviews that ended in an error that only a bug throws.',
  });
  const conversionPanics = registry.counter({
    name: 'controller_runtime_conversion_webhook_panics_total',
    help: 'Conversions that ended in an error that only a bug throws.',
  });
  return {
    endpoint(webhook) {
      for (const code of ['200', '500']) requests.inc({ webhook, code }, 0);
      latency.zero({ webhook });
      inFlight.set({ webhook }, 0);
      return {
        started: () => inFlight.inc({ webhook }),
        ended(code, durationMs) {
          inFlight.dec({ webhook });
          requests.inc({ webhook, code: String(code) });
          latency.observe({ webhook }, durationMs / 1_000);
        },
      };
    },
    panicked: () => panics.inc(),
    conversionPanicked: () => conversionPanics.inc(),
  };
}
