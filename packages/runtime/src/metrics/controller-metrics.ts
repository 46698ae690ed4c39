import type {
  ControllerMetrics,
  ControllerMetricsProvider,
  ReconcileResultLabel,
} from '../controller/controller-metrics.ts';
import type { MetricsRegistry } from './registry.ts';

const results: readonly ReconcileResultLabel[] = ['success', 'error', 'requeue', 'requeue_after'];

const buckets = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
  1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];

/** The `controller_runtime_*` metrics under controller-runtime's names and labels, from 0 on. */
export function createControllerMetrics(registry: MetricsRegistry): ControllerMetricsProvider {
  const counter = (name: string, help: string) =>
    registry.counter({ name: `controller_runtime_${name}`, help, labels: ['controller'] });
  const gauge = (name: string, help: string) =>
    registry.gauge({ name: `controller_runtime_${name}`, help, labels: ['controller'] });

  const total = registry.seriesCounter({
    name: 'controller_runtime_reconcile_total',
    help: 'Reconciles that ended, by controller and result.',
    labels: ['controller', 'result'],
  });
  const errors = counter('reconcile_errors_total', 'Reconciles that threw.');
  const terminalErrors = counter(
    'terminal_reconcile_errors_total',
    'Reconciles that threw a TerminalError and are not retried.',
  );
  const panics = counter(
    'reconcile_panics_total',
    'Reconciles that threw something that is no Error.',
  );
  const timeouts = counter('reconcile_timeouts_total', 'Reconciles that outran their time limit.');
  const time = registry.seriesHistogram({
    name: 'controller_runtime_reconcile_time_seconds',
    help: 'Time that a reconcile took.',
    labels: ['controller'],
    buckets,
  });
  const maxConcurrent = gauge(
    'max_concurrent_reconciles',
    'Keys that the controller may reconcile at the same time.',
  );
  // Changes twice a reconcile: written down at the scrape only.
  const active = new Map<string, number>();
  registry.gauge({
    name: 'controller_runtime_active_workers',
    help: 'Keys that the controller is reconciling.',
    labels: ['controller'],
    collect: (workers) => {
      for (const [controller, count] of active) workers.set({ controller }, count);
    },
  });

  return {
    controller(name): ControllerMetrics {
      const labels = { controller: name };
      const ended = Object.fromEntries(
        results.map((result) => [result, total.series({ controller: name, result })]),
      ) as Record<ReconcileResultLabel, () => void>;
      const took = time.series(labels);
      for (const metric of [errors, terminalErrors, panics, timeouts]) metric.inc(labels, 0);
      active.set(name, 0);
      return {
        reconciled(result, durationMs) {
          ended[result]();
          if (result === 'error') errors.inc(labels);
          took(durationMs / 1_000);
        },
        terminalError: () => terminalErrors.inc(labels),
        panicked: () => panics.inc(labels),
        timedOut: () => timeouts.inc(labels),
        activeWorkers: (count) => void active.set(name, count),
        maxConcurrentReconciles: (count) => maxConcurrent.set(labels, count),
      };
    },
  };
}
