import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../util/clock.ts';
import {
  type BoundAddress,
  HttpListener,
  type ListenAddress,
  type ServerCertificate,
} from '../util/http-listener.ts';
import type { Logger } from '../util/logger.ts';
import { sleep } from '../util/signals.ts';
import { readJson, RequestError } from './read-json.ts';
import { BadReviewError, type ReviewEndpoint } from './review-endpoint.ts';
import type { EndpointMetrics, WebhookMetrics } from './webhook-metrics.ts';

/** Where the certificate of a server comes from. */
export interface CertificateSource extends Disposable {
  /**
   * Calls `serve` with the first certificate, and with each that takes its place; resolves when there
   * is one.
   */
  start(serve: (material: ServerCertificate) => void): Promise<void>;
  /** Told where the server listens in the end. */
  listening?(address: BoundAddress): void;
  /** Other replicas take the reviews when this one stops. @default true */
  readonly hasPeers?: boolean;
  /** Of the certificate that is served, in milliseconds since 1970; undefined without one. */
  readonly expiresAt: number | undefined;
}

/** Options of {@link WebhookServer}. */
export interface WebhookServerOptions {
  readonly address: ListenAddress;
  readonly certificate: CertificateSource;
  /** PEM; clients must show a certificate that it has signed. @default none needed */
  readonly clientCa?: string | undefined;
  readonly metrics: WebhookMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A client that takes longer to send its request has gone, or means harm. */
const requestTimeoutMs = 30_000;

/**
 * At the stop, so long new connections are still taken, and each answer ends its own: the API server
 * sends a review over a connection that it takes for alive, and does not try again.
 */
const drainMs = 3_000;

/** Who has not asked for so long will hardly ask now. */
const recentMs = 60_000;

/** Longer than the API server keeps a connection: it, not we, ends one that is not used. */
const keepAliveTimeoutMs = 120_000;

/**
 * Answers the API server's reviews: HTTPS, TLS 1.2 or later, HTTP/1.1. Semantics, limits and defaults:
 * controller-runtime's `webhook.Server`.
 */
export class WebhookServer implements AsyncDisposable {
  readonly #options: WebhookServerOptions;
  readonly #endpoints = new Map<string, readonly [ReviewEndpoint, EndpointMetrics]>();
  #listener: HttpListener | undefined;
  #material: ServerCertificate | undefined;
  #isListening = false;
  #lastReviewAt = -Infinity;

  constructor(options: WebhookServerOptions) {
    this.#options = options;
  }

  /** May be called while it listens. @throws {Error} when two webhooks have the same path */
  add(endpoint: ReviewEndpoint): void {
    const { path } = endpoint;
    if (this.#endpoints.has(path)) {
      throw new Error(
        `two webhooks have the path ${path}: give one of them another, "path: '/...'"`,
      );
    }
    this.#endpoints.set(path, [endpoint, this.#options.metrics.endpoint(path)]);
  }

  /** Listens, and has had a certificate. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** See {@link CertificateSource.expiresAt}. */
  get certificateExpiresAt(): number | undefined {
    return this.#options.certificate.expiresAt;
  }

  /**
   * Waits for a certificate, then listens; gives the real address.
   * @throws {Error} when the address is in use, or the certificate cannot be read
   */
  async listen(): Promise<BoundAddress> {
    const { address, certificate, clientCa, logger } = this.#options;
    await certificate.start((material) => this.#serve(material));
    const listener = new HttpListener({
      address,
      logger,
      handler: (request, response) => this.#answer(request, response),
      tls: this.#material,
      clientCa,
      requestTimeoutMs,
      keepAliveTimeoutMs,
    });
    this.#listener = listener;
    const bound = await listener.listen();
    this.#isListening = true;
    certificate.listening?.(bound);
    return bound;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { clock, certificate } = this.#options;
    this.#isListening = false;
    if (certificate.hasPeers !== false && this.#lastReviewAt > clock.now() - recentMs) {
      this.#listener?.drain();
      await sleep(clock, drainMs);
    }
    certificate[Symbol.dispose]();
    await this.#listener?.[Symbol.asyncDispose]();
  }

  #serve(material: ServerCertificate): void {
    this.#material = material;
    this.#listener?.replaceCertificate(material);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/', query = ''] = (request.url ?? '/').split('?');
    const served = this.#endpoints.get(path);
    if (served === undefined) return refuse(response, new RequestError(404, 'not found'));
    const [endpoint, metrics] = served;
    const { clock } = this.#options;
    const startedAt = clock.now();
    this.#lastReviewAt = startedAt;
    metrics.started();
    try {
      await this.#review(endpoint, { request, response, query });
    } finally {
      metrics.ended(response.statusCode, clock.now() - startedAt);
    }
  }

  async #review(
    endpoint: ReviewEndpoint,
    exchange: { request: IncomingMessage; response: ServerResponse; query: string },
  ): Promise<void> {
    const { request, response, query } = exchange;
    const { clock } = this.#options;
    const logger = this.#options.logger.child({ webhook: endpoint.path });
    const waiting = new AbortController();
    response.on('close', () => waiting.abort());
    const timer = clock.setTimer(() => waiting.abort(), timeoutOf(query));
    try {
      if (request.method !== 'POST') throw new RequestError(405, 'expected POST');
      const review = await readJson(request, endpoint.maxBodyBytes);
      const answer = await endpoint.answer(review, { logger, signal: waiting.signal });
      const body = Buffer.from(JSON.stringify(answer));
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
        .end(body);
    } catch (error) {
      const refusal =
        error instanceof BadReviewError ? new RequestError(400, error.message) : error;
      if (!(refusal instanceof RequestError)) {
        // The client cut the connection while it was sending.
        if (request.destroyed && !request.complete) return;
        throw error;
      }
      logger.warn('Refused a request', { code: refusal.code, reason: refusal.message });
      refuse(response, refusal);
    } finally {
      timer.cancel();
    }
  }
}

/** How long the API server waits, which it says in the query; its own default when it does not. */
function timeoutOf(query: string): number {
  const given = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(new URLSearchParams(query).get('timeout') ?? '');
  if (given === null) return requestTimeoutMs;
  return Number(given[1]) * (given[2] === 's' ? 1_000 : 1);
}

/** Says why, and closes: what is left of the body is not read. */
function refuse(response: ServerResponse, { code, message }: RequestError): void {
  const status = { apiVersion: 'v1', kind: 'Status', status: 'Failure', code, message };
  const { socket } = response;
  response
    .writeHead(code, { 'content-type': 'application/json', connection: 'close' })
    .end(JSON.stringify(status), () => socket?.destroy());
}
