import type {
  Transport,
  TransportRequest,
  TransportResponse,
  TransportStream,
} from '../client/transport.ts';
import type { MetricsRegistry } from './registry.ts';

/** Told the outcome of each request to the API server. */
export interface ClientMetrics {
  /** `code` is the HTTP status, or `<error>` when there was no response. */
  requested(code: string, method: string, host: string): void;
}

/** `rest_client_requests_total` under client-go's name and labels. */
export function createClientMetrics(registry: MetricsRegistry): ClientMetrics {
  const requests = registry.counter({
    name: 'rest_client_requests_total',
    help: 'Requests to the API server, by status code, method and host.',
    labels: ['code', 'method', 'host'],
  });
  return {
    requested: (code, method, host) => requests.inc({ code, method, host }),
  };
}

/** Counts what goes through a transport. */
export class MeteredTransport implements Transport {
  readonly #inner: Transport;
  readonly #metrics: ClientMetrics;
  readonly #host: string;

  constructor(inner: Transport, metrics: ClientMetrics, host: string) {
    this.#inner = inner;
    this.#metrics = metrics;
    this.#host = host;
  }

  send(request: TransportRequest): Promise<TransportResponse> {
    return this.#counted(request.method, this.#inner.send(request));
  }

  stream(request: TransportRequest): Promise<TransportStream> {
    return this.#counted(request.method, this.#inner.stream(request));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }

  async #counted<R extends { readonly status: number }>(
    method: string,
    exchange: Promise<R>,
  ): Promise<R> {
    let code = '<error>';
    try {
      const response = await exchange;
      code = String(response.status);
      return response;
    } finally {
      this.#metrics.requested(code, method, this.#host);
    }
  }
}
