import { readFileSync } from 'node:fs';
import type { ServerAccess } from './read-server.ts';

interface Kubeconfig {
  readonly 'current-context': string;
  readonly contexts: readonly Named<'context', { cluster: string; user: string }>[];
  readonly clusters: readonly Named<'cluster', { server: string } & FileOrData>[];
  readonly users: readonly Named<'user', { token?: string } & FileOrData>[];
}
type Named<Key extends string, Value> = { readonly name: string } & Readonly<Record<Key, Value>>;
type FileOrData = Readonly<Record<string, string | undefined>>;

/**
 * How to reach the API server that `server` names: a URL, or the path of a kubeconfig in JSON whose
 * current context has a token or a client certificate.
 * @throws {Error} when the kubeconfig is not JSON, or lacks what its current context names
 */
export function serverAccess(options: {
  readonly server: string;
  readonly tokenFile?: string | undefined;
  readonly caFile?: string | undefined;
}): ServerAccess {
  const { server, tokenFile, caFile } = options;
  if (/^https?:\/\//.test(server)) {
    return { url: server, token: readText(tokenFile)?.trim(), ca: readText(caFile) };
  }
  const config = parseKubeconfig(server);
  const { context } = find(config.contexts, config['current-context']);
  const { cluster } = find(config.clusters, context.cluster);
  const { user } = find(config.users, context.user);
  return {
    url: cluster.server,
    ca: fileOrData(cluster, 'certificate-authority'),
    token: user.token ?? readText(user['tokenFile'])?.trim(),
    clientCertificate: fileOrData(user, 'client-certificate'),
    clientKey: fileOrData(user, 'client-key'),
  };
}

function parseKubeconfig(path: string): Kubeconfig {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Kubeconfig;
  } catch (error) {
    throw new Error(
      `${path} is not a kubeconfig in JSON: write one with ` +
        '"kubectl config view --raw --minify --flatten -o json", or give a URL',
      { cause: error },
    );
  }
}

function find<Item extends { readonly name: string }>(items: readonly Item[], name: string): Item {
  const item = items.find((candidate) => candidate.name === name);
  if (item === undefined) throw new Error(`the kubeconfig has no entry "${name}"`);
  return item;
}

function fileOrData(entry: FileOrData, key: string): string | undefined {
  const data = entry[`${key}-data`];
  return data === undefined ? readText(entry[key]) : Buffer.from(data, 'base64').toString('utf8');
}

function readText(path: string | undefined): string | undefined {
  return path === undefined ? undefined : readFileSync(path, 'utf8');
}
