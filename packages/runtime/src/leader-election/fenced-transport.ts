import type {
  Transport,
  TransportRequest,
  TransportResponse,
  TransportStream,
} from '../client/transport.ts';
import type { LeaderScope } from './leader-term.ts';

/**
 * Refuses writes of what runs for the leader once its term is over, and aborts those under way, so
 * that a transport below does not try them again.
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
    const term = request.method === 'GET' ? undefined : this.#scope.current;
    if (term === undefined) return this.#inner.send(request);
    term.assertLeading();
    const { signal } = request;
    const either = signal === undefined ? term.signal : AbortSignal.any([term.signal, signal]);
    return this.#inner.send({ ...request, signal: either });
  }

  stream(request: TransportRequest): Promise<TransportStream> {
    return this.#inner.stream(request);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }
}
