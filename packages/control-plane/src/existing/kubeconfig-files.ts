import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import type { Environment } from '../cache-folder.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A cluster, user or context of a kubeconfig. */
interface NamedEntry {
  readonly name: string;
  readonly [field: string]: unknown;
}

/** As much of a kubeconfig as choosing a context needs; fields that are not named here survive. */
export interface Kubeconfig {
  readonly clusters: readonly (NamedEntry & { readonly cluster: Fields & { server: string } })[];
  readonly users: readonly (NamedEntry & { readonly user: Fields })[];
  readonly contexts: readonly (NamedEntry & {
    readonly context: Fields & { readonly cluster: string; readonly user: string };
  })[];
  readonly currentContext: string;
}

/** The files that kubectl would read: those of KUBECONFIG, else ~/.kube/config. */
export function defaultKubeconfigFiles(env: Environment): string[] {
  const listed = (env['KUBECONFIG'] ?? '').split(path.delimiter).filter((file) => file !== '');
  return listed.length > 0 ? listed : [path.join(env['HOME'] ?? homedir(), '.kube', 'config')];
}

/**
 * Reads kubeconfig files and merges them as kubectl does: what comes first wins. Relative file names
 * in them become absolute ones.
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 * @throws {Error} when none of them is there, or one cannot be understood
 */
export async function readKubeconfigFiles(files: readonly string[]): Promise<Kubeconfig> {
  const configs: Kubeconfig[] = [];
  const missing: unknown[] = [];
  for (const file of files) {
    try {
      configs.push(decode(parse(await readFile(file, 'utf8')), path.dirname(path.resolve(file))));
    } catch (error) {
      // kubectl skips files of the list that are not there, unless none is.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') missing.push(error);
      else throw unreadable([file], error);
    }
  }
  if (configs.length === 0) throw unreadable(files, missing[0]);
  return {
    clusters: configs.flatMap(({ clusters }) => clusters),
    users: configs.flatMap(({ users }) => users),
    contexts: configs.flatMap(({ contexts }) => contexts),
    currentContext:
      configs.map(({ currentContext }) => currentContext).find((name) => name !== '') ?? '',
  };
}

function unreadable(files: readonly string[], cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Error(`cannot read the kubeconfig ${files.join(path.delimiter)}: ${why}`, { cause });
}

function decode(document: unknown, folder: string): Kubeconfig {
  if (document !== null && typeof document !== 'object') throw new Error('it is no mapping');
  const whole = (document ?? {}) as Partial<Kubeconfig> & { readonly 'current-context'?: string };
  return {
    clusters: (whole.clusters ?? []).map((entry) => ({
      ...entry,
      cluster: resolveFiles(entry.cluster, ['certificate-authority'], folder),
    })),
    users: (whole.users ?? []).map((entry) => ({
      ...entry,
      user: resolveCommand(
        resolveFiles(entry.user, ['client-certificate', 'client-key', 'tokenFile'], folder),
        folder,
      ),
    })),
    contexts: whole.contexts ?? [],
    currentContext: whole['current-context'] ?? '',
  };
}

function resolveFiles<T extends Fields>(value: T, names: readonly string[], folder: string): T {
  const resolved: Record<string, unknown> = { ...value };
  for (const name of names) {
    const file = resolved[name];
    if (typeof file === 'string' && file !== '') resolved[name] = path.resolve(folder, file);
  }
  return resolved as T;
}

/** A credential plugin that is named with a folder is looked for from the kubeconfig's; a bare name in PATH. */
function resolveCommand(user: Fields, folder: string): Fields {
  const exec = user['exec'] as { readonly command?: string } | undefined;
  if (exec?.command?.includes('/') !== true) return user;
  return { ...user, exec: { ...exec, command: path.resolve(folder, exec.command) } };
}
