import type {
  Transport,
  TransportRequest,
  TransportResponse,
  TransportStream,
} from '../client/transport.ts';
import type { LeaderScope } from './leader-term.ts';

/**
 * Refuses writes of what runs for the leader once its term is over: before anything is done, and again
 * at the last moment, when the transport below has waited for a connection, credentials or a
 * Retry-After. Those under way are aborted. By the clock, not by a timer: after a pause of the process
 * or a busy event loop, timers come late.
 *
 * What has been given to a connection in time may still be on its way when the term ends; the margin
 * between the renew deadline and the lease duration is for that.
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
    const admit = () => term.assertLeading();
    return this.#inner.send({ ...request, signal: either, admit });
  }

  stream(request: TransportRequest): Promise<TransportStream> {
    return this.#inner.stream(request);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }
}
