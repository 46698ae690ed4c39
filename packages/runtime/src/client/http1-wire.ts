import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import type { TlsMaterial } from './config/cluster-config.ts';
import type { Wire, WireRequest, WireResponse, WireTarget } from './wire.ts';

/** HTTP/1.1 over undici's pool: for proxies, plain HTTP, and servers without HTTP/2. */
export class Http1Wire implements Wire {
  readonly #dispatcher: Dispatcher;
  readonly #origin: string;

  constructor(target: WireTarget, tls: TlsMaterial, proxyUrl?: string) {
    const { url, connectTimeoutMs, keepAliveMs } = target;
    const connect = {
      ...tlsOptions(tls),
      timeout: connectTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveMs,
    };
    // Deadlines are the caller's; a quiet watch is a healthy one.
    const common = { allowH2: false, headersTimeout: 0, bodyTimeout: 0 };
    this.#origin = url.origin;
    this.#dispatcher =
      proxyUrl === undefined
        ? new Agent({ ...common, connect })
        : new ProxyAgent({ ...common, uri: proxyUrl, requestTls: connect });
  }

  async exchange({ method, path, headers, body, signal }: WireRequest): Promise<WireResponse> {
    const response = await this.#dispatcher.request({
      origin: this.#origin,
      path,
      method,
      headers: headers as Record<string, string | string[]>,
      body: body ?? null,
      signal,
    });
    // A body that is cut is an error of undici's.
    const wasCut = (): boolean => false;
    return { status: response.statusCode, headers: response.headers, body: response.body, wasCut };
  }

  close(): void {
    this.#dispatcher.close().catch(() => {});
  }

  destroy(): void {
    this.#dispatcher.destroy().catch(() => {});
  }
}

/** As `tls.connect` names it. */
export function tlsOptions(tls: TlsMaterial): object {
  return {
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.certificate === undefined ? {} : { cert: tls.certificate }),
    ...(tls.privateKey === undefined ? {} : { key: tls.privateKey }),
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
    ...(tls.rejectUnauthorized === undefined ? {} : { rejectUnauthorized: tls.rejectUnauthorized }),
  };
}
