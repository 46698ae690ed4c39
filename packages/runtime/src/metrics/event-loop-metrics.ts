import type { MetricsRegistry } from './registry.ts';

/** What the event-loop monitor reports. */
export interface EventLoopMetrics {
  /** How late a timer came; four times a second. */
  lag(ms: number): void;
}

/**
 * `keelson_event_loop_lag_seconds`. A histogram, so that rare long stalls stay visible over any time
 * and over replicas; the `nodejs_eventloop_lag_*` of the process metrics forget at each scrape.
 */
export function createEventLoopMetrics(registry: MetricsRegistry): EventLoopMetrics {
  const lag = registry.histogram({
    name: 'keelson_event_loop_lag_seconds',
    help: 'How late timers come: for so long the process did nothing else either.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  return { lag: (ms) => lag.observe(ms / 1_000) };
}
