import { equalJson, type JsonObject } from '@keelson/schema';
import type { StoreEvent } from '../storage/object-log.ts';
import type { InternalClient } from './internal-client.ts';
import { type ReportError, WorkLoop } from './work-loop.ts';

/**
 * Gives each namespace what every cluster puts there: the service account `default` and the config
 * map with the server's certificate authority (kube-controller-manager's serviceaccount and
 * root-ca-certificate-publisher).
 */
export class NamespaceContents {
  readonly #client: InternalClient;
  readonly #caCertificate: string;
  readonly #loop: WorkLoop;

  constructor(
    client: InternalClient,
    {
      caCertificate,
      report,
    }: {
      /** PEM. */
      readonly caCertificate: string;
      readonly report: ReportError;
    },
  ) {
    this.#client = client;
    this.#caCertificate = caCertificate;
    this.#loop = new WorkLoop((name) => this.#process(name), report);
  }

  /** Takes note of a write. */
  observe(resource: string, { type, current }: StoreEvent): void {
    if (resource === 'namespaces' && type !== 'DELETED') this.#loop.add(current.name);
    const isOurs =
      (resource === 'serviceaccounts' && current.name === 'default') ||
      (resource === 'configmaps' && current.name === 'kube-root-ca.crt');
    if (isOurs && type !== 'ADDED') this.#loop.add(current.namespace);
  }

  idle(): Promise<void> {
    return this.#loop.idle();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #process(namespace: string): Promise<void> {
    const { registry } = this.#client;
    const namespaces = registry.get('', 'v1', 'namespaces');
    const accounts = registry.get('', 'v1', 'serviceaccounts');
    const configMaps = registry.get('', 'v1', 'configmaps');
    if (!namespaces || !accounts || !configMaps) return;
    const live = this.#client.get({ resource: namespaces, namespace: '', name: namespace });
    const metadata = live?.['metadata'] as JsonObject | undefined;
    if (metadata === undefined || metadata['deletionTimestamp'] !== undefined) return;

    await this.#client.create(
      { resource: accounts, namespace, name: 'default' },
      { metadata: { name: 'default', namespace } },
    );
    const name = 'kube-root-ca.crt';
    const ref = { resource: configMaps, namespace, name };
    const data = { 'ca.crt': this.#caCertificate };
    await this.#client.create(ref, {
      metadata: {
        name,
        namespace,
        annotations: {
          'kubernetes.io/description':
            'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
        },
      },
      data,
    });
    if (equalJson(this.#client.get(ref)?.['data'], data)) return;
    await this.#client.update(ref, { change: (object) => void (object['data'] = data) });
  }
}
