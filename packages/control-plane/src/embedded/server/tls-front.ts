import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { performServerHandshake, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { ApiServer } from './api-server.ts';
import { refuseUnreadable, serveHttp1 } from './http1-exchange.ts';
import { serveHttp2 } from './http2-exchange.ts';
import { createServer as createHttpServer } from './node-http.ts';
import { peerOf } from './tls-peer.ts';

/** What the server shows of itself, and whom it believes. */
export interface TlsFrontOptions {
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly privateKey: string;
  /** PEM; signs client certificates. */
  readonly caCertificate: string;
  /** @default a free one */
  readonly port?: number | undefined;
}

/**
 * Serves an {@link ApiServer} over TLS on the loopback interface, HTTP/2 and HTTP/1.1. Nothing that a
 * browser sends is served: a page must not reach a cluster by way of the reader's machine.
 */
export class TlsFront implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #http1: HttpServer;
  #api: ApiServer;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #sockets = new Set<TLSSocket>();

  private constructor(server: Server, api: ApiServer) {
    this.#server = server;
    this.#api = api;
    this.port = (server.address() as AddressInfo).port;
    this.#http1 = createHttpServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
      void serveHttp1(this.#api, incoming, outgoing);
    });
    this.#http1.on('clientError', refuseUnreadable);
    server.on('secureConnection', (socket) => this.#connect(socket));
    server.on('tlsClientError', (_error, socket) => socket.destroy());
  }

  static async listen(api: ApiServer, options: TlsFrontOptions): Promise<TlsFront> {
    const server = createServer({
      ALPNProtocols: ['h2', 'http/1.1'],
      key: options.privateKey,
      cert: options.certificate,
      ca: options.caCertificate,
      requestCert: true,
      // A client may have a token instead.
      rejectUnauthorized: false,
    });
    server.listen(options.port ?? 0, '127.0.0.1');
    await once(server, 'listening');
    return new TlsFront(server, api);
  }

  /** Serves another server from now on, at the same address. Open connections end. */
  serve(api: ApiServer): void {
    this.#api = api;
    this.#disconnect();
  }

  /** Ends all connections, watches too. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#disconnect();
    await closed;
  }

  #connect(socket: TLSSocket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (socket.alpnProtocol !== 'h2') {
      this.#http1.emit('connection', socket);
      return;
    }
    const session = performServerHandshake(socket, {
      settings: { maxConcurrentStreams: 1000 },
    });
    const peer = peerOf(socket);
    this.#sessions.add(session);
    session.on('close', () => this.#sessions.delete(session));
    session.on('error', () => session.destroy());
    session.on('stream', (stream, headers, ...[, rawHeaders]) => {
      void serveHttp2({ api: this.#api, peer, stream, headers, rawHeaders });
    });
  }

  #disconnect(): void {
    for (const session of this.#sessions) session.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }
}
