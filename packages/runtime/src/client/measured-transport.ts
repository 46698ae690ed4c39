import type { Clock } from '../util/clock.ts';
import type { ClientMetrics } from './client-metrics.ts';
import type {
  Transport,
  TransportRequest,
  TransportResponse,
  TransportStream,
} from './transport.ts';

/** Options of {@link MeasuredTransport}. */
export interface MeasuredTransportOptions {
  /** Disposed with this one. */
  readonly transport: Transport;
  readonly metrics: ClientMetrics;
  /** Host and port of the API server, as metrics name it. */
  readonly host: string;
  readonly clock: Clock;
}

/** Reports every exchange of another transport: whole ones at their end, streams at their headers. */
export class MeasuredTransport implements Transport {
  readonly #options: MeasuredTransportOptions;

  constructor(options: MeasuredTransportOptions) {
    this.#options = options;
  }

  send(request: TransportRequest): Promise<TransportResponse> {
    return this.#measure(request, this.#options.transport.send(request));
  }

  stream(request: TransportRequest): Promise<TransportStream> {
    return this.#measure(request, this.#options.transport.stream(request));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.transport[Symbol.asyncDispose]();
  }

  async #measure<Response extends { readonly status: number }>(
    { method }: TransportRequest,
    exchange: Promise<Response>,
  ): Promise<Response> {
    const { clock, host, metrics } = this.#options;
    const startedAt = clock.now();
    let code = '<error>';
    try {
      const response = await exchange;
      code = String(response.status);
      return response;
    } finally {
      metrics.requested({ method, host, code, durationMs: clock.now() - startedAt });
    }
  }
}
