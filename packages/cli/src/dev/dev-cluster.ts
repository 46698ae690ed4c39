import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ControlPlane, Progress } from '@keelson/control-plane';
import { ExitError } from '../exit-error.ts';

/** What stands behind the API that the operator works on. */
export type DevBackend = 'embedded' | 'real' | 'existing';

/** Which cluster `operator dev` is to use. */
export interface DevClusterOptions {
  readonly backend: DevBackend;
  /** Root of the project. */
  readonly directory: string;
  /** Forget what earlier runs have left; for `embedded`. */
  readonly reset: boolean;
  /** For `existing`. */
  readonly kubeconfig?: string | undefined;
  /** For `existing`; a cluster that is not on this machine must be named by it. */
  readonly context?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Where the state of the embedded control plane is kept between runs. */
export function stateFolder(directory: string): string {
  return path.join(directory, 'node_modules/.cache/keelson');
}

/**
 * Starts or finds the cluster.
 * @throws {ExitError} when it is on another machine and was not named
 */
export async function startDevCluster(options: DevClusterOptions): Promise<ControlPlane> {
  const { startControlPlane } = await import('@keelson/control-plane');
  const { backend, env, signal, progress } = options;
  switch (backend) {
    case 'embedded': {
      const folder = stateFolder(options.directory);
      const stateFile = path.join(folder, 'dev-state.jsonl');
      if (options.reset) await rm(stateFile, { force: true });
      await mkdir(folder, { recursive: true });
      return startControlPlane({ backend, stateFile, simulatePods: true });
    }
    case 'real':
      return startControlPlane({ backend, controllerManager: true, env, signal, progress });
    case 'existing': {
      const { kubeconfig, context } = options;
      const controlPlane = await startControlPlane({ backend, kubeconfig, context, env });
      if (context === undefined && !isLocal(controlPlane.url)) {
        await controlPlane.stop();
        const current = contextOf(controlPlane.kubeconfig);
        throw new ExitError(
          `the context "${current}" is at ${controlPlane.url}, which is not this machine: name it with --context ${current} if you mean it`,
        );
      }
      return controlPlane;
    }
  }
}

/** Whether a server is on this machine. */
export function isLocal(url: string): boolean {
  const { hostname } = new URL(url);
  return /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\]|\[::\])$/.test(hostname);
}

function contextOf(kubeconfig: string): string {
  return (JSON.parse(kubeconfig) as { 'current-context': string })['current-context'];
}

/** Writes a kubeconfig of the same cluster, for a user with a token. */
export async function writeTokenKubeconfig(
  controlPlane: ControlPlane,
  token: string,
  file: string,
): Promise<void> {
  const { clusters } = JSON.parse(controlPlane.kubeconfig) as { clusters: { name: string }[] };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters,
    users: [{ name: 'operator', user: { token } }],
    contexts: [{ name: 'operator', context: { cluster: clusters[0]?.name, user: 'operator' } }],
    'current-context': 'operator',
  };
  await writeFile(file, `${JSON.stringify(config, undefined, 2)}\n`, { mode: 0o600 });
}
