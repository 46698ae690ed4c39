import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Lease } from '@keelson/kubernetes/coordination/v1';
import { describe, expect, inject, it } from 'vitest';
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

/** An operator's main program; `drainMs` is how long its one runnable takes to stop. */
const program = (lease: string, drainMs: number) => `
  import { Manager, createLogger } from ${JSON.stringify(runtime)};
  const manager = new Manager({
    kubeconfig: process.env.KUBECONFIG_PATH,
    logger: createLogger({ format: 'json' }),
    metrics: { bindAddress: '0' },
    health: { bindAddress: '127.0.0.1:0' },
    leaderElection: { name: ${JSON.stringify(lease)}, namespace: 'default' },
  });
  manager.add({
    start: (signal, abort) =>
      new Promise((resolve) => {
        manager.logger.info('working');
        signal.addEventListener('abort', () => setTimeout(resolve, ${drainMs}));
      }),
  });
  await manager.run();
`;

const name = () => `process-${randomUUID().slice(0, 8)}`;

function start(code: string, kubeconfigPath = kubeconfig) {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--conditions=keelson-source', '--input-type=module', '--eval', code],
    {
      env: { ...process.env, KUBECONFIG_PATH: kubeconfigPath },
      cwd: new URL('.', import.meta.url),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  return {
    exited,
    output: () => output,
    signal: (name: NodeJS.Signals) => child.kill(name),
    says: (text: string) => eventually(() => output.includes(text), { what: `"${text}"` }),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}

describe('Manager.run() in a process of its own', () => {
  const api = new Manager({ kubeconfig, logger: new RecordingLogger() }).apiClient;
  const holder = async (lease: string) =>
    (await api.get(Lease, { namespace: 'default', name: lease }))?.spec.holderIdentity ?? '';

  it('drains at SIGTERM, releases the lease and exits with 0', async () => {
    const lease = name();
    using operator = start(program(lease, 300));
    await operator.says('working');
    expect(await holder(lease)).not.toBe('');
    operator.signal('SIGTERM');
    expect(await operator.exited).toBe(0);
    expect(await holder(lease)).toBe('');
  });

  it('exits with 1 at once when it is told twice', async () => {
    using operator = start(program(name(), 60_000));
    await operator.says('working');
    operator.signal('SIGTERM');
    await operator.says('Shutting down');
    operator.signal('SIGINT');
    expect(await operator.exited).toBe(1);
  });

  it('is followed by the next within the lease duration when it is killed', async () => {
    const lease = name();
    using first = start(program(lease, 0));
    await first.says('working');
    using second = start(program(lease, 0));
    await second.says('Waiting for the leader lease');
    first.signal('SIGKILL');
    const killedAt = performance.now();
    await eventually(() => second.output().includes('working'), { timeoutMs: 18_000 });
    expect(performance.now() - killedAt).toBeLessThan(17_000);
    second.signal('SIGTERM');
    expect(await second.exited).toBe(0);
  });

  it('exits with 1 and one line when it has no configuration', async () => {
    using operator = start(program(name(), 0), '/nonexistent/config');
    expect(await operator.exited).toBe(1);
    const errors = operator
      .output()
      .split('\n')
      .filter((line) => line.includes('"level":"error"'));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('cannot read the kubeconfig /nonexistent/config');
  });
});
