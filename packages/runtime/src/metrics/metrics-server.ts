import type { IncomingMessage, ServerResponse } from 'node:http';
import { CertificateFiles, type CertificateMetrics } from '../util/certificate-files.ts';
import type { Clock } from '../util/clock.ts';
import {
  type BoundAddress,
  HttpListener,
  type ListenAddress,
  type ServerCertificate,
} from '../util/http-listener.ts';
import type { Logger } from '../util/logger.ts';
import { selfSignedCertificate } from '../util/self-signed-certificate.ts';
import type { MetricsRegistry } from './registry.ts';
import type { AccessDecision, AccessRequest } from './token-access.ts';

/** Options of {@link MetricsServer}. */
export interface MetricsServerOptions {
  readonly address: ListenAddress;
  readonly registry: MetricsRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Paths of a PEM certificate and its key; HTTPS with them, renewed when they change.
   * @default HTTP; HTTPS with a certificate that is signed by itself when there is `access`, since
   * who is asked for a token must not send it in the clear
   */
  readonly tls?: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** Of the certificate. @default records nothing */
  readonly certificateMetrics?: CertificateMetrics | undefined;
  /** Decides who may read. @default everybody */
  readonly access?: { decide(request: AccessRequest): Promise<AccessDecision> } | undefined;
}

/** Serves the metrics of a registry at `/metrics`, and nothing else. */
export class MetricsServer implements AsyncDisposable {
  readonly #options: MetricsServerOptions;
  #listener: HttpListener | undefined;
  #certificate: CertificateFiles | undefined;

  constructor(options: MetricsServerOptions) {
    this.#options = options;
  }

  /** Of the certificate that is served, in milliseconds since 1970; undefined without one. */
  get certificateExpiresAt(): number | undefined {
    return this.#certificate?.expiresAt;
  }

  /**
   * Starts to listen and gives the real address.
   * @throws {Error} when the address is in use, or a certificate file cannot be read
   */
  async listen(): Promise<BoundAddress> {
    const { address, tls, clock, logger, certificateMetrics: metrics } = this.#options;
    this.#certificate = tls && new CertificateFiles({ ...tls, clock, logger, metrics });
    const listener = new HttpListener({
      address,
      logger,
      tls: (await this.#certificate?.read()) ?? this.#ownCertificate(),
      handler: (request, response) => this.#answer(request, response),
    });
    this.#certificate?.watch((material) => listener.replaceCertificate(material));
    this.#listener = listener;
    return listener.listen();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#certificate?.[Symbol.dispose]();
    await this.#listener?.[Symbol.asyncDispose]();
  }

  #ownCertificate(): ServerCertificate | undefined {
    const { access, clock } = this.#options;
    return access === undefined ? undefined : selfSignedCertificate(clock.wallTime());
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { registry, access } = this.#options;
    const { method = 'GET' } = request;
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path !== '/metrics') return reply(response, 404, 'not found\n');
    if (access !== undefined) {
      const { authorization } = request.headers;
      const decision = await access.decide({ authorization, method, path });
      if (decision.verdict === 'unauthenticated') return reply(response, 401, 'Unauthorized\n');
      if (decision.verdict === 'denied') {
        return reply(response, 403, `Authorization denied for user ${decision.user}\n`);
      }
    }
    if (method !== 'GET' && method !== 'HEAD') return reply(response, 405, 'method not allowed\n');
    const text = await registry.render();
    response.writeHead(200, { 'content-type': registry.contentType }).end(text);
  }
}

function reply(response: ServerResponse, status: number, text: string): void {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  };
  response.writeHead(status, headers).end(text);
}
