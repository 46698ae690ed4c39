import type { Kubeconfig, KubeconfigUser } from './kubeconfig.ts';

/**
 * Headers from an `auth-provider` of a kubeconfig, such as OIDC with its refresh tokens: the one thing
 * that is left to client-node, which is loaded for it alone (it costs half a second and 85 MB).
 */
export async function authProviderHeaders(
  user: KubeconfigUser,
  cluster: ReturnType<Kubeconfig['clusters']['get']>,
): Promise<() => Promise<Readonly<Record<string, string>>>> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'cluster', server: cluster?.server ?? '', skipTLSVerify: false }],
    users: [{ name: 'user', authProvider: user['auth-provider'] }],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });
  return async () => {
    const options: { headers?: Record<string, unknown> } = {};
    await config.applyToHTTPSOptions(options as Parameters<typeof config.applyToHTTPSOptions>[0]);
    const authorization = options.headers?.['Authorization'];
    return typeof authorization === 'string' ? { authorization } : {};
  };
}
