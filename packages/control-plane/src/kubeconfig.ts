import type { ClientCertificate } from './control-plane.ts';

/** How a kubeconfig's one user connects to one cluster. */
export interface KubeconfigParts {
  readonly url: string;
  /** PEM. */
  readonly caCertificate: string;
  readonly user: string;
  readonly credentials: ClientCertificate;
}

/** A kubeconfig with one context. It is JSON, which is YAML. */
export function kubeconfigText({ url, caCertificate, user, credentials }: KubeconfigParts): string {
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
          'client-certificate-data': base64(credentials.certificate),
          'client-key-data': base64(credentials.privateKey),
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
