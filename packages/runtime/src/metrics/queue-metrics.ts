import type { QueueMetrics, QueueMetricsProvider, QueueWork } from '../queue/queue-metrics.ts';
import type { Gauge, MetricsRegistry } from './registry.ts';

type QueueLabel = 'name' | 'controller';

/** 10 ns to 1000 s, a factor of ten apart. */
const buckets = Array.from({ length: 12 }, (_, index) => Number(`1e${index - 8}`));

/** The `workqueue_*` metrics under controller-runtime's names and labels. */
export function createQueueMetrics(registry: MetricsRegistry): QueueMetricsProvider {
  const labels = ['name', 'controller'] as const;
  // Changes twice a key: written down at the scrape only.
  const depths = new Map<string, Map<string, number>>();
  registry.gauge({
    name: 'workqueue_depth',
    help: 'Keys ready in the work queue, by queue and priority.',
    labels: [...labels, 'priority'],
    collect: (depth) => {
      for (const [name, priorities] of depths) {
        for (const [priority, value] of priorities) {
          depth.set({ name, controller: name, priority }, value);
        }
      }
    },
  });
  const adds = registry.seriesCounter({
    name: 'workqueue_adds_total',
    help: 'Keys that the work queue has taken in.',
    labels,
  });
  const retries = registry.counter({
    name: 'workqueue_retries_total',
    help: 'Keys that were queued again with backoff.',
    labels,
  });
  const queueDuration = registry.seriesHistogram({
    name: 'workqueue_queue_duration_seconds',
    help: 'Time that a key was ready in the work queue before it was taken.',
    labels,
    buckets,
  });
  const workDuration = registry.seriesHistogram({
    name: 'workqueue_work_duration_seconds',
    help: 'Time that the processing of a key took.',
    labels,
    buckets,
  });
  const observed = new Map<QueueWork, Record<QueueLabel, string>>();
  const atScrape = (name: string, help: string, ms: (work: QueueWork) => number) =>
    registry.gauge<QueueLabel>({
      name,
      help,
      labels,
      collect(gauge: Gauge<QueueLabel>) {
        for (const [work, queue] of observed) gauge.set(queue, ms(work) / 1_000);
      },
    });
  atScrape(
    'workqueue_unfinished_work_seconds',
    'Sum of the times that the keys in process have been so.',
    (work) => work.unfinishedWorkMs(),
  );
  atScrape(
    'workqueue_longest_running_processor_seconds',
    'The longest time that a key in process has been so.',
    (work) => work.longestRunningMs(),
  );

  return {
    queue(name): QueueMetrics {
      const queue = { name, controller: name };
      const priorities = new Map<string, number>();
      depths.set(name, priorities);
      retries.inc(queue, 0);
      const waited = queueDuration.series(queue);
      const worked = workDuration.series(queue);
      return {
        depth: (priority, value) => void priorities.set(priority, value),
        added: adds.series(queue),
        retried: () => retries.inc(queue),
        waited: (durationMs) => waited(durationMs / 1_000),
        worked: (durationMs) => worked(durationMs / 1_000),
        observe(work) {
          observed.set(work, queue);
          return () => observed.delete(work);
        },
      };
    },
  };
}
