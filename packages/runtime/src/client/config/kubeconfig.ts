import path from 'node:path';
import { ConfigError } from './config-error.ts';

/** A cluster of a kubeconfig; the fields that we use. */
export interface KubeconfigCluster {
  readonly server?: string;
  readonly 'certificate-authority'?: string;
  readonly 'certificate-authority-data'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'tls-server-name'?: string;
  readonly 'proxy-url'?: string;
  readonly 'disable-compression'?: boolean;
  readonly extensions?: readonly { readonly name: string; readonly extension: unknown }[];
}

/** A command that prints an `ExecCredential`. */
export interface KubeconfigExec {
  readonly apiVersion: string;
  readonly command: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
  readonly interactiveMode?: string;
}

/** A user of a kubeconfig; the fields that we use. */
export interface KubeconfigUser {
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly 'client-certificate'?: string;
  readonly 'client-certificate-data'?: string;
  readonly 'client-key'?: string;
  readonly 'client-key-data'?: string;
  readonly as?: string;
  readonly 'as-uid'?: string;
  readonly 'as-groups'?: readonly string[];
  readonly 'as-user-extra'?: Readonly<Record<string, readonly string[]>>;
  readonly exec?: KubeconfigExec;
  readonly 'auth-provider'?: {
    readonly name: string;
    readonly config?: Readonly<Record<string, string>>;
  };
}

interface KubeconfigContext {
  readonly cluster: string;
  readonly user: string;
  readonly namespace?: string;
}

/** One or several kubeconfig files as one, with absolute file names. */
export interface Kubeconfig {
  readonly clusters: ReadonlyMap<string, KubeconfigCluster>;
  readonly users: ReadonlyMap<string, KubeconfigUser>;
  readonly contexts: ReadonlyMap<string, KubeconfigContext>;
  readonly currentContext: string | undefined;
}

/** A parsed file and where it lies. */
export interface KubeconfigFile {
  readonly path: string;
  readonly content: unknown;
}

const fileFields = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];

/**
 * Merges files as kubectl does: of what has the same name the first wins, as does the first current
 * context; file names are relative to the file that they stand in; an empty file says nothing.
 */
export function mergeKubeconfigs(files: readonly KubeconfigFile[]): Kubeconfig {
  const clusters = new Map<string, KubeconfigCluster>();
  const users = new Map<string, KubeconfigUser>();
  const contexts = new Map<string, KubeconfigContext>();
  let currentContext: string | undefined;
  for (const file of files) {
    if (file.content === null || file.content === undefined) continue;
    if (typeof file.content !== 'object' || Array.isArray(file.content)) {
      throw new ConfigError(`${file.path} is not a kubeconfig: it holds no mapping`);
    }
    const content = file.content as Readonly<Record<string, unknown>>;
    addNamed(clusters, entries(content, 'clusters', 'cluster'), file.path);
    addNamed(users, entries(content, 'users', 'user'), file.path);
    addNamed(contexts, entries(content, 'contexts', 'context'), file.path);
    const current = content['current-context'];
    if (typeof current === 'string' && current !== '') currentContext ??= current;
  }
  return { clusters, users, contexts, currentContext };
}

type Entry = readonly [name: string, value: object];

function entries(content: Readonly<Record<string, unknown>>, list: string, field: string): Entry[] {
  const items = content[list];
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: Record<string, unknown> | null): Entry[] => {
    const name = item?.['name'];
    const value = item?.[field] ?? {};
    return typeof name === 'string' && typeof value === 'object' ? [[name, value]] : [];
  });
}

function addNamed<T>(target: Map<string, T>, found: readonly Entry[], file: string): void {
  for (const [name, value] of found) {
    if (!target.has(name))
      target.set(name, withAbsolutePaths(value, path.dirname(path.resolve(file))) as T);
  }
}

function withAbsolutePaths(value: object, folder: string): object {
  const copy: Record<string, unknown> = { ...value };
  for (const field of fileFields) {
    const file = copy[field];
    if (typeof file === 'string' && file !== '') copy[field] = path.resolve(folder, file);
  }
  const exec = copy['exec'] as Partial<KubeconfigExec> | null | undefined;
  // A command with a slash is a file beside the kubeconfig; a bare name is looked up in PATH.
  if (exec?.command?.includes('/') === true) {
    copy['exec'] = { ...exec, command: path.resolve(folder, exec.command) };
  }
  return copy;
}
