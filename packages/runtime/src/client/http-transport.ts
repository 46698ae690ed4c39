import type { Clock } from '../util/clock.ts';
import { sleep } from '../util/signals.ts';
import { systemClock } from '../util/system-clock.ts';
import type { AuthHeaders, ClusterConfig, TlsMaterial } from './config/cluster-config.ts';
import { type ClientMetrics, noClientMetrics } from './client-metrics.ts';
import { ConfigError } from './config/config-error.ts';
import { ConnectionError } from './connection-error.ts';
import { ExchangeDeadline } from './exchange-deadline.ts';
import { ExchangeMeter } from './exchange-meter.ts';
import { Http1Wire } from './http1-wire.ts';
import { Http2Wire } from './http2-wire.ts';
import { mostRetries, retryAfterMs } from './retry-after.ts';
import { isRepeatable, isTlsRefusal } from './retry-policy.ts';
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
  /**
   * Deadline of requests that set none: of a whole exchange, and of a stream until its headers. Waits
   * that the server asks for do not count towards it.
   * @default 30000
   */
  readonly timeoutMs?: number | undefined;
  /** @default 10000 */
  readonly connectTimeoutMs?: number | undefined;
  /** A connection that is silent is asked within this time whether the peer is there; over HTTP/1.1, where all are. @default 10000 */
  readonly pingIdleMs?: number | undefined;
  /** What the peer has for its answer. @default 10000 */
  readonly pingTimeoutMs?: number | undefined;
  /** Silence before TCP probes the peer. @default 15000 */
  readonly keepAliveMs?: number | undefined;
  /** @default records nothing */
  readonly metrics?: ClientMetrics | undefined;
  /** For deadlines, and for waits that the server asks for. @default real time */
  readonly clock?: Clock | undefined;
}

/**
 * The transport to a cluster's API server: one connection for everything over HTTP/2, a pool over
 * HTTP/1.1. It authenticates, reads credentials again after a 401, waits when the server says so (429
 * and 503 with Retry-After, at most 10 times), repeats once what a broken connection is known not to
 * have carried out, and notices within 25 s that a peer is dead, or has frozen with its kernel still
 * acknowledging: by pings over HTTP/2, by another request and TCP keep-alive over HTTP/1.1.
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

/** What a request was authenticated with. */
interface Credentials {
  readonly tls: TlsMaterial;
  readonly headers: AuthHeaders;
}

class HttpTransport implements Transport {
  readonly #config: ClusterConfig;
  readonly #options: HttpTransportOptions;
  readonly #clock: Clock;
  readonly #defaultMs: number;
  readonly #url: URL;
  readonly #basePath: string;
  /** The last one takes new requests, the others finish theirs. */
  readonly #wires = new Set<Wire>();
  #current: { readonly wire: Wire; readonly tls: TlsMaterial } | undefined;
  #isClosed = false;

