import path from 'node:path';
import { type CliIo, print } from '../cli-io.ts';
import { ExitError } from '../exit-error.ts';
import type { Compiler } from './compiler.ts';
import type { DevBackend } from './dev-cluster.ts';
import type { DevSession } from './dev-session.ts';

/** What `operator dev` is told. */
export interface DevelopOptions {
  readonly backend: DevBackend;
  readonly projectName: string;
  readonly reset: boolean;
  readonly samples: boolean;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/**
 * Runs the project of the current folder until the user wants it to end: cluster, compiler, operator.
 * @throws {ExitError} when it cannot be run
 */
export async function develop(io: CliIo, options: DevelopOptions): Promise<void> {
  const { Compiler } = await import('./compiler.ts');
  const { stateFolder } = await import('./state-folder.ts');
  const { claimState } = await import('./state-lock.ts');
  const { DevView } = await import('./dev-view.ts');
  const { ManifestWriter } = await import('./manifest-writer.ts');

  const { backend, projectName } = options;
  const directory = io.cwd;
  await using cleanup = new AsyncDisposableStack();
  const view = cleanup.use(new DevView(io));
  const report = (line: string): void => view.line('dev', line);
  cleanup.use(claimState(stateFolder(directory)));
  // Both take their time, and need no cluster.
  const compiler = cleanup.use(new Compiler(directory, io.env));
  const manifests = cleanup.use(new ManifestWriter(directory));
  const early = manifests.generate();
  early.catch(() => {});

  const { startDevCluster, writeUserKubeconfig } = await import('./dev-cluster.ts');
  const controlPlane = cleanup.use(
    await startDevCluster({
      backend,
      directory,
      reset: options.reset,
      kubeconfig: options.kubeconfig && path.resolve(directory, options.kubeconfig),
      context: options.context,
      env: io.env,
      signal: io.signal,
      progress: report,
    }),
  );
  const { url } = controlPlane;
  report(`Kubernetes API at ${url}. In another terminal:`);
  print(io, `export KUBECONFIG=${await writeUserKubeconfig(controlPlane, { backend, directory })}`);

  const { createHttpTransport, loadClusterConfig, RestClient } = await import('@keelson/runtime');
  const { DevProject } = await import('./dev-project.ts');
  const { DevSession } = await import('./dev-session.ts');
  const { OperatorAccount } = await import('./operator-account.ts');
  const { placementOf } = await import('./project-rights.ts');
  const config = await loadClusterConfig({ kubeconfig: controlPlane.kubeconfigPath });
  const transport = cleanup.use(createHttpTransport(config));
  const client = new RestClient({ transport, fieldManager: 'operator-dev' });
  const placement = placementOf(projectName);
  const project = new DevProject(client, { directory, placement, report });
  const { kubeconfig } = controlPlane;
  const folder = stateFolder(directory);
  const account = cleanup.use(new OperatorAccount(client, { folder, kubeconfig, placement }));
  const session = cleanup.use(
    new DevSession({
      io,
      account,
      client,
      compiler,
      early,
      manifests,
      project,
      projectName,
      url,
      view,
      samples: options.samples,
    }),
  );
  await untilTheEnd(io, { session, compiler });
  report('stopping');
}

/** Ctrl-C, `q`, or the end of the compiler. A second Ctrl-C waits for nothing. */
async function untilTheEnd(
  io: CliIo,
  { session, compiler }: { readonly session: DevSession; readonly compiler: Compiler },
): Promise<void> {
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
      compiler.ended.then(() => {
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
