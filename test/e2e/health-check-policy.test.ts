import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Container, Namespace, Pod } from '@keelson/kubernetes/core/v1';
import { Event } from '@keelson/kubernetes/events/v1';
import {
  type Client,
  createHttpTransport,
  findCondition,
  loadClusterConfig,
  RestClient,
  type Transport,
} from '@keelson/runtime';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { parse } from 'yaml';
import { OperatorProcess } from '../../examples/healthcheckpolicy/demo/operator-process.ts';
import {
  installOperator,
  webhooksPublished,
} from '../../examples/healthcheckpolicy/demo/installation.ts';
import { tableOf } from '../../examples/healthcheckpolicy/demo/table.ts';
import { HealthCheckPolicy as Alpha } from '../../examples/healthcheckpolicy/src/api/v1alpha1/health-check-policy.ts';
import { HealthCheckPolicy } from '../../examples/healthcheckpolicy/src/api/v1beta1/health-check-policy.ts';

// The operator runs as its own process, as a service account with the generated rights and no others.
const example = path.resolve(import.meta.dirname, '../../examples/healthcheckpolicy');
const probe = { httpGet: { path: '/healthz', port: 8080 } };
const mark = 'health-check-missing';

const cleanup = new AsyncDisposableStack();
const log: string[] = [];
let client: Client;
let transport: Transport;
let namespaces = 0;

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'keelson-hcp-'));
  cleanup.defer(() => rm(folder, { recursive: true }));
  const kubeconfig = inject('kubeconfigPath');
  transport = cleanup.use(createHttpTransport(await loadClusterConfig({ kubeconfig })));
  client = new RestClient({ transport, fieldManager: 'test' });
  const operator = await installOperator(client, await readFile(kubeconfig, 'utf8'), folder);
  cleanup.use(new OperatorProcess(operator, (line) => log.push(line)));
  await webhooksPublished(client);
});

afterAll(() => cleanup.disposeAsync());