  constructor(config: ClusterConfig, options: HttpTransportOptions) {
    this.#config = config;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#defaultMs = options.timeoutMs ?? 30_000;
    this.#url = new URL(config.server);
    this.#basePath = this.#url.pathname.replace(/\/$/, '');
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    const deadline = this.#deadline(request);
    try {
      const response = await deadline.race(this.#exchange(request, deadline));
      const body = await readText(response);
      return { status: response.status, headers: response.headers, body };
    } catch (error) {
      throw this.#failure(error, deadline);
    } finally {
      deadline.detach();
    }
  }

  async stream(request: TransportRequest): Promise<TransportStream> {
    const deadline = this.#deadline(request);
    try {
      const response = await deadline.race(this.#exchange(request, deadline));
      // From here on only the caller's signal ends the stream.
      deadline.lift();
      const { status, headers } = response;
      return { status, headers, chunks: this.#chunks(response, deadline) };
    } catch (error) {
      deadline.detach();
      throw this.#failure(error, deadline);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#wires].map((wire) => wire.destroy()));
  }

  async sever(): Promise<void> {
    const wires = [...this.#wires];
    this.#wires.clear();
    this.#current = undefined;
    await Promise.all(wires.map((wire) => wire.sever()));
  }

  async *#chunks(response: WireResponse, deadline: ExchangeDeadline): AsyncGenerator<Uint8Array> {
    try {
      yield* readChunks(response);
    } catch (error) {
      throw this.#failure(error, deadline);
    } finally {
      deadline.detach();
    }
  }

  async #exchange(request: TransportRequest, deadline: ExchangeDeadline): Promise<WireResponse> {
    const meter = this.#meter(request);
    let isRenewed = false;
    let isRepeated = false;
    for (let waits = 0; ;) {
      const used = await this.#credentials();
      let response: WireResponse;
      try {
        const wire = this.#wireFor(used.tls);
        const sent = this.#wireRequest(request, used.headers, deadline);
        response = await meter.measure(() => wire.exchange(sent));
      } catch (error) {
        if (deadline.isOver || this.#isClosed) throw error;
        const isRefused: boolean = !isRenewed && isTlsRefusal(error);
        isRenewed ||= isRefused;
        if (isRefused && (await this.#renew(used))) continue;
        if (isRepeated || !isRepeatable(request, error)) throw error;
        isRepeated = true;
        continue;
      }
      if (response.status === 401 && !isRenewed) {
        isRenewed = true;
        if (!(await this.#renew(used))) return response;
        response.discard();
        continue;
      }
      const delayMs = retryAfterMs(response);
      if (delayMs === undefined || waits === mostRetries || !deadline.canWait(delayMs))
        return response;
      response.discard();
      waits += 1;
      const resume = deadline.pause();
      await sleep(this.#clock, delayMs, deadline.signal);
      resume();
    }
  }

  #meter({ method }: TransportRequest): ExchangeMeter {
    const { metrics = noClientMetrics } = this.#options;
    return new ExchangeMeter(method, { metrics, host: this.#url.host, clock: this.#clock });
  }

  async #credentials(): Promise<Credentials> {
    return { tls: await this.#config.tls(), headers: await this.#config.authorize() };
  }

  /** Whether there are other credentials than those that were refused; many may ask at once. */
  async #renew(refused: Credentials): Promise<boolean> {
    const areOthers = async (): Promise<boolean> => {
      const { tls, headers } = await this.#credentials();
      return tls !== refused.tls || headers['authorization'] !== refused.headers['authorization'];
    };
    if (await areOthers()) return true;
    this.#config.invalidate();
    return areOthers();
  }

  #wireRequest(
    { method, path, query, body, headers, admit }: TransportRequest,
    authHeaders: AuthHeaders,
    deadline: ExchangeDeadline,
  ): WireRequest {
    const search = query === undefined || query.size === 0 ? '' : `?${query.toString()}`;
    return {
      method,
      path: `${this.#basePath}${path}${search}`,
      headers: {
        'user-agent': this.#options.userAgent ?? 'keelson',
        ...authHeaders,
        // Node leaves it out for DELETE, and the server would ignore the body.
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        ...headers,
      },
      body,
      cancellation: deadline,
      admit: admit && (() => deadline.guard(admit)),
    };
  }

  /** A new wire when the certificates changed; what runs on the old one may finish. */
  #wireFor(tls: TlsMaterial): Wire {
    if (this.#isClosed) throw ConnectionError.closed();
    if (this.#current?.tls === tls) return this.#current.wire;
    const old = this.#current?.wire;
    const forget = (): void => void (old && this.#wires.delete(old));
    old?.close().then(forget, forget);
    const wire = this.#newWire(tls);
    this.#wires.add(wire);
    this.#current = { wire, tls };
    return wire;
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
    const ping = { idleMs: pingIdleMs, timeoutMs: pingTimeoutMs };
    return http2 && proxyUrl === undefined && this.#url.protocol === 'https:'
      ? new Http2Wire({ target, tls, ping })
      : new Http1Wire({ target, tls, ping, proxyUrl });
  }

  #deadline(request: TransportRequest): ExchangeDeadline {
    return new ExchangeDeadline(request, { clock: this.#clock, defaultMs: this.#defaultMs });
  }

  /** An abort stays the caller's own reason; everything else is a broken connection. */
  #failure(error: unknown, deadline: ExchangeDeadline): unknown {
    if (deadline.reason !== undefined) return deadline.reason;
    // It says more than that the connection failed.
    if (error instanceof ConfigError) return error;
    return this.#isClosed ? ConnectionError.closed() : ConnectionError.from(error, this.#url.host);
  }
}
