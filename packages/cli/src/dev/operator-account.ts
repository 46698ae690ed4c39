import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ServiceAccount } from '@keelson/kubernetes/core/v1';
import type { Client } from '@keelson/runtime';
import type { Placement } from './project-rights.ts';

const expirationSeconds = 24 * 60 * 60;

interface TokenRequest {
  readonly status: { readonly token: string };
}

/** The operator's service account, and the kubeconfig with which its process is that account. */
export class OperatorAccount implements AsyncDisposable {
  readonly #client: Client;
  readonly #folder: string;
  readonly #placement: Placement;

  private constructor(client: Client, folder: string, placement: Placement) {
    this.#client = client;
    this.#folder = folder;
    this.#placement = placement;
  }

  /** @param options `kubeconfig`: JSON of one that leads to the same server */
  static async create(
    client: Client,
    options: { readonly kubeconfig: string; readonly placement: Placement },
  ): Promise<OperatorAccount> {
    const folder = await mkdtemp(path.join(tmpdir(), 'keelson-dev-'));
    const account = new OperatorAccount(client, folder, options.placement);
    const config = operatorKubeconfig(options.kubeconfig, account.#tokenFile);
    await writeFile(account.kubeconfigPath, config, { mode: 0o600 });
    return account;
  }

  get kubeconfigPath(): string {
    return path.join(this.#folder, 'operator.kubeconfig');
  }

  /** Asks for a token of the account, which must be there. The operator's process reads it anew. */
  async renew(): Promise<void> {
    const { prefix, namespace } = this.#placement;
    const key = { namespace, name: `${prefix}controller-manager` };
    const { status } = await this.#client
      .subresource('token')
      .create<TokenRequest>(ServiceAccount, key, {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds },
      });
    await writeFile(this.#tokenFile, status.token, { mode: 0o600 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #tokenFile(): string {
    return path.join(this.#folder, 'token');
  }
}

/** A kubeconfig of the same server, for a user whose token is in a file. */
export function operatorKubeconfig(kubeconfig: string, tokenFile: string): string {
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
