import { describe, expect, it } from 'vitest';
import { createCacheMetrics } from './cache-metrics.ts';
import { createCertificateMetrics } from './certificate-metrics.ts';
import { createClientMetrics } from './client-metrics.ts';
import { createControllerMetrics } from './controller-metrics.ts';
import { createEventLoopMetrics } from './event-loop-metrics.ts';
import { createLeaderElectionMetrics } from './leader-election-metrics.ts';
import { createQueueMetrics } from './queue-metrics.ts';
import { MetricsRegistry } from './registry.ts';
import { createWebhookMetrics } from './webhook-metrics.ts';

/** `# TYPE` lines, without those words. */
function typesOf(text: string): string[] {
  return [...text.matchAll(/^# TYPE (.+)$/gm)].map(([, type = '']) => type);
}

/** The lines of one metric, comments left out. */
function samplesOf(text: string, metric: string): string[] {
  return text.split('\n').filter((line) => line.startsWith(`${metric}{`));
}

describe('the metrics of a controller', () => {
  it("have controller-runtime's names and types", async () => {
    const registry = new MetricsRegistry();
    createControllerMetrics(registry);
    createQueueMetrics(registry);
    createLeaderElectionMetrics(registry);
    createClientMetrics(registry);
    createCertificateMetrics(registry);
    createWebhookMetrics(registry);
    expect(typesOf(await registry.render())).toEqual([
      'controller_runtime_reconcile_total counter',
      'controller_runtime_reconcile_errors_total counter',
      'controller_runtime_terminal_reconcile_errors_total counter',
      'controller_runtime_reconcile_panics_total counter',
      'controller_runtime_reconcile_timeouts_total counter',
      'controller_runtime_reconcile_time_seconds histogram',
      'controller_runtime_max_concurrent_reconciles gauge',
      'controller_runtime_active_workers gauge',
      'workqueue_depth gauge',
      'workqueue_adds_total counter',
      'workqueue_retries_total counter',
      'workqueue_queue_duration_seconds histogram',
      'workqueue_work_duration_seconds histogram',
      'workqueue_unfinished_work_seconds gauge',
      'workqueue_longest_running_processor_seconds gauge',
      'leader_election_master_status gauge',
      'leader_election_slowpath_total counter',
      'rest_client_requests_total counter',
      'rest_client_request_duration_seconds histogram',
      'rest_client_request_retries_total counter',
      'certwatcher_read_certificate_total counter',
      'certwatcher_read_certificate_errors_total counter',
      'controller_runtime_webhook_latency_seconds histogram',
      'controller_runtime_webhook_requests_total counter',
      'controller_runtime_webhook_requests_in_flight gauge',
      'controller_runtime_webhook_panics_total counter',
      'controller_runtime_conversion_webhook_panics_total counter',
    ]);
  });

  it('start at 0, so that rates and alerts work from the first scrape', async () => {
    const registry = new MetricsRegistry();
    createControllerMetrics(registry).controller('demo');
    createQueueMetrics(registry).queue('demo');
    const text = await registry.render();
    expect(samplesOf(text, 'controller_runtime_reconcile_total')).toEqual([
      'controller_runtime_reconcile_total{controller="demo",result="success"} 0',
      'controller_runtime_reconcile_total{controller="demo",result="error"} 0',
      'controller_runtime_reconcile_total{controller="demo",result="requeue"} 0',
      'controller_runtime_reconcile_total{controller="demo",result="requeue_after"} 0',
    ]);
    for (const line of [
      'controller_runtime_reconcile_panics_total{controller="demo"} 0',
      'controller_runtime_active_workers{controller="demo"} 0',
      'controller_runtime_reconcile_time_seconds_count{controller="demo"} 0',
      'workqueue_adds_total{name="demo",controller="demo"} 0',
      'workqueue_work_duration_seconds_count{name="demo",controller="demo"} 0',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
  });

  it('count what happens', async () => {
    const registry = new MetricsRegistry();
    const metrics = createControllerMetrics(registry).controller('demo');
    metrics.maxConcurrentReconciles(3);
    metrics.reconciled('error', 60);
    metrics.reconciled('success', 7);
    const text = await registry.render();
    for (const line of [
      'controller_runtime_reconcile_total{controller="demo",result="error"} 1',
      'controller_runtime_reconcile_errors_total{controller="demo"} 1',
      'controller_runtime_max_concurrent_reconciles{controller="demo"} 3',
      'controller_runtime_reconcile_time_seconds_bucket{le="0.01",controller="demo"} 1',
      'controller_runtime_reconcile_time_seconds_bucket{le="60",controller="demo"} 2',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
  });
});

describe('the metrics of a queue', () => {
  it('have priorities for depth, decades for times, and live values at each scrape', async () => {
    const registry = new MetricsRegistry();
    const metrics = createQueueMetrics(registry).queue('demo');
    metrics.depth('0', 2);
    metrics.worked(5);
    let running = 1_500;
    const forget = metrics.observe({
      unfinishedWorkMs: () => running * 2,
      longestRunningMs: () => running,
    });
    const labels = 'name="demo",controller="demo"';
    const first = await registry.render();
    expect(first).toContain(`workqueue_depth{${labels},priority="0"} 2\n`);
    expect(first).toContain(`workqueue_unfinished_work_seconds{${labels}} 3\n`);
    expect(
      samplesOf(first, 'workqueue_work_duration_seconds_bucket').map((line) =>
        /le="([^"]+)".* (\d)$/.exec(line)?.slice(1),
      ),
    ).toEqual([
      ...['1e-8', '1e-7', '0.000001', '0.00001', '0.0001', '0.001'].map((le) => [le, '0']),
      ...['0.01', '0.1', '1', '10', '100', '1000', '+Inf'].map((le) => [le, '1']),
    ]);
    running = 0;
    const second = await registry.render();
    expect(second).toContain(`workqueue_longest_running_processor_seconds{${labels}} 0\n`);
    forget();
    expect(samplesOf(await registry.render(), 'workqueue_unfinished_work_seconds')).toEqual([]);
  });
});

describe('the metrics of an informer', () => {
  it('show its store, its age and its troubles, and go with it', async () => {
    const registry = new MetricsRegistry();
    const informer = createCacheMetrics(registry).informer({
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
      namespace: '',
      selector: '',
    });
    const forget = informer.observe(() => ({
      objects: 4,
      wireBytes: 4_096,
      synced: true,
      resourceVersion: '1234',
      lastByteAgeMs: 250,
      lastEventAgeMs: undefined,
      denial: undefined,
    }));
    informer.relisted('expired');
    const labels = 'group="apps",version="v1",kind="Deployment",namespace="",selector=""';
    const text = await registry.render();
    for (const line of [
      `keelson_informer_objects{${labels}} 4`,
      `keelson_informer_wire_bytes{${labels}} 4096`,
      `keelson_informer_synced{${labels}} 1`,
      `keelson_informer_resource_version{${labels}} 1234`,
      `keelson_informer_last_byte_age_seconds{${labels}} 0.25`,
      `keelson_informer_relists_total{${labels},reason="expired"} 1`,
      `keelson_informer_restarts_total{${labels},reason="idle"} 0`,
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(samplesOf(text, 'keelson_informer_last_event_age_seconds')).toEqual([]);
    forget();
    expect(samplesOf(await registry.render(), 'keelson_informer_objects')).toEqual([]);
  });
});

describe('the metric of the event loop', () => {
  it('counts lags in seconds', async () => {
    const registry = new MetricsRegistry();
    createEventLoopMetrics(registry).lag(600);
    const text = await registry.render();
    for (const line of [
      'keelson_event_loop_lag_seconds_bucket{le="0.5"} 0',
      'keelson_event_loop_lag_seconds_bucket{le="1"} 1',
      'keelson_event_loop_lag_seconds_sum 0.6',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
  });
});
