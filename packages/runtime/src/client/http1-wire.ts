import type { Dispatcher } from 'undici';
import type { TlsMaterial } from './config/cluster-config.ts';
import { ConnectionError } from './connection-error.ts';
import { Http1PeerWatch } from './http1-peer-watch.ts';
import type { PingOptions } from './peer-check.ts';
import { tlsOptions } from './tls-options.ts';
import type { Wire, WireRequest, WireResponse, WireTarget } from './wire.ts';

/** kube-apiserver closes connections that were idle for 90 s; a request must not meet that. */
const idleConnectionMs = 30_000;
/** A refusal's body is read up to here, to keep the connection. */
const discardedBytes = 128 * 1024;

/** Options of {@link Http1Wire}. */
export interface Http1WireOptions {
  readonly target: WireTarget;
  readonly tls: TlsMaterial;
  readonly ping: PingOptions;
  /** @default none */
  readonly proxyUrl?: string | undefined;
}

/** HTTP/1.1 over undici's pool: for proxies, plain HTTP, and servers without HTTP/2. */
export class Http1Wire implements Wire {
  readonly #options: Http1WireOptions;
  readonly #origin: string;
  // undici's own close() forgets the connections that it waits for: nothing could break them any more.
  readonly #drained = Promise.withResolvers<void>();
  #opened: Promise<Pool> | undefined;
  #running = 0;
  #isClosing = false;

  constructor(options: Http1WireOptions) {
    this.#options = options;
    this.#origin = options.target.url.origin;
  }

  async exchange(request: WireRequest): Promise<WireResponse> {
    if (this.#isClosing) throw ConnectionError.closed();
    this.#running += 1;
    const response = await this.#request(request).catch((error: unknown) => {
      this.#ended();
      throw error;
    });
    response.body.once('close', () => this.#ended());
    return {
      status: response.statusCode,
      headers: response.headers,
      body: response.body,
      // A body that is cut is an error of undici's.
      wasCut: () => false,
      discard: () => void response.body.dump({ limit: discardedBytes }).catch(() => {}),
    };
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#running > 0) await this.#drained.promise;
    await this.destroy();
  }

  async destroy(): Promise<void> {
    this.#isClosing = true;
    await (await this.#opened)?.pool.destroy();
  }

  // undici does not give its sockets away.
  sever(): Promise<void> {
    return this.destroy();
  }

  async #request({ method, path, headers, body, cancellation, admit }: WireRequest) {
    this.#opened ??= openPool(this.#options);
    const { watched } = await this.#opened;
    const dispatcher = admit === undefined ? watched : watched.compose(admitting(admit));
    return dispatcher.request({
      origin: this.#origin,
      path,
      method,
      headers: headers as Record<string, string | string[]>,
      body: body ?? null,
      signal: cancellation.signal,
    });
  }

  #ended(): void {
    this.#running -= 1;
    if (this.#isClosing && this.#running === 0) this.#drained.resolve();
  }
}

/** Asks `admit` when a connection is free and the request about to be written to it. */
function admitting(admit: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const admitted: Dispatcher.DispatchHandler = {
      onRequestStart: (controller, context: unknown) => {
        admit();
        handler.onRequestStart?.(controller, context);
      },
      onResponseStart: (...start) => handler.onResponseStart?.(...start),
      onResponseData: (...data) => handler.onResponseData?.(...data),
      onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
      onResponseError: (...error) => handler.onResponseError?.(...error),
    };
    return dispatch(options, admitted);
  };
}

interface Pool {
  readonly pool: Dispatcher;
  /** The pool with an eye on its peer; every request goes through it. */
  readonly watched: Dispatcher;
}

/** undici is a quarter of the time that an operator takes to start, and seldom needed: not before it is. */
async function openPool({ target, tls, ping, proxyUrl }: Http1WireOptions): Promise<Pool> {
  const { Agent, ProxyAgent } = await import('undici');
  const { url, connectTimeoutMs, keepAliveMs } = target;
  const socket = {
    timeout: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveMs,
  };
  const connect = { ...tlsOptions(tls), ...socket };
  // Deadlines are the caller's; a quiet watch is a healthy one.
  const common = {
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: idleConnectionMs,
  };
  const pool: Dispatcher =
    proxyUrl === undefined
      ? new Agent({ ...common, connect })
      : new ProxyAgent({ ...common, uri: proxyUrl, requestTls: connect, proxyTls: socket });
  /** Whatever is answered, also to somebody unknown, says that the peer is there. */
  const ask = (): void => {
    const asked = watched.request({ origin: url.origin, path: '/livez', method: 'GET' });
    asked.then(({ body }) => body.dump({ limit: discardedBytes })).catch(() => {});
  };
  const watched = pool.compose(new Http1PeerWatch(ping, ask).intercept);
  return { pool, watched };
}
