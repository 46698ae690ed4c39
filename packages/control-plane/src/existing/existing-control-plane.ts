import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import type { ControlPlane, ControlPlaneUser } from '../control-plane.ts';

/** Options of the backend `existing`. */
export interface ExistingControlPlaneOptions {
  /** Path of a kubeconfig file. @default the first file of KUBECONFIG, else ~/.kube/config */
  readonly kubeconfig?: string | undefined;
  /** @default the file's current context */
  readonly context?: string | undefined;
}

interface Named {
  readonly name: string;
  readonly [field: string]: unknown;
}

interface Kubeconfig {
  readonly clusters?: readonly (Named & { readonly cluster: { readonly server: string } })[];
  readonly users?: readonly (Named & { readonly user: Readonly<Record<string, unknown>> })[];
  readonly contexts?: readonly (Named & {
    readonly context: { readonly cluster: string; readonly user: string };
  })[];
  readonly 'current-context'?: string;
}

/** A cluster that is there already. Stopping it only removes the files that were written for it. */
export async function useExisting(options: ExistingControlPlaneOptions): Promise<ControlPlane> {
  const { kubeconfig: file = defaultFile() } = options;
  const whole = await readKubeconfig(file);
  const name = options.context ?? whole['current-context'] ?? '';
  const context = whole.contexts?.find((candidate) => candidate.name === name);
  const cluster = whole.clusters?.find((candidate) => candidate.name === context?.context.cluster);
  const user = whole.users?.find((candidate) => candidate.name === context?.context.user);
  if (context === undefined || cluster === undefined || user === undefined) {
    const known = (whole.contexts ?? []).map((candidate) => candidate.name).join(', ') || 'none';
    throw new Error(`${file} has no usable context "${name}"; it has: ${known}`);
  }
  const write = (changes: Readonly<Record<string, unknown>>): string => {
    const identity = { name: user.name, user: { ...user.user, ...changes } };
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [cluster],
      users: [identity],
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
    // Somebody else's cluster issues no certificates for us: the user is impersonated, which an
    // administrator may do and which RBAC treats as the user itself.
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

async function readKubeconfig(file: string): Promise<Kubeconfig> {
  try {
    const parsed = parse(await readFile(file, 'utf8')) as Kubeconfig | null;
    return absolutePaths(parsed ?? {}, path.dirname(path.resolve(file)));
  } catch (error) {
    throw new Error(`cannot read the kubeconfig ${file}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** File names in a kubeconfig are relative to it; the copy lies elsewhere. */
function absolutePaths(config: Kubeconfig, folder: string): Kubeconfig {
  const fileFields = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];
  return JSON.parse(JSON.stringify(config), (key: string, value: unknown) =>
    fileFields.includes(key) && typeof value === 'string' ? path.resolve(folder, value) : value,
  ) as Kubeconfig;
}

function defaultFile(): string {
  const listed = process.env['KUBECONFIG']?.split(path.delimiter).find((file) => file !== '');
  return listed ?? path.join(homedir(), '.kube', 'config');
}
