import type { ClientMetrics } from '../client/client-metrics.ts';
import type { MetricsRegistry } from './registry.ts';

const buckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];

/** The `rest_client_*` metrics under client-go's names and labels. */
export function createClientMetrics(registry: MetricsRegistry): ClientMetrics {
  const requests = registry.seriesCounter({
    name: 'rest_client_requests_total',
    help: 'Requests to the API server, retries included, by status code, method and host.',
    labels: ['code', 'method', 'host'],
  });
  const duration = registry.seriesHistogram({
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
  const counted = new Map<string, () => void>();
  const observed = new Map<string, (seconds: number) => void>();
  return {
    retried: ({ code, method, host }) => retries.inc({ code, verb: method, host }),
    requested({ code, method, host, durationMs }) {
      const ended = `${method} ${host} ${code}`;
      getOrSet(counted, ended, () => requests.series({ code, method, host }))();
      const asked = `${method} ${host}`;
      const observe = getOrSet(observed, asked, () => duration.series({ verb: method, host }));
      observe(durationMs / 1_000);
    },
  };
}

function getOrSet<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = make();
  map.set(key, value);
  return value;
}
