import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CliIo, print } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import type { DevBackend } from '../dev/dev-cluster.ts';
import type { DevSession } from '../dev/dev-session.ts';
import { ExitError } from '../exit-error.ts';

const backends: readonly DevBackend[] = ['embedded', 'real', 'existing'];

export const dev = defineCommand({
  name: 'dev',
  summary:
    'Run the operator of the current folder on a Kubernetes API of its own, and follow the source',
  flags: {
    'control-plane': {
      choices: backends,
      default: 'embedded',
      describe: 'What stands behind the API: in this process, a real API server, or a cluster',
    },
    reset: {
      type: 'boolean',
      default: false,
      describe: 'Forget the objects of earlier runs',
    },
    samples: {
      type: 'boolean',
      default: false,
      describe: 'Apply config/samples once the operator runs',
    },
    kubeconfig: {
      type: 'string',
      describe:
        'Kubeconfig file, with --control-plane existing (default: $KUBECONFIG, ~/.kube/config)',
    },
    context: {
      type: 'string',
      describe: 'Context of the kubeconfig; a cluster that is not on this machine must be named so',
    },
  },
  examples: [
    ['dev', 'nothing is needed but Node'],
    ['dev --reset --samples', 'an empty cluster, and the samples in it'],
    ['dev --control-plane existing --context kind-dev', 'a cluster that is there already'],
  ],
  async run(flags, io) {
    const { readProjectFile } = await import('@keelson/scaffold');
    const { projectName } = await readProjectFile(io.cwd);
    const backend = flags['control-plane'];
    if (backend !== 'existing' && (flags.kubeconfig ?? flags.context) !== undefined) {
      throw new ExitError('--kubeconfig and --context go with --control-plane existing');
    }
    const { DevView } = await import('../dev/dev-view.ts');
    const { startDevCluster, writeTokenKubeconfig } = await import('../dev/dev-cluster.ts');
    const { DevProject } = await import('../dev/dev-project.ts');
    const { DevSession } = await import('../dev/dev-session.ts');
    const { placementOf } = await import('../dev/project-rights.ts');
    const { createHttpTransport, loadClusterConfig, RestClient } = await import('@keelson/runtime');

    await using cleanup = new AsyncDisposableStack();
    const view = cleanup.use(new DevView(io));
    const report = (line: string): void => view.line('dev', line);
    const controlPlane = cleanup.use(
      await startDevCluster({
        backend,
        directory: io.cwd,
        reset: flags.reset,
        kubeconfig: flags.kubeconfig && path.resolve(io.cwd, flags.kubeconfig),
        context: flags.context,
        env: io.env,
        signal: io.signal,
        progress: report,
      }),
    );
    report(`Kubernetes API at ${controlPlane.url}. In another terminal:`);
    print(io, `export KUBECONFIG=${controlPlane.kubeconfigPath}`);

    const config = await loadClusterConfig({ kubeconfig: controlPlane.kubeconfigPath });
    const transport = cleanup.use(createHttpTransport(config));
    const client = new RestClient({ transport, fieldManager: 'operator-dev' });
    const placement = placementOf(projectName);
    const project = new DevProject(client, { directory: io.cwd, placement, report });
    await project.synchronise(io.signal);
    const folder = await mkdtemp(path.join(tmpdir(), 'keelson-dev-'));
    cleanup.defer(() => rm(folder, { recursive: true, force: true }));
    const kubeconfig = path.join(folder, 'operator.kubeconfig');
    await writeTokenKubeconfig(controlPlane, await project.token(), kubeconfig);

    const { url } = controlPlane;
    const session = cleanup.use(
      new DevSession({ io, client, project, view, projectName, url, kubeconfig }),
    );
    if (flags.samples) session.applySamples();
    await untilTheEnd(io, session);
    report('stopping');
  },
});

/** Ctrl-C, `q`, or the end of the compiler. A second Ctrl-C waits for nothing. */
async function untilTheEnd(io: CliIo, session: DevSession): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let signals = 0;
  io.onSignal(() => {
    signals++;
    if (signals > 1) session.kill();
    resolve();
  });
  if (io.signal.aborted) resolve();
  const stopReading = readKeys(io, {
    s: () => session.applySamples(),
    r: () => session.restart(),
    q: resolve,
    // Ctrl-C in raw mode is a key.
    '\u0003': () => process.kill(process.pid, 'SIGINT'),
  });
  try {
    await Promise.race([
      promise,
      session.ended.then(() => {
        throw new ExitError('the TypeScript compiler ended: run npm run build to see why');
      }),
    ]);
  } finally {
    stopReading();
  }
}

/** Calls what belongs to a key, on a terminal. */
function readKeys(io: CliIo, keys: Readonly<Record<string, () => void>>): () => void {
  const stdin = io.stdin as Partial<NodeJS.ReadStream> & CliIo['stdin'];
  if (!io.isInteractive || stdin.setRawMode === undefined) return () => undefined;
  const onData = (chunk: Buffer): void => keys[chunk.toString()]?.();
  stdin.setRawMode(true);
  stdin.on('data', onData);
  return () => {
    stdin.off('data', onData);
    stdin.setRawMode?.(false);
    stdin.pause();
  };
}