describe('HealthCheckPolicy', () => {
  it('T1 accepts the example of the workshop word for word, and ignores the status in it', async () => {
    const namespace = await newNamespace();
    const listed = `/apis/policy.k8s-go.openshift.org/v1beta1/namespaces/${namespace}/healthcheckpolicies`;
    expect(await tableOf(transport, listed)).toBe(
      'NAME   LABEL   ACTION   FAILED   PASSED   COMPLIANT   LAST CHECKED   AGE',
    );
    const manifest = parse(await readFile(path.join(example, 'demo/workshop-policy.yaml'), 'utf8'));
    const created = await client.create(
      { apiVersion: manifest.apiVersion, kind: manifest.kind },
      { ...manifest, metadata: { ...manifest.metadata, namespace } },
      { fieldValidation: 'Strict' },
    );
    expect(created).toMatchObject({ spec: { podLabel: mark, action: 'label' } });
    expect(created['status']).toBeUndefined();
  });

  it('T2 counts and labels the pods that lack probes', async () => {
    const namespace = await newNamespace();
    await createPods(namespace, { good: both(), half: { livenessProbe: probe }, bare: {} });
    await createPolicy(namespace);
    const policy = await counted(namespace, { failed: 2, passed: 1 });
    expect(findCondition(policy.status?.conditions, 'Compliant')).toMatchObject({
      status: 'False',
      reason: 'PodsFailing',
      message: '2 of 3 pods fail their health check',
    });
    expect(findCondition(policy.status?.conditions, 'Ready')).toMatchObject({ status: 'True' });
    expect(policy.status?.observedGeneration).toBe(policy.metadata.generation);
    expect(Math.abs(Date.now() - Date.parse(policy.status?.lastChecked ?? ''))).toBeLessThan(5_000);
    expect(await labelled(namespace)).toEqual(['bare', 'half']);
  });

  it('T3 sees a pod heal, and respects the annotation that opts a pod out', async () => {
    const namespace = await newNamespace();
    await createPods(namespace, { half: { livenessProbe: probe }, bare: {} });
    await createPolicy(namespace);
    await counted(namespace, { failed: 2, passed: 0 });
    await client.delete(Pod, { namespace, name: 'bare' });
    await createPods(namespace, { bare: both() });
    await counted(namespace, { failed: 1, passed: 1 });
    expect(await labelled(namespace)).toEqual(['half']);

    const optOut = { metadata: { annotations: { 'policy.k8s-go.openshift.org/ignore': 'true' } } };
    await client.patch(Pod, { namespace, name: 'half' }, { type: 'merge', body: optOut });
    const policy = await counted(namespace, { failed: 0, passed: 1 });
    expect(findCondition(policy.status?.conditions, 'Compliant')).toMatchObject({
      status: 'True',
      reason: 'AllPodsPass',
    });
    await eventually(async () => expect(await labelled(namespace)).toEqual([]));
    await eventually(async () =>
      expect(await reasonsOf(namespace, 'half')).toContain('HealthCheckPassed'),
    );
  });

  it('T4 lets a pod be unready for its grace period, then fails it without any further event', async () => {
    const namespace = await newNamespace();
    await createPods(namespace, { good: both() });
    await createPolicy(namespace, { gracePeriodSeconds: 3 });
    await counted(namespace, { failed: 0, passed: 1 });
    const unreadySince = await setReady(namespace, 'good', 'False');
    await counted(namespace, { failed: 1, passed: 0 });
    expect(Date.now() - unreadySince).toBeGreaterThanOrEqual(2_000);
    expect(await labelled(namespace)).toEqual(['good']);
    await setReady(namespace, 'good', 'True');
    await counted(namespace, { failed: 0, passed: 1 });
    await eventually(async () => expect(await labelled(namespace)).toEqual([]));
  });

  it('T5 counts a failed pod, and neither succeeded nor mirror nor ignored ones', async () => {
    const namespace = await newNamespace();
    await createPods(namespace, { failed: both(), succeeded: {}, plain: both() });
    await client.create(Pod, {
      metadata: { namespace, name: 'mirror', annotations: { 'kubernetes.io/config.mirror': 'x' } },
      // The API server takes mirror pods only from a kubelet that names its node.
      spec: { nodeName: 'node', containers: [{ name: 'app', image: 'app:1' }] },
    });
    await createPods(namespace, { ignored: {} }, { 'policy.k8s-go.openshift.org/ignore': 'true' });
    await setStatus(namespace, 'failed', { phase: 'Failed', reason: 'Evicted' });
    await setStatus(namespace, 'succeeded', { phase: 'Succeeded' });
    await createPolicy(namespace);
    await counted(namespace, { failed: 1, passed: 1 });
    expect(await labelled(namespace)).toEqual(['failed']);
  });

  it('T6 follows the selector, and never leaves its namespace', async () => {
    const [namespace, other] = [await newNamespace(), await newNamespace()];
    await createPods(namespace, { web: {}, db: {} }, {}, { app: 'web' });
    await client.patch(
      Pod,
      { namespace, name: 'db' },
      { type: 'merge', body: { metadata: { labels: { app: 'db' } } } },
    );
    await createPods(other, { web: {} }, {}, { app: 'web' });
    await createPolicy(namespace, { selector: { matchLabels: { app: 'web' } } });
    await counted(namespace, { failed: 1, passed: 0 });
    expect(await labelled(namespace)).toEqual(['web']);
    await client.patch(
      Pod,
      { namespace, name: 'web' },
      { type: 'merge', body: { metadata: { labels: { app: 'x' } } } },
    );
    await counted(namespace, { failed: 0, passed: 0 });
    await eventually(async () => expect(await labelled(namespace)).toEqual([]));
    expect(await labelled(other)).toEqual([]);
  });

  it('T7 moves its marks when the action or the key changes', async () => {
    const namespace = await newNamespace();
    await createPods(namespace, { bare: {} });
    await createPolicy(namespace);
    await eventually(async () => expect(await labelled(namespace)).toEqual(['bare']));
    await changeSpec(namespace, { action: 'annotate' });
    await eventually(async () => {
      const pod = await client.get(Pod, { namespace, name: 'bare' });
      expect(pod?.metadata.labels).toBeUndefined();
      expect(pod?.metadata.annotations?.[mark]).toBe('Missing: container app: liveness, readiness');
    });
    await changeSpec(namespace, { podLabel: 'other' });
    await eventually(async () => {
      const pod = await client.get(Pod, { namespace, name: 'bare' });
      expect(Object.keys(pod?.metadata.annotations ?? {})).toEqual(['other']);
    });
  });

  it('T9 shares a label between two policies, and takes it away with the last of them', async () => {
    const namespace = await newNamespace();
    await createPods(namespace, { bare: {} });
    await createPolicy(namespace, {}, 'first');
    await createPolicy(namespace, {}, 'second');
    await counted(namespace, { failed: 1, passed: 0 }, 'first');
    await counted(namespace, { failed: 1, passed: 0 }, 'second');
    await client.delete(HealthCheckPolicy, { namespace, name: 'first' });
    await gone(namespace, 'first');
    expect(await labelled(namespace)).toEqual(['bare']);
    await client.delete(HealthCheckPolicy, { namespace, name: 'second' });
    await gone(namespace, 'second');
    expect(await labelled(namespace)).toEqual([]);
  });

  it("T10 leaves a user's own value of the label alone", async () => {
    const namespace = await newNamespace();
    await createPods(namespace, { bare: {} }, {}, { [mark]: 'byuser' });
    await createPolicy(namespace);
    await counted(namespace, { failed: 1, passed: 0 });
    await eventually(async () =>
      expect(await reasonsOf(namespace, 'example')).toContain('LabelConflict'),
    );
    await client.delete(HealthCheckPolicy, { namespace, name: 'example' });
    await gone(namespace, 'example');
    expect((await client.get(Pod, { namespace, name: 'bare' }))?.metadata.labels).toEqual({
      [mark]: 'byuser',
    });
  });

  it('T8 kills one pod per check, failing ones first', async () => {
    const namespace = await newNamespace();
    await createPods(namespace, { a: {}, b: {}, failing: both() });
    await setStatus(namespace, 'failing', { phase: 'Failed' });
    await createPolicy(namespace, { action: 'kill', checkIntervalSeconds: 1 });
    await eventually(async () => expect(await podNames(namespace)).toEqual([]));
    const kills = (await eventsOf(namespace)).filter((event) => event.reason === 'Killing');
    const order = kills.toSorted((x, y) => x.eventTime!.localeCompare(y.eventTime!));
    expect(order.map((event) => event.regarding?.name)).toEqual(['failing', 'a', 'b']);
    const times = order.map((event) => Date.parse(event.eventTime!));
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(900);
    expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(900);
  });

  it('T8 kills none with maxKills 0, and reports them at each check', async () => {
    const namespace = await newNamespace();
    await createPods(namespace, { a: {}, b: {} });
    await createPolicy(namespace);
    await counted(namespace, { failed: 2, passed: 0 });
    await changeSpec(namespace, { action: 'kill', maxKills: 0, checkIntervalSeconds: 1 });
    await eventually(async () => expect(await labelled(namespace)).toEqual([]));
    const { status } = await counted(namespace, { failed: 2, passed: 0 });
    await eventually(async () => {
      const later = await counted(namespace, { failed: 2, passed: 0 });
      expect(later.status?.lastChecked).not.toBe(status?.lastChecked);
    });
    expect(await podNames(namespace)).toEqual(['a', 'b']);
    // They lost their marks, but pass nothing.
    expect(await reasonsOf(namespace, 'a')).not.toContain('HealthCheckPassed');
  });

  it('T16 has numbers that only who may write /status can change', async () => {
    const namespace = await newNamespace();
    await createPods(namespace, { bare: {} });
    await createPolicy(namespace);
    await counted(namespace, { failed: 1, passed: 0 });
    const forged = {
      type: 'merge',
      body: { status: { statistics: { pods: { failed: 0, passed: 99 } } } },
    } as const;
    const answer = await client.patch(HealthCheckPolicy, { namespace, name: 'example' }, forged);
    expect(answer.status?.statistics?.pods).toEqual({ failed: 1, passed: 0 });
  });

  it('T18 reads what is created as v1alpha1 as v1beta1, and back, with podsFailed', async () => {
    const namespace = await newNamespace();
    await createPods(namespace, { bare: {}, good: both() });
    const key = { namespace, name: 'example' };
    const spec = { podLabel: mark, action: 'annotate', selector: {} } as const;
    // It takes the API server a moment to hear of the webhook.
    const old = await eventually(() => client.create(Alpha, { metadata: key, spec }));
    const policy = await counted(namespace, { failed: 1, passed: 1 });
    expect(policy.spec).toEqual(old.spec);
    const shown = await client.get(Alpha, key);
    expect(shown).toMatchObject({
      metadata: policy.metadata,
      spec: policy.spec,
      status: { ...policy.status, podsFailed: 1 },
    });
    const change = { type: 'merge', body: { spec: { action: 'label' } } } as const;
    const patched = await client.patch(Alpha, key, change);
    expect((await client.get(HealthCheckPolicy, key))?.spec).toEqual(patched.spec);
    expect(patched.spec).toEqual({ ...old.spec, action: 'label' });
    expect((await client.list(Alpha, { namespace })).items).toHaveLength(1);
  });

  it('T18 reads policies whose lastChecked is no time', async () => {
    const namespace = await newNamespace();
    const key = { namespace, name: 'paused' };
    // Nothing is audited, and an interval that does not end in the test: the operator writes once.
    await createPolicy(namespace, { checkIntervalSeconds: 86_400 }, 'paused');
    await counted(namespace, { failed: 0, passed: 0 }, 'paused');
    const status = { lastChecked: 'yesterday' };
    const patched = await client.status.patch(Alpha, key, { type: 'merge', body: { status } });
    expect(patched.status).not.toHaveProperty('lastChecked');
    const policy = await client.get(HealthCheckPolicy, key);
    expect(policy?.status).toMatchObject({ statistics: { pods: { failed: 0, passed: 0 } } });
  });

  it('T17 refuses what no schema can say, in either version', async () => {
    const namespace = await newNamespace();
    const selector = { matchLabels: { [mark]: 'true' } };
    for (const type of [HealthCheckPolicy, Alpha]) {
      const spec = { podLabel: mark, selector };
      await expect(
        client.create(type, { metadata: { namespace, name: 'a' }, spec }),
      ).rejects.toThrow('must not look at the label that the policy itself sets');
    }
  });

  it('never asked for anything that its rights do not cover', () => {
    expect(log.filter((line) => /forbidden|"level":50|ERROR/.test(line))).toEqual([]);
  });
});

