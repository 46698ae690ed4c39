import type { Clock } from '../../util/clock.ts';
import { authProviderHeaders } from './auth-provider.ts';
import type { AuthHeaders, ClusterConfig } from './cluster-config.ts';
import { ConfigError } from './config-error.ts';
import { CredentialCache } from './credential-cache.ts';
import type { Environment } from './environment.ts';
import { type ExecCredential, requireUsablePlugin, runExecPlugin } from './exec-credential.ts';
import { readToken } from './in-cluster.ts';
import type {
  Kubeconfig,
  KubeconfigCluster,
  KubeconfigExec,
  KubeconfigUser,
} from './kubeconfig.ts';
import { proxyOf } from './proxy.ts';
import { type PemSource, TlsFiles } from './tls-files.ts';

const tokenLifetimeMs = 60_000;

/** Options of {@link kubeconfigCluster}. */
export interface KubeconfigClusterOptions {
  /** Path or paths of the kubeconfig, for messages. */
  readonly path: string;
  /** @default the current context */
  readonly context?: string | undefined;
  readonly env: Environment;
  readonly clock: Clock;
}

/**
 * The cluster and the user of one context of a kubeconfig.
 * @throws {ConfigError} when the context, its cluster or its user is not there, or a file cannot be read
 */
export async function kubeconfigCluster(
  kubeconfig: Kubeconfig,
  options: KubeconfigClusterOptions,
): Promise<ClusterConfig> {
  const { path, env, clock } = options;
  const name = options.context || kubeconfig.currentContext;
  if (name === undefined)
    throw new ConfigError(`${path} has no current-context: name one with --context`);
  const context = lookUp(kubeconfig.contexts, name, `context "${name}" in ${path}`);
  const cluster = lookUp(
    kubeconfig.clusters,
    context.cluster,
    `cluster "${context.cluster}" in ${path}`,
  );
  // A context without a user is anonymous; one whose user is not there is a mistake.
  const user: KubeconfigUser = context.user
    ? lookUp(kubeconfig.users, context.user, `user "${context.user}" in ${path}`)
    : {};
  const server = requireServer(cluster.server, `cluster "${context.cluster}" in ${path}`);
  const where = `user "${context.user}" in ${path}`;
  const identity = await identityOf(user, { cluster, env, clock, where });
  const tls = identity.tls ?? tlsOf(cluster, user, clock);
  // An unreadable certificate is better said now than by the first request.
  await tls.get();
  const impersonation = impersonationHeaders(user);
  return {
    server: server.replace(/\/+$/, ''),
    namespace: context.namespace || 'default',
    source: `${path}, context ${name}`,
    proxyUrl: proxyOf(server, { configured: cluster['proxy-url'], env }),
    tls: () => tls.get(),
    authorize: async () => ({ ...(await identity.headers()), ...impersonation }),
    invalidate: () => {
      identity.invalidate();
      tls.invalidate();
    },
  };
}

/** @throws {ConfigError} unless it is an http or https URL */
function requireServer(server: string | undefined, where: string): string {
  const isServer = server !== undefined && /^https?:\/\//.test(server) && URL.canParse(server);
  if (isServer) return server;
  throw new ConfigError(
    `${where} has no valid server URL${server ? `: "${server}"` : ''}; write https://host:port`,
  );
}

interface Identity {
  headers(): Promise<AuthHeaders>;
  invalidate(): void;
  /** Set when the credentials are a client certificate that may change. */
  readonly tls?: Pick<TlsFiles, 'get' | 'invalidate'> | undefined;
}

interface IdentityOptions {
  readonly cluster: KubeconfigCluster;
  readonly env: Environment;
  readonly clock: Clock;
  /** The user, for messages. */
  readonly where: string;
}

/** The first that is there, in client-go's order: a token keeps a plugin from being asked. */
async function identityOf(user: KubeconfigUser, options: IdentityOptions): Promise<Identity> {
  const { clock } = options;
  if (user.tokenFile) {
    const file = user.tokenFile;
    const token = new CredentialCache(() => readToken(file), {
      clock,
      lifetimeMs: tokenLifetimeMs,
    });
    await token.get();
    return { headers: async () => bearer(await token.get()), invalidate: () => token.invalidate() };
  }
  if (user.exec && !user.token) return execIdentity(user.exec, user, options);
  if (user['auth-provider'] && !user.token) {
    const headers = await authProviderHeaders(user, options.cluster);
    const cache = new CredentialCache(async () => ({ value: await headers() }), {
      clock,
      lifetimeMs: 10_000,
    });
    return { headers: () => cache.get(), invalidate: () => cache.invalidate() };
  }
  const headers = Promise.resolve(staticHeaders(user));
  return { headers: () => headers, invalidate: () => {} };
}

