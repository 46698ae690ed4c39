import type { ClientCertificate } from './control-plane.ts';

/** How a kubeconfig's one user connects to one cluster. */
export interface KubeconfigParts {
  readonly url: string;
  /** PEM. */
  readonly caCertificate: string;
  readonly user: string;
  /** How the user proves who they are: a certificate, or a bearer token. */
  readonly credentials?: ClientCertificate | undefined;
  readonly token?: string | undefined;
}

/** A kubeconfig with one context. It is JSON, which is YAML. */
export function kubeconfigText(parts: KubeconfigParts): string {
  const { url, caCertificate, user, credentials, token } = parts;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'keelson',
        cluster: { server: url, 'certificate-authority-data': base64(caCertificate) },
      },
    ],
    users: [
      {
        name: user,
        user: {
          ...(credentials === undefined
            ? undefined
            : {
                'client-certificate-data': base64(credentials.certificate),
                'client-key-data': base64(credentials.privateKey),
              }),
          ...(token === undefined ? undefined : { token }),
        },
      },
    ],
    contexts: [{ name: user, context: { cluster: 'keelson', user } }],
    'current-context': user,
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
