import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Lease } from '@keelson/kubernetes/coordination/v1';
import { ConfigMap, Namespace } from '@keelson/kubernetes/core/v1';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { compareResourceVersions } from '../api/resource-version.ts';
import { eventually } from '../testing/eventually.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { Manager } from './manager.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kubeconfigPath: string;
  }
}

const kubeconfig = inject('kubeconfigPath');
const { href: runtime } = new URL('../index.ts', import.meta.url);
const inFlight = 50;

/** Its reconciles end only after the signal to stop, one after the other, each with a write. */
const program = (namespace: string) => `
  import { setTimeout as sleep } from 'node:timers/promises';
  import { Manager, createLogger } from ${JSON.stringify(runtime)};
  import { ConfigMap } from ${JSON.stringify(import.meta.resolve('@keelson/kubernetes/core/v1'))};
  const manager = new Manager({
    kubeconfig: process.env.KUBECONFIG_PATH,
    logger: createLogger({ format: 'json' }),
    namespaces: [${JSON.stringify(namespace)}],
    metrics: { bindAddress: '0' },
    health: { bindAddress: '0' },
    leaderElection: { name: 'drain', namespace: ${JSON.stringify(namespace)} },
    gracefulShutdownTimeoutMs: 20_000,
  });
  const told = new Promise((resolve) => process.once('SIGTERM', resolve));
  let begun = 0;
  let aborted = 0;
  const reconciler = {
    async reconcile(request, { signal }) {
      if (!request.name.startsWith('job-')) return;
      signal.addEventListener('abort', () => (aborted += 1));
      begun += 1;
      if (begun === ${inFlight}) console.log('all in flight');
      const turn = begun;
      await told;
      await sleep(100 + turn * 10);
      const body = { data: { ended: 'yes' } };
      await manager.client.patch(ConfigMap, request, { type: 'merge', body }, { signal });
    },
  };
  manager.addController(
    { for: ConfigMap, name: 'slow', maxConcurrentReconciles: ${inFlight}, ignoreOwnWrites: true },
    reconciler,
  );
  const code = await manager.run();
  console.log(JSON.stringify({ code, begun, aborted }));
`;

/** Runs a program; `output` is what it has printed so far. */
function start(code: string) {
  const child = spawn(
    process.execPath,
    ['--conditions=keelson-source', '--input-type=module', '--eval', code],
    {
      env: { ...process.env, KUBECONFIG_PATH: kubeconfig },
      cwd: new URL('.', import.meta.url),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    exited: once(child, 'exit'),
    output: () => output,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}

/** Something in it fails, and nobody is there to catch it. */
const careless = (namespace: string) => `
  import { Manager, createLogger } from ${JSON.stringify(runtime)};
  const manager = new Manager({
    kubeconfig: process.env.KUBECONFIG_PATH,
    logger: createLogger({ format: 'json' }),
    metrics: { bindAddress: '0' },
    health: { bindAddress: '0' },
    leaderElection: { name: 'careless', namespace: ${JSON.stringify(namespace)} },
  });
  manager.add({
    start: async (signal) => {
      const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve));
      void Promise.reject(new Error('nobody awaits me'));
      await stopped;
      console.log('drained');
    },
  });
  await manager.run();
`;

describe('a process that stops', () => {
  const namespace = `drain-${randomUUID().slice(0, 8)}`;
  const admin = new Manager({ kubeconfig, logger: new RecordingLogger() }).apiClient;

  beforeAll(async () => {
    await admin.create(Namespace, { metadata: { name: namespace } });
    const names = Array.from({ length: inFlight }, (_, index) => `job-${index}`);
    await Promise.all(
      names.map((name) => admin.create(ConfigMap, { metadata: { namespace, name } })),
    );
  });

  afterAll(async () => {
    await admin.delete(Namespace, { name: namespace });
  });

  it('lets fifty reconciles in flight end, and gives its lease back after the last', async () => {
    using operator = start(program(namespace));
    await eventually(() => operator.output().includes('all in flight'), { timeoutMs: 15_000 });
    operator.kill('SIGTERM');
    expect(await operator.exited).toEqual([0, null]);
    expect(operator.output()).toContain(JSON.stringify({ code: 0, begun: inFlight, aborted: 0 }));

    const { items } = await admin.list(ConfigMap, { namespace });
    const ended = items.filter(({ data }) => data?.['ended'] === 'yes');
    expect(ended).toHaveLength(inFlight);
    const lease = await admin.get(Lease, { namespace, name: 'drain' });
    expect(lease?.spec.holderIdentity ?? '').toBe('');
    const released = lease?.metadata.resourceVersion ?? '';
    const later = ended.filter(
      ({ metadata }) => (compareResourceVersions(metadata.resourceVersion, released) ?? 0) >= 0,
    );
    expect(later).toEqual([]);
  });

  it('drains and gives its lease back, but exits with 1, when nobody catches an error', async () => {
    using operator = start(careless(namespace));
    expect(await operator.exited).toEqual([1, null]);
    expect(operator.output()).toContain('drained');
    expect(operator.output()).toContain(
      '"msg":"A promise that nobody awaits was rejected: nobody awaits me"',
    );
    const lease = await admin.get(Lease, { namespace, name: 'careless' });
    expect([lease === undefined, lease?.spec.holderIdentity ?? '']).toEqual([false, '']);
  });
});
