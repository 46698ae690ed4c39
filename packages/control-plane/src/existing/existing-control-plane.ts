import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Environment } from '../cache-folder.ts';
import type { ControlPlane, ControlPlaneUser } from '../control-plane.ts';
import { defaultKubeconfigFiles, readKubeconfigFiles } from './kubeconfig-files.ts';

/** Options of the backend `existing`. */
export interface ExistingControlPlaneOptions {
  /** Path of a kubeconfig file. @default the files of KUBECONFIG, merged, else ~/.kube/config */
  readonly kubeconfig?: string | undefined;
  /** @default the kubeconfig's current context */
  readonly context?: string | undefined;
  /** @default process.env */
  readonly env?: Environment | undefined;
}

/**
 * A cluster that is there already. Stopping it only removes the file that was written for it.
 *
 * It issues no certificates for us, so `addUser` gives a kubeconfig with the credentials that it was
 * given and the impersonation of the user, which RBAC treats as the user itself. That takes the right
 * to impersonate users and groups, which administrators have; without it each call is forbidden (403).
 */
export async function useExisting(options: ExistingControlPlaneOptions): Promise<ControlPlane> {
  const { kubeconfig: file, env = process.env } = options;
  const files = file === undefined ? defaultKubeconfigFiles(env) : [file];
  const whole = await readKubeconfigFiles(files);
  const name = options.context ?? whole.currentContext;
  const context = whole.contexts.find((candidate) => candidate.name === name);
  const cluster = whole.clusters.find((candidate) => candidate.name === context?.context.cluster);
  const user = whole.users.find((candidate) => candidate.name === context?.context.user);
  if (context === undefined || cluster === undefined || user === undefined) {
    const known = whole.contexts.map((candidate) => candidate.name).join(', ') || 'none';
    throw new Error(
      `${files.join(path.delimiter)} has no usable context "${name}"; it has: ${known}`,
    );
  }
  const write = (changes: Readonly<Record<string, unknown>>): string => {
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [cluster],
      users: [{ name: user.name, user: { ...user.user, ...changes } }],
      contexts: [context],
      'current-context': name,
    };
    return `${JSON.stringify(config, undefined, 2)}\n`;
  };
  const folder = await mkdtemp(path.join(tmpdir(), 'keelson-existing-'));
  const kubeconfigPath = path.join(folder, 'admin.kubeconfig');
  const kubeconfig = write({});
  await writeFile(kubeconfigPath, kubeconfig, { mode: 0o600 });
  const stop = (): Promise<void> => rm(folder, { recursive: true, force: true });
  return {
    url: cluster.cluster.server,
    kubeconfig,
    kubeconfigPath,
    addUser: (userName, groups = []): Promise<ControlPlaneUser> =>
      Promise.resolve({
        name: userName,
        groups,
        kubeconfig: write({ as: userName, 'as-groups': groups }),
      }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
