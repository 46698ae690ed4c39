import type { Clock } from '../util/clock.ts';
import type { ClientMetrics } from './client-metrics.ts';

/** Options of {@link ExchangeMeter}. */
export interface ExchangeMeterOptions {
  readonly metrics: ClientMetrics;
  /** Host and port of the API server, as metrics name it. */
  readonly host: string;
  readonly clock: Clock;
}

/** Reports the tries of one request, each by itself: retries are what an overloaded server shows up in. */
export class ExchangeMeter {
  readonly #options: ExchangeMeterOptions;
  readonly #method: string;
  #former: string | undefined;

  constructor(method: string, options: ExchangeMeterOptions) {
    this.#method = method;
    this.#options = options;
  }

  /** Measures one try until its response's headers. */
  async measure<Response extends { readonly status: number }>(
    send: () => Promise<Response>,
  ): Promise<Response> {
    const { clock, host, metrics } = this.#options;
    const method = this.#method;
    if (this.#former !== undefined) metrics.retried({ method, host, code: this.#former });
    const startedAt = clock.now();
    let code = '<error>';
    try {
      const response = await send();
      code = String(response.status);
      return response;
    } finally {
      this.#former = code;
      metrics.requested({ method, host, code, durationMs: clock.now() - startedAt });
    }
  }
}
