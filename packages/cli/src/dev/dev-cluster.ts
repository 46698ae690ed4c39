import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ControlPlane, Progress } from '@keelson/control-plane';
import { ExitError } from '../exit-error.ts';
import { stateFolder } from './state-folder.ts';

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

/**
 * Starts or finds the cluster.
 * @throws {ExitError} when it is on another machine and was not named
 */
export async function startDevCluster(options: DevClusterOptions): Promise<ControlPlane> {
  const { startControlPlane } = await import('@keelson/control-plane');
  const { backend, env, signal, progress } = options;
  switch (backend) {
    case 'embedded': {
      const stateFile = path.join(stateFolder(options.directory), 'dev-state.jsonl');
      if (options.reset) await rm(stateFile, { force: true });
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

/**
 * The kubeconfig for people: at the same place in every run, so that a terminal needs it once.
 * @returns its path
 */
export async function writeUserKubeconfig(
  { kubeconfig, kubeconfigPath }: ControlPlane,
  { backend, directory }: Pick<DevClusterOptions, 'backend' | 'directory'>,
): Promise<string> {
  // Of a cluster that is there already there is one.
  if (backend === 'existing') return kubeconfigPath;
  const folder = stateFolder(directory);
  const file = path.join(folder, 'dev.kubeconfig');
  await mkdir(folder, { recursive: true });
  await writeFile(file, kubeconfig, { mode: 0o600 });
  return file;
}
