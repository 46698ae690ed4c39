import type { TlsMaterial } from './config/cluster-config.ts';
import { ConnectionError } from './connection-error.ts';
import { Http1Wire } from './http1-wire.ts';
import { Http2Session } from './http2-session.ts';
import type { PingOptions } from './peer-check.ts';
import { openTlsSocket } from './tls-socket.ts';
import type { Wire, WireRequest, WireResponse, WireTarget } from './wire.ts';

/** Options of {@link Http2Wire}. */
export interface Http2WireOptions {
  readonly target: WireTarget;
  readonly tls: TlsMaterial;
  readonly ping: PingOptions;
}

/**
 * HTTP/2 where the server speaks it, which the first connection finds out (ALPN); HTTP/1.1 where not.
 * Everything shares one connection, until its limit of concurrent streams is reached.
 */
export class Http2Wire implements Wire {
  readonly #options: Http2WireOptions;
  readonly #closing = new AbortController();
  #sessions: Http2Session[] = [];
  #connecting: Promise<void> | undefined;
  #fallback: Http1Wire | undefined;

  constructor(options: Http2WireOptions) {
    this.#options = options;
  }

  async exchange(request: WireRequest): Promise<WireResponse> {
    for (;;) {
      request.cancellation.throwIfAborted();
      this.#closing.signal.throwIfAborted();
      const wire = this.#fallback ?? this.#sessions.find((session) => session.isOpen);
      if (wire !== undefined) return wire.exchange(request);
      // Others may have waited for the same connection, and taken all of its streams.
      await this.#connect();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(ConnectionError.closed());
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }

  async destroy(): Promise<void> {
    this.#closing.abort(ConnectionError.closed());
    await Promise.all(this.#connections.map((connection) => connection.destroy()));
  }

  async sever(): Promise<void> {
    this.#closing.abort(ConnectionError.closed());
    await Promise.all(this.#connections.map((connection) => connection.sever()));
  }

  get #connections(): readonly (Http2Session | Http1Wire)[] {
    return this.#fallback === undefined ? this.#sessions : [...this.#sessions, this.#fallback];
  }

  /** Callers that need a connection at the same time share one attempt. */
  #connect(): Promise<void> {
    this.#connecting ??= this.#open().finally(() => (this.#connecting = undefined));
    return this.#connecting;
  }

  async #open(): Promise<void> {
    const { target, tls, ping } = this.#options;
    const { url, connectTimeoutMs } = target;
    const limit = new AbortController();
    const timer = setTimeout(() => {
      const message = `no connection to ${url.host} within ${connectTimeoutMs} ms`;
      limit.abort(new ConnectionError(message, { code: 'ETIMEDOUT', isUnprocessed: true }));
    }, connectTimeoutMs);
    const signal = AbortSignal.any([this.#closing.signal, limit.signal]);
    try {
      const { socket, tcp } = await openTlsSocket({ ...target, tls, signal });
      if (socket.alpnProtocol !== 'h2') {
        socket.destroy();
        this.#fallback = new Http1Wire({ target, tls, ping });
        return;
      }
      const onIdle = (idle: Http2Session): void => this.#dropSpare(idle);
      const session = new Http2Session({ socket, tcp, origin: url.origin, ping, onIdle });
      await session.ready(signal);
      if (!session.isOpen) {
        void session.destroy();
        throw new ConnectionError(`${url.host} accepts no requests on a new connection`, {
          code: 'ECONNREFUSED',
          isUnprocessed: true,
        });
      }
      this.#sessions = [...this.#sessions.filter((other) => !other.isClosed), session];
    } finally {
      clearTimeout(timer);
    }
  }

  /** A connection that a burst has needed is not kept when another one has room. */
  #dropSpare(idle: Http2Session): void {
    if (this.#sessions.some((other) => other !== idle && other.isOpen)) void idle.close();
  }
}
