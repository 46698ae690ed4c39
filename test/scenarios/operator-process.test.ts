import { Lease } from '@keelson/kubernetes/coordination/v1';
import { Pod } from '@keelson/kubernetes/core/v1';
import { Event } from '@keelson/kubernetes/events/v1';
import { eventually } from '@keelson/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HealthCheckPolicy } from '../../examples/healthcheckpolicy/src/api/v1beta1/health-check-policy.ts';
import type { Cluster } from './support/cluster.ts';
import { ExampleServer, mark } from './support/example-server.ts';
import { Operator } from './support/operator.ts';
import { clusterOf } from './support/service-account.ts';

let server: ExampleServer;
let cluster: Cluster;
let kubeconfig: string;

beforeAll(async () => {
  server = await ExampleServer.start();
  ({ cluster, kubeconfig } = server);
});

afterAll(() => server[Symbol.asyncDispose]());

const holder = async () =>
  (
    await cluster.client.get(Lease, {
      namespace: server.account.namespace,
      name: 'health-check-policy',
    })
  )?.spec?.holderIdentity ?? '';

/** How often each pod was said to lack its checks. */
async function marked(namespace: string): Promise<Record<string, number>> {
  const { items } = await cluster.client.list(Event, { namespace });
  const found = items.filter(({ reason }) => reason === 'HealthCheckMissing');
  const counts: Record<string, number> = {};
  for (const { regarding, series } of found) {
    const name = regarding?.name ?? '';
    counts[name] = (counts[name] ?? 0) + (series?.count ?? 1);
  }
  return counts;
}

const reconciles = 'controller_runtime_reconcile_total{controller="healthcheckpolicy"';
const successes = `${reconciles},result="requeue_after"}`;
const isLeader = 'leader_election_master_status{name="health-check-policy"}';

