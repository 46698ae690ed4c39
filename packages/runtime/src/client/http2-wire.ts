import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { TlsMaterial } from './config/cluster-config.ts';
import { ConnectionError } from './connection-error.ts';
import { Http1Wire, tlsOptions } from './http1-wire.ts';
import { Http2Session, type PingOptions } from './http2-session.ts';
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
  #sessions: Http2Session[] = [];
  #connecting: Promise<Http2Session | Http1Wire> | undefined;
  #fallback: Http1Wire | undefined;
  #isClosed = false;

  constructor(options: Http2WireOptions) {
    this.#options = options;
  }

  async exchange(request: WireRequest): Promise<WireResponse> {
    request.signal.throwIfAborted();
    const wire =
      this.#fallback ?? this.#sessions.find((session) => session.isOpen) ?? (await this.#connect());
    return wire.exchange(request);
  }

  close(): void {
    this.#isClosed = true;
    for (const session of this.#sessions) session.close();
    this.#fallback?.close();
  }

  destroy(): void {
    this.#isClosed = true;
    for (const session of this.#sessions) session.destroy();
    this.#fallback?.destroy();
  }

  /** Callers that need a connection at the same time share one attempt. */
  #connect(): Promise<Http2Session | Http1Wire> {
    this.#connecting ??= this.#open().finally(() => (this.#connecting = undefined));
    return this.#connecting;
  }

  async #open(): Promise<Http2Session | Http1Wire> {
    const { target, tls, ping } = this.#options;
    const socket = await openSocket(target, tls);
    if (this.#isClosed) {
      socket.destroy();
      throw new ConnectionError('the transport is closed', {
        code: 'ECONNABORTED',
        isUnprocessed: true,
      });
    }
    if (socket.alpnProtocol !== 'h2') {
      socket.destroy();
      this.#fallback = new Http1Wire(target, tls);
      return this.#fallback;
    }
    const session = new Http2Session(socket, target.url.origin, ping);
    this.#sessions = [...this.#sessions.filter((other) => !other.isClosed), session];
    return session;
  }
}

function openSocket(
  { url, connectTimeoutMs, keepAliveMs }: WireTarget,
  tls: TlsMaterial,
): Promise<TLSSocket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? 443 : Number(url.port);
  const isAddress = /^[\d.]+$|:/.test(host);
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      host,
      port,
      // Server names are never addresses (RFC 6066).
      ...(isAddress ? {} : { servername: host }),
      ...tlsOptions(tls),
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    const timer = setTimeout(() => {
      socket.destroy();
      const message = `no connection to ${url.host} within ${connectTimeoutMs} ms`;
      reject(new ConnectionError(message, { code: 'ETIMEDOUT', isUnprocessed: true }));
    }, connectTimeoutMs);
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      socket.off('error', reject);
      socket.setNoDelay(true);
      socket.setKeepAlive(true, keepAliveMs);
      resolve(socket);
    });
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
