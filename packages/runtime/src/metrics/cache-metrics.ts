import type {
  CacheMetrics,
  InformerLabels,
  InformerMetrics,
  InformerStatus,
  RestartReason,
} from '../cache/cache-metrics.ts';
import type { MetricsRegistry } from './registry.ts';

const labels = ['group', 'version', 'kind', 'namespace', 'selector'] as const;
type InformerLabel = (typeof labels)[number];

const reasons: readonly RestartReason[] = [
  'closed',
  'timeout',
  'idle',
  'expired',
  'short',
  'throttled',
  'unavailable',
  'error',
];

/** The `keelson_informer_*` metrics: what a silent watch looks like from outside. */
export function createCacheMetrics(registry: MetricsRegistry): CacheMetrics {
  const observed = new Map<() => InformerStatus, InformerLabels>();
  const atScrape = (
    name: string,
    help: string,
    value: (status: InformerStatus) => number | undefined,
  ) =>
    registry.gauge<InformerLabel>({
      name: `keelson_informer_${name}`,
      help,
      labels,
      collect(gauge) {
        for (const [status, informer] of observed) {
          const reading = value(status());
          if (reading !== undefined) gauge.set({ ...informer }, reading);
        }
      },
    });
  atScrape('objects', 'Objects in the store.', ({ objects }) => objects);
  atScrape(
    'wire_bytes',
    'What the objects in the store took on the wire, about.',
    ({ wireBytes }) => wireBytes,
  );
  atScrape('synced', '1 when the first list is complete.', ({ synced }) => Number(synced));
  atScrape(
    'resource_version',
    'Version up to which the store is complete.',
    ({ resourceVersion }) => (resourceVersion === '' ? undefined : Number(resourceVersion)),
  );
  atScrape(
    'last_byte_age_seconds',
    'Time since anything, bookmarks included, came from the API server.',
    ({ lastByteAgeMs }) => seconds(lastByteAgeMs),
  );
  atScrape(
    'last_event_age_seconds',
    'Time since an object came from the API server.',
    ({ lastEventAgeMs }) => seconds(lastEventAgeMs),
  );
  const restarts = registry.counter({
    name: 'keelson_informer_restarts_total',
    help: 'Watches opened again, by reason.',
    labels: [...labels, 'reason'],
  });
  const relists = registry.counter({
    name: 'keelson_informer_relists_total',
    help: 'Lists taken again, by reason.',
    labels: [...labels, 'reason'],
  });
  const handlerFailures = registry.counter({
    name: 'keelson_informer_handler_failures_total',
    help: 'Calls of event handlers, transforms and index functions that threw.',
    labels,
  });

  return {
    informer(informer): InformerMetrics {
      const own = { ...informer };
      for (const reason of reasons) {
        restarts.inc({ ...own, reason }, 0);
        relists.inc({ ...own, reason }, 0);
      }
      handlerFailures.inc(own, 0);
      return {
        restarted: (reason) => restarts.inc({ ...own, reason }),
        relisted: (reason) => relists.inc({ ...own, reason }),
        handlerFailed: () => handlerFailures.inc(own),
        observe(status) {
          observed.set(status, informer);
          return () => observed.delete(status);
        },
      };
    },
  };
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1_000;
}
