import type { Clock } from '../util/clock.ts';
import { sleep } from '../util/signals.ts';
import { systemClock } from '../util/system-clock.ts';
import type { ClusterConfig, TlsMaterial } from './config/cluster-config.ts';
import { ConnectionError } from './connection-error.ts';
import { Http1Wire } from './http1-wire.ts';
import { Http2Wire } from './http2-wire.ts';
import { mostRetries, retryAfterMs } from './retry-after.ts';
import type {
  Transport,
  TransportRequest,
  TransportResponse,
  TransportStream,
} from './transport.ts';
import { readChunks, readText, type Wire, type WireRequest, type WireResponse } from './wire.ts';

/** Options of {@link createHttpTransport}. */
export interface HttpTransportOptions {
  /** Of every request. @default 'keelson' */
  readonly userAgent?: string | undefined;
  /** HTTP/2 where the server offers it. @default true */
  readonly http2?: boolean | undefined;
  /** Deadline of a whole exchange, and of a stream until its headers. @default 30000 */
  readonly timeoutMs?: number | undefined;
  /** @default 10000 */
  readonly connectTimeoutMs?: number | undefined;
  /** A connection that has been silent for this long is asked whether the peer is there (HTTP/2). @default 10000 */
  readonly pingIdleMs?: number | undefined;
  /** What the peer has for its answer. @default 10000 */
  readonly pingTimeoutMs?: number | undefined;
  /** Silence before TCP probes the peer. @default 15000 */
  readonly keepAliveMs?: number | undefined;
  /** For waits that the server asks for. @default real time */
  readonly clock?: Clock | undefined;
}

/**
 * The transport to a cluster's API server: one connection for everything over HTTP/2, a pool over
 * HTTP/1.1. It authenticates, reads credentials again after a 401, waits when the server says so (429
 * and 503 with Retry-After, at most 10 times), repeats once what a broken connection is known not to
 * have carried out, and notices a dead peer within 20 s over HTTP/2 and 25 s over TCP keep-alive.
 *
 * Rejects with `ConnectionError` when there is no response, with the abort reason of the request's
 * signal, and with a `ConnectionError` of code `ETIMEDOUT` at a deadline.
 */
export function createHttpTransport(
  config: ClusterConfig,
  options: HttpTransportOptions = {},
): Transport {
  return new HttpTransport(config, options);
}

class HttpTransport implements Transport {
  readonly #config: ClusterConfig;
  readonly #options: HttpTransportOptions;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #url: URL;
  readonly #basePath: string;
  #wire: Wire | undefined;
  #tls: TlsMaterial | undefined;
  #isClosed = false;