function execIdentity(
  plugin: Partial<KubeconfigExec>,
  user: KubeconfigUser,
  { cluster, env, clock, where }: IdentityOptions,
): Identity {
  const exec = requireUsablePlugin(plugin, where);
  const run = () => runExecPlugin({ exec, cluster, env, clock });
  const credential = new CredentialCache<ExecCredential>(run, {
    clock,
    lifetimeMs: Number.POSITIVE_INFINITY,
  });
  let last: { readonly from: ExecCredential; readonly files: TlsFiles } | undefined;
  return {
    headers: async () => {
      const { token } = await credential.get();
      return token === undefined ? {} : bearer(token);
    },
    invalidate: () => credential.invalidate(),
    tls: {
      get: async () => {
        const from = await credential.get();
        // A new token alone must not cost the connections.
        if (last === undefined || !hasSameCertificate(last.from, from)) {
          last = { from, files: tlsOf(cluster, certificateUser(user, from), clock) };
        }
        return last.files.get();
      },
      invalidate: () => last?.files.invalidate(),
    },
  };
}

function hasSameCertificate(a: ExecCredential, b: ExecCredential): boolean {
  return a.clientCertificateData === b.clientCertificateData && a.clientKeyData === b.clientKeyData;
}

function certificateUser(user: KubeconfigUser, credential: ExecCredential): KubeconfigUser {
  const { clientCertificateData, clientKeyData } = credential;
  if (clientCertificateData === undefined || clientKeyData === undefined) return user;
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  return {
    'client-certificate-data': base64(clientCertificateData),
    'client-key-data': base64(clientKeyData),
  };
}

function staticHeaders({ token, username, password }: KubeconfigUser): AuthHeaders {
  if (token) return bearer(token.trim());
  if (!username) return {};
  const pair = Buffer.from(`${username}:${password ?? ''}`).toString('base64');
  return { authorization: `Basic ${pair}` };
}

function bearer(token: string): AuthHeaders {
  return { authorization: `Bearer ${token}` };
}

function impersonationHeaders(user: KubeconfigUser): AuthHeaders {
  if (user.as === undefined || user.as === '') return {};
  const groups = user['as-groups'] ?? [];
  const extra = Object.entries(user['as-user-extra'] ?? {});
  return {
    'impersonate-user': user.as,
    ...(user['as-uid'] === undefined ? {} : { 'impersonate-uid': user['as-uid'] }),
    ...(groups.length === 0 ? {} : { 'impersonate-group': groups }),
    ...Object.fromEntries(
      extra.map(([key, values]) => [
        `impersonate-extra-${encodeURIComponent(key).toLowerCase()}`,
        values,
      ]),
    ),
  };
}

function tlsOf(cluster: KubeconfigCluster, user: KubeconfigUser, clock: Clock): TlsFiles {
  return new TlsFiles(
    {
      ca: pemSource(cluster['certificate-authority-data'], cluster['certificate-authority']),
      certificate: pemSource(user['client-certificate-data'], user['client-certificate']),
      privateKey: pemSource(user['client-key-data'], user['client-key']),
      serverName: cluster['tls-server-name'],
      rejectUnauthorized: cluster['insecure-skip-tls-verify'] === true ? false : undefined,
    },
    clock,
  );
}

/** Data wins over a file, as in client-go. */
function pemSource(data: string | undefined, file: string | undefined): PemSource | undefined {
  if (data !== undefined && data !== '')
    return { text: Buffer.from(data, 'base64').toString('utf8') };
  return file === undefined || file === '' ? undefined : { file };
}

function lookUp<T>(known: ReadonlyMap<string, T>, name: string, what: string): T {
  const found = known.get(name);
  if (found !== undefined) return found;
  const names = [...known.keys()].join(', ') || 'none';
  throw new ConfigError(`there is no ${what}; there are: ${names}`);
}
