import { randomUUID } from 'node:crypto';
import { ConfigMap, Namespace, ServiceAccount } from '@keelson/kubernetes/core/v1';
import { Lease } from '@keelson/kubernetes/coordination/v1';
import { Event } from '@keelson/kubernetes/events/v1';
import { ClusterRole, ClusterRoleBinding } from '@keelson/kubernetes/rbac/v1';
import { resourceType } from '@keelson/kubernetes';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Request } from '../api/request.ts';
import type { Client } from '../client/client.ts';
import type { ReconcileContext, Reconciler } from '../controller/reconciler.ts';
import { Controller } from '../decorators/controller.ts';
import type { EventRecorder } from '../events/event-recorder.ts';
import { eventually } from '../testing/eventually.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { RecordingTracer } from '../testing/recording-tracer.ts';
import type { BoundAddress } from '../util/http-listener.ts';
import { insecureGet } from '../util/insecure-get.test.support.ts';
import type { ManagerOptions } from './manager-options.ts';
import { Manager } from './manager.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kubeconfigPath: string;
  }
}

/** Copies `data.text` to the annotation `copy`, and says so. */
@Controller({ for: ConfigMap, name: 'copier' })
class Copier implements Reconciler {
  readonly #client: Client;
  readonly #events: EventRecorder;

  constructor(client: Client, events: EventRecorder) {
    this.#client = client;
    this.#events = events;
  }

  async reconcile(request: Request, { signal }: ReconcileContext): Promise<void> {
    const map = await this.#client.get(ConfigMap, request);
    const text = map?.data?.['text'];
    if (map === undefined || text === undefined) return;
    if (map.metadata.annotations?.['copy'] === text) return;
    const body = { metadata: { annotations: { copy: text } } };
    await this.#client.patch(ConfigMap, request, { type: 'merge', body }, { signal });
    this.#events.record(map, {
      type: 'Normal',
      reason: 'Copied',
      action: 'Copy',
      note: `Copied ${text}`,
    });
  }
}

const read = async (address: Promise<BoundAddress> | undefined, path: string) => {
  const { port } = (await address) ?? { port: 0 };
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: response.status, text: await response.text() };
};

