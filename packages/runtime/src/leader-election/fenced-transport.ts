import type {
  Transport,
  TransportRequest,
  TransportResponse,
  TransportStream,
} from '../client/transport.ts';
import type { LeaderScope } from './leader-term.ts';

/**
 * Refuses writes of what runs for the leader once its term is over. It must be the innermost wrapper
 * of a transport, below retries: every attempt asks again.
 */
export class FencedTransport implements Transport {
  readonly #inner: Transport;
  readonly #scope: LeaderScope;

  constructor(inner: Transport, scope: LeaderScope) {
    this.#inner = inner;
    this.#scope = scope;
  }

  /** @throws {NotLeaderError} for a write outside the term */
  async send(request: TransportRequest): Promise<TransportResponse> {
    if (request.method !== 'GET') this.#scope.current?.assertLeading();
    return this.#inner.send(request);
  }

  stream(request: TransportRequest): Promise<TransportStream> {
    return this.#inner.stream(request);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }
}
