import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ClusterConfig } from './cluster-config.ts';
import { loadClusterConfig, type LoadClusterConfigOptions } from './load-cluster-config.ts';

/** What a test changes of {@link kubeconfig}. */
export interface Parts {
  readonly server?: string;
  readonly cluster?: object;
  readonly user?: object;
  readonly context?: object;
}

/** A kubeconfig whose only cluster, user and context have the same name. */
export function kubeconfig(
  name: string,
  { server = `https://${name}:6443`, cluster, user, context }: Parts = {},
): object {
  return {
    clusters: [{ name, cluster: { server, ...cluster } }],
    users: [{ name, user: user ?? { token: `${name}-token` } }],
    contexts: [{ name, context: { cluster: name, user: name, ...context } }],
    'current-context': name,
  };
}

/** A folder for one test at a time, and configurations that see nothing of the machine but it. */
export class TemporaryFiles {
  #folder = '';

  async open(): Promise<string> {
    this.#folder = await mkdtemp(path.join(tmpdir(), 'keelson-config-'));
    return this.#folder;
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }

  readonly load = (options: LoadClusterConfigOptions = {}): Promise<ClusterConfig> =>
    loadClusterConfig({
      env: {},
      homeDirectory: this.#folder,
      inClusterDirectory: this.#folder,
      ...options,
    });

  readonly put = async (name: string, content: string | object, mode = 0o600): Promise<string> => {
    const file = path.join(this.#folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    await chmod(file, mode);
    return file;
  };
}