/** Tries until nothing is thrown. */
function eventually<T>(check: () => Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 15_000, interval: 50 });
}

function both(): Partial<Container> {
  return { livenessProbe: probe, readinessProbe: probe };
}

async function newNamespace(): Promise<string> {
  namespaces += 1;
  const { metadata } = await client.create(Namespace, { metadata: { name: `hcp-${namespaces}` } });
  return metadata.name;
}

async function createPods(
  namespace: string,
  pods: Record<string, Partial<Container>>,
  ...[annotations = {}, labels = {}]: Record<string, string>[]
): Promise<void> {
  for (const [name, probes] of Object.entries(pods)) {
    const containers = [{ name: 'app', image: 'app:1', ...probes }];
    await client.create(Pod, {
      metadata: { namespace, name, annotations, labels },
      spec: { containers },
    });
  }
}

async function createPolicy(namespace: string, spec: object = {}, name = 'example'): Promise<void> {
  await client.create(HealthCheckPolicy, {
    metadata: { namespace, name },
    spec: { podLabel: mark, ...spec },
  });
}

async function changeSpec(namespace: string, spec: object): Promise<void> {
  await client.patch(
    HealthCheckPolicy,
    { namespace, name: 'example' },
    { type: 'merge', body: { spec } },
  );
}