  constructor(config: ClusterConfig, options: HttpTransportOptions) {
    this.#config = config;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.#url = new URL(config.server);
    this.#basePath = this.#url.pathname.replace(/\/$/, '');
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    const deadline = new Deadline(request, this.#timeoutMs);
    try {
      const response = await this.#exchange(request, deadline.signal);
      const body = await readText(response);
      return { status: response.status, headers: response.headers, body };
    } catch (error) {
      throw this.#failure(error, deadline);
    } finally {
      deadline.detach();
    }
  }

  async stream(request: TransportRequest): Promise<TransportStream> {
    const deadline = new Deadline(request, this.#timeoutMs);
    try {
      const response = await this.#exchange(request, deadline.signal);
      // From here on only the caller's signal ends the stream.
      deadline.clear();
      const { status, headers } = response;
      return { status, headers, chunks: this.#chunks(response, deadline) };
    } catch (error) {
      deadline.detach();
      throw this.#failure(error, deadline);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#wire?.destroy();
  }

  async *#chunks(response: WireResponse, deadline: Deadline): AsyncGenerator<Uint8Array> {
    try {
      yield* readChunks(response);
    } catch (error) {
      throw this.#failure(error, deadline);
    } finally {
      deadline.detach();
    }
  }

  async #exchange(request: TransportRequest, signal: AbortSignal): Promise<WireResponse> {
    let isReauthenticated = false;
    let isRepeated = false;
    for (let retries = 0; ;) {
      let response: WireResponse;
      try {
        response = await (
          await this.#connectedWire()
        ).exchange(await this.#wireRequest(request, signal));
      } catch (error) {
        if (isRepeated || signal.aborted || this.#isClosed || !isRepeatable(request, error))
          throw error;
        isRepeated = true;
        continue;
      }
      const delayMs = retryAfterMs(response);
      const isRefused = response.status === 401 && !isReauthenticated;
      if (!isRefused && (delayMs === undefined || retries === mostRetries)) return response;
      response.body.on('error', () => {}).destroy();
      if (isRefused) {
        isReauthenticated = true;
        this.#config.invalidate();
      } else {
        retries += 1;
        await sleep(this.#clock, delayMs!, signal);
      }
    }
  }

  async #wireRequest(request: TransportRequest, signal: AbortSignal): Promise<WireRequest> {
    const { method, query, body, headers } = request;
    const search = query === undefined || query.size === 0 ? '' : `?${query.toString()}`;
    return {
      method,
      path: `${this.#basePath}${request.path}${search}`,
      headers: {
        'user-agent': this.#options.userAgent ?? 'keelson',
        ...(await this.#config.authorize()),
        // Node leaves it out for DELETE, and the server would ignore the body.
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        ...headers,
      },
      body,
      signal,
    };
  }

  /** A new wire when the certificates changed; what runs on the old one may finish. */
  async #connectedWire(): Promise<Wire> {
    const tls = await this.#config.tls();
    if (this.#isClosed) {
      throw new ConnectionError('the transport is closed', {
        code: 'ECONNABORTED',
        isUnprocessed: true,
      });
    }
    if (this.#wire === undefined || this.#tls !== tls) {
      this.#wire?.close();
      this.#wire = this.#newWire(tls);
      this.#tls = tls;
    }
    return this.#wire;
  }

  #newWire(tls: TlsMaterial): Wire {
    const {
      http2 = true,
      connectTimeoutMs = 10_000,
      pingIdleMs = 10_000,
      pingTimeoutMs = 10_000,
      keepAliveMs = 15_000,
    } = this.#options;
    const { proxyUrl } = this.#config;
    const target = { url: this.#url, connectTimeoutMs, keepAliveMs };
    return http2 && proxyUrl === undefined && this.#url.protocol === 'https:'
      ? new Http2Wire({ target, tls, ping: { idleMs: pingIdleMs, timeoutMs: pingTimeoutMs } })
      : new Http1Wire(target, tls, proxyUrl);
  }

  /** An abort stays the caller's own reason; everything else is a broken connection. */
  #failure(error: unknown, deadline: Deadline): unknown {
    return (
      deadline.reason ??
      (isConfigProblem(error) ? error : ConnectionError.from(error, this.#url.host))
    );
  }
}

/** Errors of our own making say more than "the connection failed". */
function isConfigProblem(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConfigError';
}

/** What the server has certainly not carried out, or may carry out twice without harm. */
function isRepeatable({ method }: TransportRequest, error: unknown): boolean {
  if (isConfigProblem(error)) return false;
  const failure = ConnectionError.from(error, '');
  if (
    failure.code === 'ECONNREFUSED' ||
    failure.code === 'ENOTFOUND' ||
    failure.code === 'ETIMEDOUT'
  )
    return false;
  return failure.isUnprocessed || (method === 'GET' && failure.code === 'ECONNRESET');
}

/** Joins the caller's signal with a time limit, for one exchange. */
class Deadline {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = (): void => this.#abort(this.#caller?.reason);
  reason: unknown;

  constructor({ signal, timeoutMs, method, path }: TransportRequest, defaultMs: number) {
    const limitMs = timeoutMs ?? defaultMs;
    this.#caller = signal;
    this.#timer = setTimeout(() => {
      this.#abort(
        new ConnectionError(`${method} ${path} took longer than ${limitMs} ms`, {
          code: 'ETIMEDOUT',
        }),
      );
    }, limitMs);
    if (signal?.aborted === true) this.#abort(signal.reason);
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** No time limit any more. */
  clear(): void {
    clearTimeout(this.#timer);
  }

  /** Neither limit nor signal any more. */
  detach(): void {
    this.clear();
    this.#caller?.removeEventListener('abort', this.#onAbort);
  }

  #abort(reason: unknown): void {
    this.reason = reason;
    this.#controller.abort(reason);
  }
}
