import { randomUUID } from 'node:crypto';
import { ConfigMap, Namespace, Secret } from '@keelson/kubernetes/core/v1';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Request } from '../api/request.ts';
import { type Source, TriggerSource } from '../controller/source.ts';
import { eventually } from '../testing/eventually.ts';
import type { BoundAddress } from '../util/http-listener.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import type { ManagerOptions } from './manager-options.ts';
import { Manager } from './manager.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kubeconfigPath: string;
  }
}

describe('a manager that runs', () => {
  const namespace = `running-${randomUUID().slice(0, 8)}`;
  const kubeconfig = inject('kubeconfigPath');
  const off = { bindAddress: '0' };
  const options = { kubeconfig, logger: new RecordingLogger(), metrics: off, health: off };
  const admin = new Manager(options).apiClient;

  beforeAll(async () => {
    await admin.create(Namespace, { metadata: { name: namespace } });
  });

  afterAll(async () => {
    await admin.delete(Namespace, { name: namespace });
  });

  /** Not started yet; what its reconciler is asked for is in `seen`. */
  function prepare(more: Partial<ManagerOptions> = {}) {
    const manager = new Manager({ ...options, namespaces: [namespace], ...more });
    const seen = new Set<string>();
    const reconciler = { reconcile: async ({ name }: Request) => void seen.add(name) };
    const stop = new AbortController();
    let done = Promise.resolve();
    return {
      manager,
      reconciler,
      seen,
      start: () => void (done = manager.start(stop.signal)),
      [Symbol.asyncDispose]: async () => {
        stop.abort();
        await done;
      },
    };
  }

  it('takes watches and controllers, and lets watches go', async () => {
    await using one = prepare();
    const { manager, reconciler, seen } = one;
    const controller = manager.addController({ for: ConfigMap, name: 'first' }, reconciler);
    one.start();
    await manager.elected;
    const create = (name: string) => admin.create(Secret, { metadata: { namespace, name } });
    await create('before');
    const watch = controller.watch(Secret, { map: ({ metadata }) => [metadata] });
    expect(await watch.synced).toBe(true);
    await create('during');
    await eventually(() => seen.has('before') && seen.has('during'));
    watch.remove();
    const late = new Set<string>();
    manager.addController(
      { for: Secret, name: 'second' },
      { reconcile: async ({ name }) => void late.add(name) },
    );
    await create('after');
    await eventually(() => late.has('after') && late.has('before'));
    // Both were told by the same informer.
    expect(seen.has('after')).toBe(false);
  });

  it('is not alive when its event loop stands still, and counts for how long it did', async () => {
    await using one = prepare({
      metrics: { bindAddress: '127.0.0.1:0' },
      health: { bindAddress: '127.0.0.1:0', maxEventLoopLagMs: 500 },
    });
    one.start();
    await one.manager.elected;
    const get = async (address: Promise<BoundAddress> | undefined, path: string) => {
      const { host, port } = (await address) ?? { host: '', port: 0 };
      const response = await fetch(`http://${host}:${port}${path}`);
      return [response.status, await response.text()] as const;
    };
    const { healthAddress, metricsAddress } = one.manager;
    expect(await get(healthAddress, '/healthz')).toEqual([200, 'ok']);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
    const [status, verdict] = await get(healthAddress, '/healthz');
    expect(verdict).toMatch(/^\[-\]event-loop failed: the event loop stood still for 1\.\d s$/m);
    expect(status).toBe(500);
    const [, metrics] = await get(metricsAddress, '/metrics');
    expect(metrics).toMatch(/^keelson_event_loop_lag_seconds_bucket\{le="\+Inf"\} [1-9]/m);
    expect(metrics).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  });

  it('warms its sources up before it leads, and works at once when it does', async () => {
    const leaderElection = { name: 'warm', namespace };
    await using second = prepare({ leaderElection });
    {
      await using first = prepare({ leaderElection });
      first.manager.addController({ for: ConfigMap }, first.reconciler);
      first.start();
      await first.manager.elected;
      let isStarted = false;
      const slow: Source = {
        name: 'slow',
        start: async (sink) => {
          isStarted = true;
          sink.add(`${namespace}/from-source`);
          return true;
        },
      };
      const sources = [slow, new TriggerSource()];
      const declaration = { for: ConfigMap, warmUp: true };
      second.manager.addController(declaration, second.reconciler, { sources });
      second.start();
      await eventually(() => isStarted);
      expect([...second.seen]).toEqual([]);
    }
    await eventually(() => second.seen.has('from-source'), { timeoutMs: 3_000 });
  });
});