async function setStatus(namespace: string, name: string, status: object): Promise<void> {
  await client.status.patch(Pod, { namespace, name }, { type: 'merge', body: { status } });
}

/** @returns the wall-clock time that the pod says it changed at */
async function setReady(
  namespace: string,
  name: string,
  status: 'True' | 'False',
): Promise<number> {
  const lastTransitionTime = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const conditions = [{ type: 'Ready', status, reason: 'Test', lastTransitionTime }];
  await setStatus(namespace, name, { phase: 'Running', conditions });
  return Date.parse(lastTransitionTime);
}

async function counted(
  namespace: string,
  pods: { failed: number; passed: number },
  name = 'example',
) {
  return eventually(async () => {
    const policy = await client.get(HealthCheckPolicy, { namespace, name });
    expect(policy?.status?.statistics?.pods).toEqual(pods);
    return policy!;
  });
}

async function gone(namespace: string, name: string): Promise<void> {
  await eventually(async () =>
    expect(await client.get(HealthCheckPolicy, { namespace, name })).toBeUndefined(),
  );
}

async function labelled(namespace: string): Promise<string[]> {
  const pods = await client.list(Pod, { namespace, labelSelector: `${mark}=true` });
  return pods.items.map((pod) => pod.metadata.name).toSorted();
}

async function podNames(namespace: string): Promise<string[]> {
  return (await client.list(Pod, { namespace })).items.map((pod) => pod.metadata.name);
}

async function eventsOf(namespace: string) {
  return (await client.list(Event, { namespace })).items;
}

async function reasonsOf(namespace: string, name: string): Promise<(string | undefined)[]> {
  return (await eventsOf(namespace))
    .filter((event) => event.regarding?.name === name)
    .map((event) => event.reason);
}
