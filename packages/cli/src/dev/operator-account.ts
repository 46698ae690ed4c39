import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ServiceAccount } from '@keelson/kubernetes/core/v1';
import type { Client } from '@keelson/runtime';
import type { Placement } from './project-rights.ts';

const expirationSeconds = 24 * 60 * 60;

interface TokenRequest {
  readonly status: { readonly token: string };
}

/** What an {@link OperatorAccount} is made of. */
export interface OperatorAccountOptions {
  readonly placement: Placement;
  /** JSON of a kubeconfig that leads to the same server. */
  readonly kubeconfig: string;
  /** Where its files are put, which only the user can read. */
  readonly folder: string;
}

/** The operator's service account, and the kubeconfig with which its process is that account. */
export class OperatorAccount implements AsyncDisposable {
  readonly #client: Client;
  readonly #options: OperatorAccountOptions;

  constructor(client: Client, options: OperatorAccountOptions) {
    this.#client = client;
    this.#options = options;
  }

  get kubeconfigPath(): string {
    return path.join(this.#options.folder, 'operator.kubeconfig');
  }

  /** Asks for a token of the account, which must be there. The operator's process reads it anew. */
  async renew(): Promise<void> {
    const { folder, kubeconfig, placement } = this.#options;
    const { prefix, namespace } = placement;
    const key = { namespace, name: `${prefix}controller-manager` };
    const { status } = await this.#client
      .subresource('token')
      .create<TokenRequest>(ServiceAccount, key, {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds },
      });
    const config = operatorKubeconfig(kubeconfig, this.#tokenFile);
    await mkdir(folder, { recursive: true });
    await writeFile(this.#tokenFile, status.token, { mode: 0o600 });
    await writeFile(this.kubeconfigPath, config, { mode: 0o600 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#tokenFile, { force: true });
    await rm(this.kubeconfigPath, { force: true });
  }

  get #tokenFile(): string {
    return path.join(this.#options.folder, 'operator.token');
  }
}

/** A kubeconfig of the same server, for a user whose token is in a file. */
function operatorKubeconfig(kubeconfig: string, tokenFile: string): string {
  const { clusters } = JSON.parse(kubeconfig) as { readonly clusters: { readonly name: string }[] };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters,
    users: [{ name: 'operator', user: { tokenFile } }],
    contexts: [{ name: 'operator', context: { cluster: clusters[0]?.name, user: 'operator' } }],
    'current-context': 'operator',
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
