import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../util/clock.ts';
import { systemClock } from '../../util/system-clock.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { ConfigError } from './config-error.ts';
import type { Environment } from './environment.ts';
import {
  inClusterConfig,
  isInCluster,
  outsideOfCluster,
  serviceAccountFolder,
} from './in-cluster.ts';
import { kubeconfigCluster } from './kubeconfig-cluster.ts';
import { type KubeconfigFile, mergeKubeconfigs } from './kubeconfig.ts';

/** Options of {@link loadClusterConfig}. */
export interface LoadClusterConfigOptions {
  /** Path of a kubeconfig file (`--kubeconfig`). @default the search order */
  readonly kubeconfig?: string | undefined;
  /** Context of the kubeconfig. @default its current context */
  readonly context?: string | undefined;
  /** @default process.env */
  readonly env?: Environment | undefined;
  /** @default the user's home */
  readonly homeDirectory?: string | undefined;
  /** Where a pod's service account is. @default '/var/run/secrets/kubernetes.io/serviceaccount' */
  readonly inClusterDirectory?: string | undefined;
  /** @default real time */
  readonly clock?: Clock | undefined;
}

/**
 * Finds the API server and our credentials: the `kubeconfig` option, the files of `KUBECONFIG`, the
 * service account of the pod, `~/.kube/config`, in this order (controller-runtime's). There is no
 * silent fall-back: a file that is named and missing is an error.
 * @throws {ConfigError} when there is nothing, a file cannot be read, or the context is not there
 */
export async function loadClusterConfig(
  options: LoadClusterConfigOptions = {},
): Promise<ClusterConfig> {
  const {
    kubeconfig,
    env = process.env,
    homeDirectory,
    inClusterDirectory = serviceAccountFolder,
    clock = systemClock,
  } = options;
  const load = async (paths: readonly string[]): Promise<ClusterConfig> => {
    const { context } = options;
    const files = await Promise.all(paths.map(readKubeconfig));
    return kubeconfigCluster(mergeKubeconfigs(files), {
      path: paths.join(', '),
      context,
      env,
      clock,
    });
  };
  if (kubeconfig !== undefined && kubeconfig !== '') return load([kubeconfig]);

  const listed = (env['KUBECONFIG'] ?? '').split(path.delimiter).filter((file) => file !== '');
  if (listed.length > 0) return load(await existing(listed));

  if (isInCluster(env)) return inClusterConfig({ env, folder: inClusterDirectory, clock });

  // Only here: a user without an entry in /etc/passwd, such as a pod's, has no home to ask for.
  const standard = path.join(homeDirectory ?? homedir(), '.kube', 'config');
  if (await exists(standard)) return load([standard]);
  throw new ConfigError(
    `no Kubernetes configuration found: name a kubeconfig with --kubeconfig or KUBECONFIG, or write ${standard}, which does not exist; and ${outsideOfCluster}`,
  );
}

/** kubectl, too, skips missing files of the list; but one at least must be there. */
async function existing(listed: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of listed) if (await exists(file)) found.push(file);
  if (found.length === 0)
    throw new ConfigError(`no file of KUBECONFIG is there: ${listed.join(', ')}`);
  return found;
}

async function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}

async function readKubeconfig(file: string): Promise<KubeconfigFile> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'it does not exist' : error.message;
    throw new ConfigError(`cannot read the kubeconfig ${file}: ${why}`, { cause: error });
  });
  // Loaded only here: in a cluster there is no YAML to read.
  const { parse } = await import('yaml');
  try {
    return { path: file, content: parse(text) as unknown };
  } catch (error) {
    // The rest quotes the file, which may hold credentials.
    const [why = ''] = (error as Error).message.split('\n');
    throw new ConfigError(`the kubeconfig ${file} is not valid YAML: ${why.replace(/:$/, '')}`, {
      cause: error,
    });
  }
}
