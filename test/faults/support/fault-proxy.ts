import { once } from 'node:events';
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterConfig } from '@keelson/runtime';
import { CertificateAuthority } from '../../../packages/control-plane/src/certificate-authority.ts';
import { ConnectionGate } from './connection-gate.ts';
import {
  type ConnectionFault,
  type Fault,
  isConnectionFault,
  isStreamFault,
  meets,
  type RequestFault,
  type SeenRequest,
  seenRequest,
  type StreamFault,
} from './fault.ts';
import { staleAnswer } from './stale-answer.ts';
import { type Answer, Upstream } from './upstream.ts';
import { statusObject } from './status-object.ts';
import { WatchRelay } from './watch-relay.ts';

/** A fault that was injected. */
export interface Injection {
  /** Requests that it has met. */
  readonly hits: number;
  /** Ends it; without effect on what is over. */
  lift(): Promise<void>;
}

interface RequestInjection extends Injection {
  readonly fault: RequestFault;
  hits: number;
}

/** A request that came, and when. */
export interface LoggedRequest extends SeenRequest {
  readonly at: number;
  readonly authorization: string | undefined;
}

type ProxyRequest = IncomingMessage | Http2ServerRequest;
type ProxyResponse = ServerResponse | Http2ServerResponse;

const hosts = ['localhost', '127.0.0.1'];

/**
 * A TLS-terminating proxy before an API server, over HTTP/1.1 and HTTP/2, that is well until a
 * {@link Fault} is injected. A client's bearer token goes through; a client without one is whoever
 * the proxy was configured as.
 */
export class FaultProxy implements AsyncDisposable {
  /** What came, in order. */
  readonly requests: LoggedRequest[] = [];
  readonly gate: ConnectionGate;
  readonly #upstreams = new Map<string, Upstream>();
  readonly #server: Http2SecureServer;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #relays = new Set<WatchRelay>();
  #injections: RequestInjection[] = [];
  #authority: CertificateAuthority;
  #holds = 0;

  private constructor(server: Http2SecureServer, authority: CertificateAuthority) {
    this.#server = server;
    this.#authority = authority;
    this.gate = new ConnectionGate((server.address() as AddressInfo).port);
  }