describe('the operator of the example', () => {
  it('S20 S26 serves a kind that hcp means', async () => {
    expect(await cluster.client.restMapper.kindFor('hcp')).toMatchObject({
      group: 'policy.k8s-go.openshift.org',
      version: 'v1beta1',
      kind: 'HealthCheckPolicy',
    });
  });

  it('T20 S79 is ready, and has every metric of controller-runtime, with values that move', async () => {
    const namespace = await cluster.newNamespace();
    await using operator = new Operator(kubeconfig, '--leader-elect');
    await operator.says('Starting workers');
    expect([await operator.health('healthz'), await operator.health('readyz')]).toEqual([200, 200]);
    const before = await operator.metrics();
    for (const series of seriesOfController()) expect(before.keys()).toContain(series);
    expect(before.get(isLeader)).toBe(1);

    await server.createPod(namespace, 'bare');
    await server.createPolicy(namespace);
    await server.counted(namespace, 1);
    const after = await eventually(async () => {
      const now = await operator.metrics();
      return (now.get(successes) ?? 0) > (before.get(successes) ?? 0) && now;
    });
    const controller = '{controller="healthcheckpolicy"}';
    const queue = '{name="healthcheckpolicy",controller="healthcheckpolicy"}';
    for (const series of [
      `controller_runtime_reconcile_time_seconds_count${controller}`,
      `workqueue_adds_total${queue}`,
      `workqueue_queue_duration_seconds_count${queue}`,
      `workqueue_work_duration_seconds_count${queue}`,
    ]) {
      expect([series, after.get(series)! > before.get(series)!]).toEqual([series, true]);
    }
    // As in controller-runtime, a priority has no series before its first item.
    expect(after.get(queue.replace('{', 'workqueue_depth{').replace('}', ',priority="0"}'))).toBe(
      0,
    );
    expect(after.get(`controller_runtime_reconcile_errors_total${controller}`)).toBe(0);
    expect(after.get(`controller_runtime_max_concurrent_reconciles${controller}`)).toBe(1);
    const requests = Array.from(after).filter(([name]) =>
      name.startsWith('rest_client_requests_total{'),
    );
    const { host } = new URL((await clusterOf(kubeconfig)).server);
    const labels = requests.map(([name]) =>
      /code="(\d+)",method="([A-Z]+)",host="([^"]+)"/.exec(name),
    );
    expect(labels.map((label) => label?.[3])).toEqual(requests.map(() => host));
    expect(labels.map((label) => `${label?.[2]} ${label?.[1]}`)).toEqual(
      expect.arrayContaining(['GET 200', 'PATCH 200', 'POST 201']),
    );
    expect(after.get('process_start_time_seconds')).toBeGreaterThan(1.7e9);
    expect(await operator.end('SIGTERM')).toMatchObject({ exit: 0 });
  });

  it('T14 makes up for what happened while it was stopped', async () => {
    const namespace = await cluster.newNamespace();
    await server.createPod(namespace, 'first');
    await server.createPolicy(namespace);
    {
      await using operator = new Operator(kubeconfig, '--leader-elect');
      await server.counted(namespace, 1);
      expect((await operator.end('SIGTERM')).exit).toBe(0);
    }
    await server.createPod(namespace, 'second');
    await cluster.client.delete(Pod, { namespace, name: 'first' });
    await server.createPod(namespace, 'third');
    const other = await cluster.newNamespace();
    await server.createPolicy(other);
    {
      await using operator = new Operator(kubeconfig, '--leader-elect');
      await server.counted(namespace, 2);
      await server.counted(other, 0);
      expect((await operator.end('SIGTERM')).exit).toBe(0);
    }
    await cluster.client.delete(HealthCheckPolicy, { namespace, name: 'example' });
    const key = { namespace, name: 'example' };
    const dying = await cluster.client.get(HealthCheckPolicy, key);
    expect(dying?.metadata.deletionTimestamp).toBeDefined();
    await using operator = new Operator(kubeconfig, '--leader-elect');
    await eventually(async () => (await cluster.client.get(HealthCheckPolicy, key)) === undefined);
    const { items } = await cluster.client.list(Pod, { namespace, labelSelector: mark });
    expect(items).toEqual([]);
    expect((await operator.end('SIGTERM')).exit).toBe(0);
  });

  it('T19 S78 acts in one of two processes, and hands over at SIGTERM in a moment', async () => {
    const namespace = await cluster.newNamespace();
    await server.createPolicy(namespace);
    await using one = new Operator(kubeconfig, '--leader-elect');
    await using two = new Operator(kubeconfig, '--leader-elect');
    const leader = await eventually(() => [one, two].find((operator) => operator.leads), {
      timeoutMs: 20_000,
    });
    const other = leader === one ? two : one;
    await other.says('Waiting for the leader lease');
    await server.createPod(namespace, 'a');
    await server.counted(namespace, 1);
    expect([await other.health('healthz'), await other.health('readyz')]).toEqual([200, 200]);
    const idle = await other.metrics();
    expect([idle.get(successes), idle.get(isLeader)]).toEqual([0, 0]);
    expect((await leader.metrics()).get(isLeader)).toBe(1);
    const before = await holder();

    const end = await leader.end('SIGTERM');
    expect(end.exit).toBe(0);
    expect(end.tookMs).toBeLessThan(5_000);
    await server.createPod(namespace, 'b');
    const start = performance.now();
    await server.counted(namespace, 2);
    expect(performance.now() - start).toBeLessThan(4_000);
    expect(other.leads).toBe(true);
    expect(await holder()).not.toBe(before);
    await eventually(async () => 'b' in (await marked(namespace)));
    expect(await marked(namespace)).toEqual({ a: 1, b: 1 });
    expect((await other.end('SIGTERM')).exit).toBe(0);
    expect(await holder()).toBe('');
  });

  it('T19 S78 hands over within the lease duration when it is killed', async () => {
    const namespace = await cluster.newNamespace();
    await server.createPod(namespace, 'a');
    await server.createPolicy(namespace);
    await using leader = new Operator(kubeconfig, '--leader-elect');
    await server.counted(namespace, 1, 20_000);
    await using other = new Operator(kubeconfig, '--leader-elect');
    await other.says('Waiting for the leader lease');
    await leader.end('SIGKILL');
    const start = performance.now();
    await server.createPod(namespace, 'b');
    await server.counted(namespace, 2, 25_000);
    // Lease duration and one retry.
    expect(performance.now() - start).toBeLessThan(15_000 + 2_000 + 2_000);
    await eventually(async () => 'b' in (await marked(namespace)));
    expect(await marked(namespace)).toEqual({ a: 1, b: 1 });
    expect((await other.end('SIGTERM')).exit).toBe(0);
  }, 60_000);
});

/** Name and labels of every series that a controller without webhooks has before it has done anything. */
function seriesOfController(): string[] {
  const controller = 'controller="healthcheckpolicy"';
  const queue = `name="healthcheckpolicy",${controller}`;
  return [
    ...['success', 'error', 'requeue', 'requeue_after'].map(
      (result) => `controller_runtime_reconcile_total{${controller},result="${result}"}`,
    ),
    ...[
      'reconcile_errors_total',
      'terminal_reconcile_errors_total',
      'reconcile_panics_total',
      'reconcile_timeouts_total',
      'reconcile_time_seconds_count',
      'reconcile_time_seconds_sum',
      'max_concurrent_reconciles',
      'active_workers',
    ].map((name) => `controller_runtime_${name}{${controller}}`),
    ...[
      'adds_total',
      'retries_total',
      'queue_duration_seconds_count',
      'work_duration_seconds_count',
      'unfinished_work_seconds',
      'longest_running_processor_seconds',
    ].map((name) => `workqueue_${name}{${queue}}`),
    isLeader,
  ];
}
