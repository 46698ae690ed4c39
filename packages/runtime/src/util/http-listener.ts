import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type Server as TlsServer, createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Logger } from './logger.ts';
import { createServer } from './node-http.ts';

/** Where to listen; `port` 0 lets the system choose. */
export interface ListenAddress {
  /** @default all interfaces */
  readonly host?: string | undefined;
  readonly port: number;
}

/** Where a server listens in the end. */
export interface BoundAddress {
  readonly host: string;
  readonly port: number;
}

/** A certificate chain and its key, in PEM. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Answers a request. What it throws becomes a 500 without details. */
export type HttpHandler = (
  request: IncomingMessage,
  response: ServerResponse,
) => void | Promise<void>;

/** Options of {@link HttpListener}. */
export interface HttpListenerOptions {
  readonly address: ListenAddress;
  readonly handler: HttpHandler;
  readonly logger: Logger;
  /** Serves HTTPS, TLS 1.2 or later, HTTP/1.1 only. @default plain HTTP */
  readonly tls?: ServerCertificate | undefined;
  /** PEM; with it, clients must show a certificate that it has signed. Only with `tls`. @default none needed */
  readonly clientCa?: string | undefined;
  /** A request that takes longer to arrive is cut. @default 300000 */
  readonly requestTimeoutMs?: number | undefined;
  /** A connection that is not used for so long is closed. @default 90000 */
  readonly keepAliveTimeoutMs?: number | undefined;
  /** At the end, requests under way have this long. @default 60000 */
  readonly closeTimeoutMs?: number | undefined;
}

/**
 * Reads `:8081`, `127.0.0.1:0`, `[::1]:8443`; `''` and `'0'` mean off and give undefined, as Go's
 * and controller-runtime's bind addresses do.
 * @throws {TypeError} on anything else
 */
export function parseListenAddress(text: string): ListenAddress | undefined {
  if (text === '' || text === '0') return undefined;
  const match = /^(?:\[([0-9a-f:.%]+)\]|([^:[\]]*)):(\d{1,5})$/i.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) {
    throw new TypeError(
      `"${text}" is not an address to listen on: write ":8081", "127.0.0.1:8081" or "0" for none`,
    );
  }
  const host = match[1] ?? match[2];
  return host === undefined || host === '' ? { port } : { host, port };
}

/** An HTTP or HTTPS server with the limits of controller-runtime's, and an end that is bounded. */
export class HttpListener implements AsyncDisposable {
  readonly #options: HttpListenerOptions;
  readonly #server: Server | TlsServer;
  /** Connections without a request so far, which Node does not take for idle. */
  readonly #unused = new Map<string, Socket>();
  #isDraining = false;

  constructor(options: HttpListenerOptions) {
    this.#options = options;
    const { requestTimeoutMs = 300_000, keepAliveTimeoutMs = 90_000, clientCa } = options;
    const limits = {
      maxHeaderSize: 1024 * 1024,
      headersTimeout: Math.min(32_000, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      // Node looks for slow requests only so often.
      connectionsCheckingInterval: Math.min(30_000, requestTimeoutMs / 5),
    };
    const clients = clientCa === undefined ? {} : { ca: clientCa, requestCert: true };
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      void this.#answer(request, response);
    };
    this.#server =
      options.tls === undefined
        ? createServer(limits, answer)
        : createTlsServer(
            {
              ...limits,
              ...options.tls,
              ...clients,
              minVersion: 'TLSv1.2',
              ALPNProtocols: ['http/1.1'],
            },
            answer,
          );
    this.#server.on('connection', (socket: Socket) => {
      const peer = peerOf(socket);
      this.#unused.set(peer, socket);
      socket.once('close', () => this.#unused.delete(peer));
    });
  }

  /**
   * Starts to listen and gives the real address.
   * @throws {Error} when the address is in use or not this machine's
   */
  async listen(): Promise<BoundAddress> {
    const { host, port } = this.#options.address;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    this.#server.on('error', (error) =>
      this.#options.logger.error('HTTP server failed', { error }),
    );
    const { address, port: actual } = this.#server.address() as AddressInfo;
    return { host: address, port: actual };
  }

  /** Serves another certificate to connections from now on. Only with `tls`. */
  replaceCertificate(material: ServerCertificate): void {
    if ('setSecureContext' in this.#server) {
      const { clientCa: ca } = this.#options;
      this.#server.setSecureContext({ ...material, minVersion: 'TLSv1.2', ...(ca && { ca }) });
    }
  }

  /** From now on each answer ends its connection: the client opens a new one, somewhere else. */
  drain(): void {
    this.#isDraining = true;
  }

  /** Stops listening, waits for the requests under way, and cuts what takes too long. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    this.drain();
    const cut = setTimeout(
      () => this.#server.closeAllConnections(),
      this.#options.closeTimeoutMs ?? 60_000,
    );
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#unused.values()) socket.destroy();
    });
    clearTimeout(cut);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#unused.delete(peerOf(request.socket));
    if (this.#isDraining) response.setHeader('connection', 'close');
    try {
      await this.#options.handler(request, response);
    } catch (error) {
      this.#options.logger.error('HTTP request failed', { path: request.url, error });
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end('internal server error\n');
    }
  }
}

/** Over TLS a request comes with another socket than the connection: both have one peer. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