describe('Manager on a real API server', () => {
  const namespace = `manager-${randomUUID().slice(0, 8)}`;
  const kubeconfig = inject('kubeconfigPath');

  /** A manager that runs until the end of the test. */
  function run(options: ManagerOptions = {}) {
    const logger = new RecordingLogger();
    const manager = new Manager({
      kubeconfig,
      namespaces: [namespace],
      logger,
      metrics: { bindAddress: '127.0.0.1:0' },
      health: { bindAddress: '127.0.0.1:0' },
      ...options,
    });
    const stop = new AbortController();
    manager.add(new Copier(manager.client, manager.events));
    const done = manager.start(stop.signal).then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    const end = () => {
      stop.abort();
      return done;
    };
    return { manager, logger, done, end, [Symbol.asyncDispose]: async () => void (await end()) };
  }

  const admin = new Manager({ kubeconfig, logger: new RecordingLogger() }).apiClient;

  beforeAll(async () => {
    await admin.create(Namespace, { metadata: { name: namespace } });
  });

  afterAll(async () => {
    await admin.delete(Namespace, { name: namespace });
  });

  const copied = (name: string) =>
    eventually(
      async () => {
        const map = await admin.get(ConfigMap, { namespace, name });
        return map?.metadata.annotations?.['copy'];
      },
      { what: `the copy in ${name}` },
    );

  it('traces from the reconcile to its writes, when given a tracer', async () => {
    const tracer = new RecordingTracer();
    await using one = run({ tracer });
    await one.manager.elected;
    const metadata = { namespace, name: 'traced' };
    await admin.create(ConfigMap, { metadata, data: { text: 'hello' } });
    await copied('traced');
    await one.end();
    const write = tracer.spans.find(({ name }) => name === 'PATCH configmaps');
    expect(write).toMatchObject({
      parent: 'reconcile copier',
      attributes: { 'http.response.status_code': 200 },
    });
    expect(tracer.spans.map(({ name }) => name)).toContain('reconcile copier');
  });

  it('reconciles, is ready, shows its metrics, writes events, and gives its lease back', async () => {
    await using one = run({ leaderElection: { name: 'whole', namespace } });
    const { manager, logger } = one;
    await manager.elected;
    await admin.create(ConfigMap, {
      metadata: { namespace, name: 'first' },
      data: { text: 'hello' },
    });
    expect(await copied('first')).toBe('hello');

    expect(await read(manager.healthAddress, '/readyz?verbose')).toEqual({
      status: 200,
      text: '[+]caches ok\n[+]watches ok\n[+]leader-election ok\nreadyz check passed\n',
    });
    const metrics = await eventually(async () => {
      const { text } = await read(manager.metricsAddress, '/metrics');
      return /reconcile_total\{controller="copier",result="success"\} [1-9]/.test(text) && text;
    });
    expect(metrics).toContain('leader_election_master_status{name="whole"} 1\n');
    expect(metrics).toMatch(/keelson_informer_objects\{[^}]*kind="ConfigMap"[^}]*\} [1-9]/);
    expect(metrics).toMatch(/keelson_informer_wire_bytes\{[^}]*kind="ConfigMap"[^}]*\} [1-9]\d\d/);
    expect(metrics).toMatch(
      /rest_client_requests_total\{code="200",method="PATCH",host="[^"]+"\} 1\n/,
    );
    expect(metrics).toMatch(/nodejs_eventloop_lag_p99_seconds \d/);
    expect(logger.messages('info')).toContain(`Watching v1, ConfigMap, ${namespace}, 36000`);

    const held = await admin.get(Lease, { namespace, name: 'whole' });
    expect(held?.spec.holderIdentity).toMatch(/_[0-9a-f-]{36}$/);
    expect(await one.end()).toBeUndefined();
    const released = await admin.get(Lease, { namespace, name: 'whole' });
    expect(released?.spec.holderIdentity ?? '').toBe('');
    const { items } = await admin.list(Event, { namespace });
    expect(items.find(({ reason }) => reason === 'Copied')).toMatchObject({
      type: 'Normal',
      action: 'Copy',
      note: 'Copied hello',
      reportingController: 'whole',
      regarding: { kind: 'ConfigMap', apiVersion: 'v1', namespace, name: 'first' },
    });
  });

  it('hands over to the next candidate in less than a second', async () => {
    const leaderElection = { name: 'pair', namespace };
    await using first = run({ leaderElection });
    await first.manager.elected;
    await using second = run({ leaderElection });
    const isElected = second.manager.elected.then(() => true);
    await eventually(
      async () => (await read(second.manager.healthAddress, '/readyz')).status === 200,
    );
    expect(await Promise.race([isElected, Promise.resolve(false)])).toBe(false);
    expect(await first.end()).toBeUndefined();
    const releasedAt = performance.now();
    await second.manager.elected;
    expect(performance.now() - releasedAt).toBeLessThan(1_000);
    await admin.create(ConfigMap, {
      metadata: { namespace, name: 'after' },
      data: { text: 'second' },
    });
    expect(await copied('after')).toBe('second');
  });

  it('fails when another takes its lease, and writes no more', async () => {
    await using one = run({ leaderElection: { name: 'stolen', namespace } });
    await one.manager.elected;
    await admin.patch(
      Lease,
      { namespace, name: 'stolen' },
      { type: 'merge', body: { spec: { holderIdentity: 'thief' } } },
    );
    expect(await one.done).toHaveProperty(
      'message',
      'leader election lost: the lease is held by thief',
    );
    const lease = await admin.get(Lease, { namespace, name: 'stolen' });
    expect(lease?.spec.holderIdentity).toBe('thief');
  });

  it('says which kind is not installed', async () => {
    const manager = new Manager({
      kubeconfig,
      logger: new RecordingLogger(),
      metrics: { bindAddress: '0' },
      health: { bindAddress: '0' },
    });
    const type = resourceType({
      group: 'missing.example.com',
      version: 'v1',
      kind: 'Ghost',
      plural: 'ghosts',
      scope: 'Namespaced',
    });
    manager.addController({ for: type }, { async reconcile() {} });
    await expect(manager.start(new AbortController().signal)).rejects.toThrow(
      'no matches for kind "Ghost" in version "missing.example.com/v1"',
    );
  });

  it('shows its metrics to those who may get /metrics, and to nobody else', async () => {
    const token = async (name: string) => {
      await admin.create(ServiceAccount, { metadata: { namespace, name } });
      const { status } = await admin
        .subresource('token')
        .create<{ status: { token: string } }>(ServiceAccount, { namespace, name }, { spec: {} });
      return status.token;
    };
    const metadata = { name: `${namespace}-metrics-reader` };
    await admin.create(ClusterRole, {
      metadata,
      rules: [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }],
    });
    await admin.create(ClusterRoleBinding, {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', namespace, name: 'reader' }],
    });
    const [reader, stranger] = await Promise.all([token('reader'), token('stranger')]);
    await using one = run({ metrics: { bindAddress: '127.0.0.1:0', secure: true } });
    const { port } = (await one.manager.metricsAddress) ?? { port: 0 };
    const ask = async (authorization?: string) => {
      const headers = authorization === undefined ? {} : { authorization };
      return (await insecureGet(`https://127.0.0.1:${port}/metrics`, headers)).status;
    };
    expect(await ask()).toBe(401);
    expect(await ask('Bearer nonsense')).toBe(401);
    expect(await ask(`Bearer ${stranger}`)).toBe(403);
    expect(await ask(`Bearer ${reader}`)).toBe(200);
    await admin.delete(ClusterRoleBinding, metadata);
    await admin.delete(ClusterRole, metadata);
  });
});
