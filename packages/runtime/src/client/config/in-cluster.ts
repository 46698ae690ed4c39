import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../util/clock.ts';
import type { ClusterConfig, TlsMaterial } from './cluster-config.ts';
import { ConfigError } from './config-error.ts';
import { CredentialCache } from './credential-cache.ts';
import type { Environment } from './environment.ts';
import { TlsFiles } from './tls-files.ts';

/** Where a pod finds the token of its service account. */
export const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** client-go reads the token again as often; the kubelet replaces it at 80 % of its life. */
const tokenLifetimeMs = 60_000;

/** client-go's words, which people search for. */
export const outsideOfCluster =
  'unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined';

/** Options of {@link inClusterConfig}. */
export interface InClusterOptions {
  readonly env: Environment;
  readonly folder: string;
  readonly clock: Clock;
}

/**
 * The configuration that a pod is given: environment variables and files.
 * Semantics: client-go's `rest.InClusterConfig`, but the proxies of the environment are not used: they
 * lead out of the cluster.
 * @throws {ConfigError} outside of a cluster, or when the token or the CA cannot be read
 */
export async function inClusterConfig({
  env,
  folder,
  clock,
}: InClusterOptions): Promise<ClusterConfig> {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  if (!host || !port) {
    throw new ConfigError(outsideOfCluster);
  }
  const token = new CredentialCache(() => readToken(path.join(folder, 'token')), {
    clock,
    lifetimeMs: tokenLifetimeMs,
  });
  const tls = new TlsFiles({ ca: { file: path.join(folder, 'ca.crt') } }, clock);
  // Both are needed by every request: better to say so now.
  await token.get();
  await tls.get();
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    namespace: await readNamespace(path.join(folder, 'namespace')),
    source: 'in-cluster',
    tls: (): Promise<TlsMaterial> => tls.get(),
    authorize: async () => ({ authorization: `Bearer ${await token.get()}` }),
    invalidate: () => {
      token.invalidate();
      tls.invalidate();
    },
  };
}

/** Whether this process seems to run in a pod. */
export function isInCluster(env: Environment): boolean {
  return Boolean(env['KUBERNETES_SERVICE_HOST'] && env['KUBERNETES_SERVICE_PORT']);
}

/** Reads a file that holds a bearer token and nothing else. */
export async function readToken(file: string): Promise<{ value: string }> {
  const value = await readFile(file, 'utf8').catch((error: Error) => {
    throw new ConfigError(`cannot read the token file ${file}: ${error.message}`, { cause: error });
  });
  if (value.trim() === '') throw new ConfigError(`the token file ${file} is empty`);
  return { value: value.trim() };
}

async function readNamespace(file: string): Promise<string> {
  return readFile(file, 'utf8').then(
    (text) => text.trim() || 'default',
    () => 'default',
  );
}
