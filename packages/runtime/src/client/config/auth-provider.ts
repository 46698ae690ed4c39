import { ConfigError } from './config-error.ts';
import type { Kubeconfig, KubeconfigUser } from './kubeconfig.ts';

/**
 * Headers from an `auth-provider` of a kubeconfig, such as OIDC with its refresh tokens: the one thing
 * that is left to client-node, which is loaded for it alone (it costs half a second and 85 MB).
 */
export async function authProviderHeaders(
  user: KubeconfigUser,
  cluster: ReturnType<Kubeconfig['clusters']['get']>,
): Promise<() => Promise<Readonly<Record<string, string>>>> {
  const { KubeConfig } = await loadClientNode();
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

/** @throws {ConfigError} in a program that was bundled into one file: it is not in there */
async function loadClientNode(): Promise<typeof import('@kubernetes/client-node')> {
  try {
    return await import('@kubernetes/client-node');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new ConfigError(
      'an auth-provider of a kubeconfig needs @kubernetes/client-node, which a bundle does not hold: use an exec plugin, or run the operator with its node_modules',
      { cause: error },
    );
  }
}
