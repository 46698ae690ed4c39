import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ApiRequest, ApiResponse, ResponseSink } from '../rest/api-exchange.ts';
import { respondError } from '../rest/respond.ts';
import { decodeUtf8 } from '../json/decode-utf8.ts';
import { forbidden, tooLarge } from '../status-error.ts';
import type { ApiServer, Peer } from './api-server.ts';

type Incoming = IncomingMessage | Http2ServerRequest;
type Outgoing = ServerResponse | Http2ServerResponse;

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

/** A body longer than this is not even read: the API server's own limit is 3 MiB. */
const longestBody = 8 * 1024 * 1024;
/** A watch whose client reads nothing is cut off here, as the API server does with slow watchers. */
const longestBacklog = 64 * 1024 * 1024;

/**
 * Serves an {@link ApiServer} over TLS on the loopback interface, HTTP/2 and HTTP/1.1. Nothing that a
 * browser sends is served: a page must not reach a cluster by way of the reader's machine.
 */
export class TlsFront implements AsyncDisposable {
  readonly port: number;
  readonly #server: Http2SecureServer;
  #api: ApiServer;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #sockets = new Set<Socket>();

  private constructor(server: Http2SecureServer, api: ApiServer) {
    this.#server = server;
    this.#api = api;
    this.port = (server.address() as AddressInfo).port;
    server.on('request', (incoming, outgoing) => {
      void serve(this.#api, incoming, outgoing);
    });
    server.on('session', (session) => {
      this.#sessions.add(session);
      session.on('close', () => this.#sessions.delete(session));
    });
    server.on('secureConnection', (socket: TLSSocket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    });
  }

  static async listen(api: ApiServer, options: TlsFrontOptions): Promise<TlsFront> {
    const server = createSecureServer({
      allowHTTP1: true,
      key: options.privateKey,
      cert: options.certificate,
      ca: options.caCertificate,
      requestCert: true,
      // A client may have a token instead.
      rejectUnauthorized: false,
      settings: { maxConcurrentStreams: 1000 },
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

  #disconnect(): void {
    for (const session of this.#sessions) session.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }
}

async function serve(api: ApiServer, incoming: Incoming, outgoing: Outgoing): Promise<void> {
  outgoing.on('error', () => undefined);
  const { headers } = incoming;
  if (headers['origin'] !== undefined || headers['sec-fetch-site'] !== undefined) {
    const refusal = 'this control plane does not serve browsers';
    send(outgoing, respondError(forbidden({ group: '', resource: 'browser' }, '', refusal)));
    return;
  }
  const body = await bodyOf(incoming);
  if (body === undefined) {
    send(outgoing, respondError(tooLarge('limit is 3145728')));
    return;
  }
  const url = incoming.url ?? '/';
  const mark = url.indexOf('?');
  const request: ApiRequest = {
    method: incoming.method ?? 'GET',
    path: decodePath(mark < 0 ? url : url.slice(0, mark)),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    headers: headers as ApiRequest['headers'],
    body,
  };
  send(outgoing, await api.handle(request, peerOf(incoming.socket as TLSSocket)), request.method);
}

async function bodyOf(incoming: Incoming): Promise<string | undefined> {
  if (incoming.method === 'GET' || incoming.method === 'HEAD') return '';
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > longestBody) return undefined;
      chunks.push(chunk);
    }
  } catch {
    // The client has gone: nobody reads the answer.
    return '';
  }
  return decodeUtf8(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
}

function send(outgoing: Outgoing, response: ApiResponse, method = 'GET'): void {
  const { status, headers, body, stream } = response;
  if (outgoing.writableEnded || outgoing.destroyed) return;
  outgoing.statusCode = status;
  for (const [name, value] of Object.entries(headers)) {
    outgoing.setHeader(name, value as string | string[]);
  }
  if (stream === undefined) {
    outgoing.setHeader('content-length', Buffer.byteLength(body));
    outgoing.end(method === 'HEAD' ? '' : body);
    return;
  }
  if ('flushHeaders' in outgoing) outgoing.flushHeaders();
  stream(new OutgoingSink(outgoing));
}

/** Writes the frames of one turn of the event loop together. */
class OutgoingSink implements ResponseSink {
  readonly #outgoing: Outgoing;
  #pending = '';
  #isEnding = false;
  readonly #listeners: (() => void)[] = [];

  constructor(outgoing: Outgoing) {
    this.#outgoing = outgoing;
    outgoing.on('close', () => {
      for (const listener of this.#listeners) listener();
    });
  }

  write(text: string): void {
    if (this.#pending === '') queueMicrotask(() => this.#flush());
    this.#pending += text;
  }

  end(): void {
    this.#isEnding = true;
    this.#flush();
  }

  onClose(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #flush(): void {
    const text = this.#pending;
    this.#pending = '';
    const outgoing = this.#outgoing;
    if (outgoing.destroyed || outgoing.writableEnded) return;
    if (text !== '') (outgoing as ServerResponse).write(text);
    if (this.#isEnding) outgoing.end();
    else if (outgoing.writableLength > longestBacklog) outgoing.destroy();
  }
}

const peers = new WeakMap<TLSSocket, Peer>();

/** A certificate holds for its connection: it is read once. */
function peerOf(socket: TLSSocket): Peer {
  const known = peers.get(socket);
  if (known !== undefined) return known;
  const raw = socket.getPeerX509Certificate?.();
  const peer: Peer =
    raw === undefined
      ? {}
      : socket.authorized
        ? { certificate: raw instanceof X509Certificate ? raw : undefined }
        : { badCertificate: true };
  peers.set(socket, peer);
  return peer;
}

function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
