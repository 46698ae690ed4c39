import type { Client } from '../client/client.ts';
import { isForbidden } from '../client/api-error-predicates.ts';
import type { Clock } from '../util/clock.ts';
import type { BoundAddress, ServerCertificate } from '../util/http-listener.ts';
import type { Logger } from '../util/logger.ts';
import { sleep } from '../util/signals.ts';
import { createGeneration, type Generation } from './certificate-rotation.ts';
import { type AnchorNames, readAnchors } from './trust-anchors.ts';
import type { CertificateSource } from './webhook-server.ts';

/** Options of {@link LocalCertificate}. */
export interface LocalCertificateOptions {
  readonly client: Pick<Client, 'get' | 'patch'>;
  readonly anchors: () => AnchorNames;
  readonly clock: Clock;
  readonly logger: Logger;
}

const lifetimeMs = 365 * 24 * 60 * 60 * 1_000;
const intervalMs = 5_000;

/**
 * The certificate of a manager that is developed: it runs outside of the cluster, on the machine of the
 * API server. The configurations are made to name this process by URL, again and again, since somebody
 * may apply them anew. Nothing is kept.
 */
export class LocalCertificate implements CertificateSource {
  readonly #options: LocalCertificateOptions;
  readonly #generation: Generation;
  readonly #stop = new AbortController();
  readonly hasPeers = false;
  readonly expiresAt: number;
  #told = '';

  constructor(options: LocalCertificateOptions) {
    this.#options = options;
    const wallTime = options.clock.wallTime();
    const hosts = ['localhost', '127.0.0.1', '::1'];
    this.#generation = createGeneration({ hosts, lifetimeMs, propagationMs: 0 }, wallTime);
    this.expiresAt = wallTime + lifetimeMs;
  }

  async start(serve: (material: ServerCertificate) => void): Promise<void> {
    const { cert, key } = this.#generation;
    serve({ cert, key });
  }

  listening({ port }: BoundAddress): void {
    void this.#publish(`https://127.0.0.1:${port}`);
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }

  async #publish(localUrl: string): Promise<void> {
    const { clock } = this.#options;
    while (!this.#stop.signal.aborted) {
      await this.#publishOnce(localUrl).catch((error: unknown) => this.#tell(error));
      await sleep(clock, intervalMs, this.#stop.signal).catch(() => {});
    }
  }

  async #publishOnce(localUrl: string): Promise<void> {
    const { client, anchors, logger } = this.#options;
    for (const anchor of await readAnchors(client, anchors(), localUrl)) {
      if (anchor.trusts(this.#generation.ca)) continue;
      if (await anchor.publish(this.#generation.ca)) {
        logger.info(`${anchor.name} calls this process at ${localUrl}`);
      }
    }
    this.#told = '';
  }

  /** Once for each reason. */
  #tell(error: unknown): void {
    const reason = String(error);
    if (this.#stop.signal.aborted || reason === this.#told) return;
    this.#told = reason;
    const text = isForbidden(error)
      ? 'The API server will not be told of the webhooks of this process: the rights are missing'
      : 'Could not tell the API server of the webhooks of this process';
    this.#options.logger.warn(text, { error });
  }
}
