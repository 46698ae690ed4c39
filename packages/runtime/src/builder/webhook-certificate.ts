import { existsSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import type { ClusterConfig } from '../client/config/cluster-config.ts';
import type { RestClient } from '../client/rest-client.ts';
import type { CertificateMetrics } from '../util/certificate-files.ts';
import type { Clock } from '../util/clock.ts';
import type { BoundAddress, ServerCertificate } from '../util/http-listener.ts';
import type { Logger } from '../util/logger.ts';
import { ClusterCertificateStore } from '../webhook/cluster-certificate-store.ts';
import { FileCertificate } from '../webhook/file-certificate.ts';
import { LocalCertificate } from '../webhook/local-certificate.ts';
import { ManagedCertificate } from '../webhook/managed-certificate.ts';
import type { AnchorNames } from '../webhook/trust-anchors.ts';
import type { CertificateSource } from '../webhook/webhook-server.ts';
import type { ResolvedManagerOptions } from './manager-options.ts';

/** What {@link WebhookCertificate} chooses with. */
export interface WebhookCertificateParts {
  readonly options: ResolvedManagerOptions['webhooks'];
  /** Not fenced: every replica looks after the certificate. */
  readonly client: RestClient;
  readonly cluster: {
    config(): Promise<ClusterConfig | undefined>;
    namespace(): Promise<string>;
  };
  readonly anchors: () => AnchorNames;
  readonly certificateMetrics: CertificateMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The certificate of the webhook server, from where it must come: files when there are any; in a
 * cluster one that the replicas make themselves; on the machine of the API server one that it is told
 * of; else one that nobody asks for.
 */
export class WebhookCertificate implements CertificateSource {
  readonly #parts: WebhookCertificateParts;
  #chosen: CertificateSource | undefined;

  constructor(parts: WebhookCertificateParts) {
    this.#parts = parts;
  }

  get expiresAt(): number | undefined {
    return this.#chosen?.expiresAt;
  }

  get hasPeers(): boolean {
    return this.#chosen?.hasPeers ?? true;
  }

  async start(serve: (material: ServerCertificate) => void): Promise<void> {
    this.#chosen = await this.#choose();
    await this.#chosen.start(serve);
  }

  listening(address: BoundAddress): void {
    this.#chosen?.listening?.(address);
  }

  [Symbol.dispose](): void {
    this.#chosen?.[Symbol.dispose]();
  }

  async #choose(): Promise<CertificateSource> {
    const { options, client, cluster, anchors, certificateMetrics, clock, logger } = this.#parts;
    const { certFile, keyFile, isGiven } = options;
    const config = await cluster.config();
    if (isGiven || config === undefined || existsSync(certFile)) {
      return new FileCertificate({ certFile, keyFile, clock, logger, metrics: certificateMetrics });
    }
    if (config.source === 'in-cluster') return this.#managed(await cluster.namespace());
    const { hostname, host } = new URL(config.server);
    if (isThisMachine(hostname)) return new LocalCertificate({ client, anchors, clock, logger });
    logger.warn(
      `Webhooks are off: the API server at ${host} cannot reach this process. What the cluster has configured stays as it is; develop them with "operator dev", or deploy`,
    );
    const none: AnchorNames = { mutating: [], validating: [], definitions: [] };
    return new LocalCertificate({ client, anchors: () => none, clock, logger });
  }

  #managed(namespace: string): ManagedCertificate {
    const { options, client, anchors, clock, logger } = this.#parts;
    const { serviceName, secretName, certificate } = options;
    const service = `${serviceName}.${namespace}`;
    const secret = { namespace, name: secretName };
    return new ManagedCertificate({
      ...certificate,
      store: new ClusterCertificateStore({ client, secret, anchors }),
      hosts: [`${service}.svc`, `${service}.svc.cluster.local`, service],
      clock,
      logger,
    });
  }
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isThisMachine(hostname: string): boolean {
  if (hostname === 'localhost') return true;
  const address = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(address);
  return version !== 0 && loopback.check(address, version === 4 ? 'ipv4' : 'ipv6');
}
