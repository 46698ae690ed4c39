import type { ClientMetrics } from '../client/client-metrics.ts';
import type { MetricsRegistry } from './registry.ts';

const buckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];

/** The `rest_client_*` metrics under client-go's names and labels. */
export function createClientMetrics(registry: MetricsRegistry): ClientMetrics {
  const requests = registry.counter({
    name: 'rest_client_requests_total',
    help: 'Requests to the API server, retries included, by status code, method and host.',
    labels: ['code', 'method', 'host'],
  });
  const duration = registry.histogram({
    name: 'rest_client_request_duration_seconds',
    help: 'Time until the response, for watches until its headers.',
    labels: ['verb', 'host'],
    buckets,
  });
  const retries = registry.counter({
    name: 'rest_client_request_retries_total',
    help: 'Requests that were tried again, by what the try before came to.',
    labels: ['code', 'verb', 'host'],
  });
  return {
    retried: ({ code, method, host }) => retries.inc({ code, verb: method, host }),
    requested({ code, method, host, durationMs }) {
      requests.inc({ code, method, host });
      duration.observe({ verb: method, host }, durationMs / 1_000);
    },
  };
}
