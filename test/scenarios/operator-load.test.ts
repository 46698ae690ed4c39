import { Pod } from '@keelson/kubernetes/core/v1';
import { ClusterRole } from '@keelson/kubernetes/rbac/v1';
import { findCondition, retryOnConflict } from '@keelson/runtime';
import { eventually } from '@keelson/runtime/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HealthCheckPolicy } from '../../examples/healthcheckpolicy/src/api/v1beta1/health-check-policy.ts';
import type { Cluster } from './support/cluster.ts';
import { ExampleServer, mark } from './support/example-server.ts';
import { Operator } from './support/operator.ts';

let server: ExampleServer;
let operator: Operator;
let cluster: Cluster;

beforeAll(async () => {
  server = await ExampleServer.start();
  ({ cluster } = server);
  operator = new Operator(server.kubeconfig);
  await operator.says('Starting workers');
});

// A policy that is left is checked again and again: the next test would count that.
afterEach(async () => {
  const { items } = await cluster.client.list(HealthCheckPolicy);
  for (const { metadata } of items) await cluster.client.delete(HealthCheckPolicy, metadata);
  await eventually(async () => (await cluster.client.list(HealthCheckPolicy)).items.length === 0);
});

afterAll(async () => {
  await operator[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const probe = { httpGet: { path: '/healthz', port: 8080 } };
const healthy = { livenessProbe: probe, readinessProbe: probe };

/** The sum of a counter over the series whose labels match. */
async function counter(name: string, labels = /./): Promise<number> {
  let sum = 0;
  for (const [series, value] of await operator.metrics()) {
    if (series.startsWith(`${name}{`) && labels.test(series)) sum += value;
  }
  return sum;
}

const reconciles = () => counter('controller_runtime_reconcile_total');
const requests = (method: RegExp) => counter('rest_client_requests_total', method);

/** Waits until the operator has nothing to do. */
async function quiet(): Promise<number> {
  let last = -1;
  return eventually(
    async () => {
      const now = await reconciles();
      const isQuiet = now === last;
      last = now;
      return isQuiet && now;
    },
    { intervalMs: 500, timeoutMs: 20_000 },
  );
}

describe('the operator of the example', () => {
  it('T11 leaves a steady cluster alone, but for the time of its last check', async () => {
    const namespace = await cluster.newNamespace();
    await server.createPod(namespace, 'bare');
    await server.createPolicy(namespace, { checkIntervalSeconds: 3 });
    await server.counted(namespace, 1);
    await quiet();
    const [before, writes, policy] = [
      await reconciles(),
      await requests(/PATCH|PUT|POST/),
      await server.policy(namespace),
    ];
    const pod = await cluster.client.get(Pod, { namespace, name: 'bare' });
    await sleep(9_000);
    expect(await reconciles()).toBeLessThanOrEqual(before + 4);
    expect(await requests(/PATCH|PUT|POST/)).toBeLessThanOrEqual(writes + 4);
    const later = await server.policy(namespace);
    expect(Date.parse(later.status?.lastChecked ?? '')).toBeGreaterThan(
      Date.parse(policy.status?.lastChecked ?? ''),
    );
    expect({ ...later.status, lastChecked: '' }).toEqual({ ...policy.status, lastChecked: '' });
    expect(await cluster.client.get(Pod, { namespace, name: 'bare' })).toEqual(pod);
  });

  it('T13 puts a label back that somebody took away', async () => {
    const namespace = await cluster.newNamespace();
    await server.createPod(namespace, 'bare');
    await server.createPolicy(namespace);
    await server.counted(namespace, 1);
    const key = { namespace, name: 'bare' };
    const isMarked = async () =>
      (await cluster.client.get(Pod, key))?.metadata.labels?.[mark] === 'true';
    await eventually(isMarked);
    const body = { metadata: { labels: { [mark]: null } } };
    const patched = await cluster.client.patch(Pod, key, { type: 'merge', body });
    expect(patched.metadata.labels).toBeUndefined();
    await eventually(isMarked, { timeoutMs: 2_000 });
  });

  it('T15 says what it may not do, works on elsewhere, and goes on once it may', async () => {
    const { namespace: home, name } = server.account;
    const role = { name: `${home}-${name}` };
    const rules = (await cluster.client.get(ClusterRole, role))?.rules ?? [];
    const without = rules.map((rule) => ({
      ...rule,
      verbs: rule.verbs.filter((verb) => verb !== 'delete'),
    }));
    const setRules = (body: typeof without) =>
      cluster.client.patch(ClusterRole, role, { type: 'merge', body: { rules: body } });
    await setRules(without);
    const [killing, labelling] = [await cluster.newNamespace(), await cluster.newNamespace()];
    await server.createPod(killing, 'bare');
    await server.createPolicy(killing, { action: 'kill', checkIntervalSeconds: 1 });
    const ready = async () =>
      findCondition((await server.policy(killing)).status?.conditions, 'Ready');
    const refused = await eventually(async () => {
      const condition = await ready();
      return condition?.status === 'False' && condition;
    });
    expect(refused.reason).toBe('CheckFailed');
    expect(refused.message).toContain('forbidden');
    expect((await server.policy(killing)).status?.statistics?.pods?.failed).toBe(1);
    await server.createPod(labelling, 'bare');
    await server.createPolicy(labelling);
    await server.counted(labelling, 1, 2_000);
    await setRules(rules.map((rule) => ({ ...rule, verbs: [...rule.verbs] })));
    await eventually(
      async () =>
        (await cluster.client.get(Pod, { namespace: killing, name: 'bare' })) === undefined,
    );
    await eventually(async () => (await ready())?.status === 'True');
  });

  it('T22 loses no write of somebody who changes the spec all the time', async () => {
    const namespace = await cluster.newNamespace();
    await server.createPod(namespace, 'bare');
    await server.createPolicy(namespace);
    await server.counted(namespace, 1);
    const logged = operator.lines.length;
    let writes = 0;
    const until = performance.now() + 4_000;
    while (performance.now() < until) {
      writes += 1;
      await retryOnConflict(async () => {
        const policy = await server.policy(namespace);
        const spec = { ...policy.spec, gracePeriodSeconds: 100 + writes };
        return cluster.client.update({ ...policy, spec });
      });
      await sleep(50);
    }
    const policy = await eventually(async () => {
      const found = await server.policy(namespace);
      return found.status?.observedGeneration === found.metadata.generation && found;
    });
    expect(policy.spec.gracePeriodSeconds).toBe(100 + writes);
    expect(policy.metadata.generation).toBe(1 + writes);
    expect(policy.status?.statistics?.pods).toEqual({ failed: 1, passed: 0 });
    expect(
      operator.lines.slice(logged).filter((line) => /"level":"error"|ERROR/.test(line)),
    ).toEqual([]);
  });

  it('T12 S11 counts right when 500 pods change at once, and lists nothing for it', async () => {
    const namespace = await cluster.newNamespace();
    const names = Array.from({ length: 500 }, (_, index) => `pod-${index}`);
    await forEach(names, (name) => server.createPod(namespace, name, healthy));
    const policies = Array.from({ length: 20 }, (_, index) => `policy-${index}`);
    for (const name of policies) {
      await server.createPolicy(namespace, { checkIntervalSeconds: 600 }, name);
    }
    const counted = (passed: number, timeoutMs: number) =>
      eventually(
        async () => {
          for (const name of policies) {
            const { status } = await server.policy(namespace, name);
            expect(status?.statistics?.pods).toEqual({ failed: 0, passed });
          }
          return true;
        },
        { timeoutMs, intervalMs: 200 },
      );
    await counted(500, 10_000);
    const change = (name: string, metadata: object) =>
      cluster.client.patch(Pod, { namespace, name }, { type: 'merge', body: { metadata } });

    const before = await quiet();
    const lists = await requests(/method="GET"/);
    await change('pod-0', { labels: { app: 'one' } });
    await eventually(async () => (await reconciles()) > before);
    expect((await quiet()) - before).toBeLessThanOrEqual(policies.length);

    const ignored = { 'policy.k8s-go.openshift.org/ignore': 'true' };
    const settled = await quiet();
    const startedAt = performance.now();
    await forEach(names, (name) => change(name, { annotations: ignored }));
    const writingMs = performance.now() - startedAt;
    await counted(0, 5_000);
    // Half a second of changes is one check: three of each policy for a second of them.
    const checks = ((await quiet()) - settled) / policies.length;
    expect(checks).toBeLessThanOrEqual(Math.ceil(writingMs / 500) + 1);
    expect(await requests(/method="GET"/)).toBe(lists);
  }, 60_000);
});

/** Ten at a time. */
async function forEach(
  names: readonly string[],
  action: (name: string) => Promise<unknown>,
): Promise<void> {
  await Promise.all(
    Array.from({ length: 10 }, async (_, lane) => {
      for (let at = lane; at < names.length; at += 10) await action(names[at]!);
    }),
  );
}