  /** Starts a proxy; `others` are servers that faults can point it at. */
  static async before(
    upstream: ClusterConfig,
    others: Readonly<Record<string, ClusterConfig>> = {},
  ): Promise<FaultProxy> {
    const authority = CertificateAuthority.create();
    const server = createSecureServer({ allowHTTP1: true, ...certificateOf(authority) });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new FaultProxy(server, authority);
    for (const [name, config] of Object.entries({ ...others, '': upstream })) {
      proxy.#upstreams.set(name, await Upstream.to(config));
    }
    server.on('request', (request, response) => void proxy.#serve(request, response));
    server.on('session', (session) => {
      proxy.#sessions.add(session);
      session.on('close', () => proxy.#sessions.delete(session));
      session.on('error', () => {});
    });
    server.on('tlsClientError', () => {});
    server.on('secureConnection', (socket) => socket.on('error', () => {}));
    await proxy.gate.listen();
    return proxy;
  }

  get url(): string {
    return `https://127.0.0.1:${this.gate.port}`;
  }

  /** PEM of who has signed the proxy's certificate. */
  get caCertificate(): string {
    return this.#authority.certificate;
  }

  /** How a client gets here, as whoever the proxy is. */
  get config(): ClusterConfig {
    const tls = { ca: this.caCertificate };
    return {
      server: this.url,
      namespace: 'default',
      source: 'the fault proxy',
      tls: () => Promise.resolve(tls),
      authorize: () => Promise.resolve({}),
      invalidate: () => {},
    };
  }

  /** Watches that are open. */
  get openWatches(): number {
    return this.#relays.size;
  }

  /** The requests of this verb that came after the first `from` of all. */
  count(verb: SeenRequest['verb'], from = 0): number {
    return this.requests.slice(from).filter((request) => request.verb === verb).length;
  }

  /** Shows from now on a certificate of another authority, and breaks what is open. */
  rotateAuthority(): void {
    this.#authority = CertificateAuthority.create();
    this.#server.setSecureContext(certificateOf(this.#authority));
    this.gate.reset();
  }

  async inject(fault: Fault): Promise<Injection> {
    if (isConnectionFault(fault)) return { hits: 0, lift: await this.#onConnections(fault) };
    if (isStreamFault(fault)) return { hits: 0, lift: this.#onStreams(fault) };
    const injection: RequestInjection = {
      fault,
      hits: 0,
      lift: async () => {
        this.#injections = this.#injections.filter((other) => other !== injection);
      },
    };
    this.#injections.push(injection);
    return injection;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gate[Symbol.asyncDispose]();
    for (const session of this.#sessions) session.destroy();
    this.#server.close();
    for (const upstream of this.#upstreams.values()) upstream.close();
  }

  async #onConnections(fault: ConnectionFault): Promise<() => Promise<void>> {
    const { gate } = this;
    switch (fault.kind) {
      case 'freeze':
        gate.freeze(fault.isTotal ?? false);
        return async () => gate.thaw();
      case 'reset':
        gate.reset();
        return async () => {};
      case 'refuse':
        await gate.refuse();
        return () => gate.listen();
      case 'drip':
        gate.drip(fault.bytes);
        return async () => gate.drip(undefined);
      case 'goaway':
        for (const session of this.#sessions) session.close();
        return async () => {};
    }
  }

  #onStreams(fault: StreamFault): () => Promise<void> {
    const relays = [...this.#relays];
    switch (fault.kind) {
      case 'close':
        for (const relay of relays) relay.finish();
        break;
      case 'truncate':
      case 'malform':
        for (const relay of relays) relay.spoil(fault.kind);
        break;
      case 'error-event':
        for (const relay of relays) relay.fail(statusObject(fault));
        break;
      case 'hold':
        this.#holds += 1;
        for (const relay of relays) relay.hold();
        return async () => {
          this.#holds -= 1;
          if (this.#holds > 0) return;
          for (const relay of this.#relays) relay.release(fault.isMerged ?? false);
        };
    }
    return async () => {};
  }

  /** The first fault that meets the request. */
  #meet(seen: SeenRequest): RequestFault | undefined {
    const met = this.#injections.find(({ fault }) => meets(fault, seen));
    if (met === undefined) return undefined;
    met.hits += 1;
    if (met.hits === met.fault.times) void met.lift();
    return met.fault;
  }

  async #serve(request: ProxyRequest, response: ProxyResponse): Promise<void> {
    request.on('error', () => {});
    response.on('error', () => {});
    const seen = seenRequest(request.method ?? 'GET', request.url ?? '/');
    const { authorization } = request.headers;
    this.requests.push({ ...seen, at: performance.now(), authorization });
    const fault = this.#meet(seen);
    const abort = (): void => breakOff(request, response);
    let hasLeft = false;
    response.on('close', () => (hasLeft = true));
    try {
      const body = await textOf(request);
      if (fault?.kind === 'delay') await delay(fault.ms);
      const answer = await this.#answer({ request, seen, body, fault });
      if (hasLeft) {
        answer.body.destroy();
        return;
      }
      if (fault?.kind === 'lose-reply') {
        await textOf(answer.body);
        abort();
        return;
      }
      (response as ServerResponse).writeHead(answer.status, answer.headers);
      const isWatch = seen.verb === 'watch' || seen.verb === 'watch-list';
      if (isWatch && answer.status === 200) this.#relay({ answer, response, abort, fault });
      else answer.body.on('error', abort).pipe(response as ServerResponse);
      response.on('close', () => answer.body.destroy());
    } catch {
      abort();
    }
  }

  async #answer(exchange: {
    readonly request: ProxyRequest;
    readonly seen: SeenRequest;
    readonly body: string;
    readonly fault: RequestFault | undefined;
  }): Promise<Answer> {
    const { request, seen, body, fault } = exchange;
    const upstream = this.#upstreams.get(fault?.kind === 'other-server' ? fault.name : '')!;
    const { path, query } = seen;
    if (fault?.kind === 'status') {
      const { retryAfter } = fault;
      const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
      return upstream.local(fault.status, statusObject(fault), headers);
    }
    if (fault?.kind === 'empty') return upstream.local(200, undefined);
    if (fault?.kind === 'stale') {
      const stale = await staleAnswer({ seen, headers: request.headers, fault, upstream });
      if (stale !== undefined) return stale;
    }
    if (fault?.kind === 'pages' && query.has('limit')) query.set('limit', String(fault.size));
    const method = request.method ?? 'GET';
    return upstream.ask({ method, path, query, headers: request.headers, body });
  }

  #relay(stream: {
    readonly answer: Answer;
    readonly response: ProxyResponse;
    readonly abort: () => void;
    readonly fault: RequestFault | undefined;
  }): void {
    const { answer, response, abort, fault } = stream;
    const target = response as ServerResponse;
    target.flushHeaders();
    const relay = new WatchRelay(
      { write: (text) => target.write(text), end: () => target.end(), abort },
      {
        mark: fault?.kind === 'mark' ? fault.how : undefined,
        breakAfter: fault?.kind === 'break' ? fault.after : undefined,
      },
    );
    if (this.#holds > 0) relay.hold();
    this.#relays.add(relay);
    response.on('close', () => this.#relays.delete(relay));
    answer.body.on('data', (chunk: Buffer) => relay.push(chunk));
    answer.body.on('end', () => relay.finish());
    answer.body.on('error', () => relay.abort());
  }
}

function certificateOf(authority: CertificateAuthority): { cert: string; key: string } {
  const { certificate, privateKey } = authority.issue({ commonName: 'fault-proxy', hosts });
  return { cert: certificate, key: privateKey };
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Ends the exchange as a connection does that breaks; over HTTP/2 the stream alone. */
function breakOff(request: ProxyRequest, response: ProxyResponse): void {
  if (response instanceof Http2ServerResponse) {
    response.stream?.close(constants.NGHTTP2_INTERNAL_ERROR);
  } else {
    (request as IncomingMessage).socket.destroy();
  }
}
