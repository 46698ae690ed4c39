import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, type Environment } from '../cache-folder.ts';

/** The Kubernetes version that the package's go.mod pins, and the default everywhere. */
export const defaultVersion = '1.37.2';

/** The programs of a control plane. */
export type Program = 'etcd' | 'kube-apiserver' | 'kube-controller-manager';
export const programs: readonly Program[] = ['etcd', 'kube-apiserver', 'kube-controller-manager'];

/** Folder of the programs of one version in the cache. */
export function binaryFolder(version: string, env?: Environment): string {
  return path.join(cacheFolder(env), version, 'bin');
}

/**
 * Looks for programs that are there already: in `KUBEBUILDER_ASSETS`, as controller-runtime's envtest
 * does, then in the cache. A version that was asked for by number is taken from the cache only.
 */
export async function findBinaries(
  wanted: readonly Program[],
  options: { readonly version?: string | undefined; readonly env?: Environment | undefined } = {},
): Promise<Partial<Record<Program, string>>> {
  const { version, env = process.env } = options;
  const assets = version === undefined ? env['KUBEBUILDER_ASSETS'] : undefined;
  const folders = [...(assets ? [assets] : []), binaryFolder(version ?? defaultVersion, env)];
  const found: Partial<Record<Program, string>> = {};
  for (const program of wanted) {
    for (const folder of folders) {
      const file = path.join(folder, program);
      if (found[program] === undefined && (await isExecutable(file))) found[program] = file;
    }
  }
  return found;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
