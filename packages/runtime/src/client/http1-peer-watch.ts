import type { Dispatcher } from 'undici';
import { ConnectionError } from './connection-error.ts';
import { PeerCheck, type PingOptions } from './peer-check.ts';

/**
 * HTTP/1.1 has no ping: while every request of a pool is silent, the peer is asked something else.
 * When that stays without an answer too, all requests are broken off. A single connection that a
 * healthy peer has forgotten is left to TCP keep-alive, and to the deadlines of the requests.
 */
export class Http1PeerWatch {
  readonly #ping: PingOptions;
  readonly #ask: () => void;
  readonly #running = new Set<Dispatcher.DispatchController>();
  #received = 0;
  #ticking: NodeJS.Timeout | undefined;

  /** `ask`: sends a request of no consequence through the same pool. */
  constructor(ping: PingOptions, ask: () => void) {
    this.#ping = ping;
    this.#ask = ask;
  }

  /** For `Dispatcher.compose`: sees every request of the pool. */
  readonly intercept: Dispatcher.DispatcherComposeInterceptor =
    (dispatch) =>
    (options, handler): boolean =>
      dispatch(options, this.#observed(handler));

  #observed(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
    return {
      onRequestStart: (controller, context: unknown) => {
        this.#started(controller);
        handler.onRequestStart?.(controller, context);
      },
      onResponseStart: (controller, status, headers, message) => {
        this.#received += 1;
        handler.onResponseStart?.(controller, status, headers, message);
      },
      onResponseData: (controller, chunk) => {
        this.#received += 1;
        handler.onResponseData?.(controller, chunk);
      },
      onResponseEnd: (controller, trailers) => {
        this.#ended(controller);
        handler.onResponseEnd?.(controller, trailers);
      },
      onResponseError: (controller, error) => {
        this.#ended(controller);
        handler.onResponseError?.(controller, error);
      },
    };
  }

  #started(controller: Dispatcher.DispatchController): void {
    this.#running.add(controller);
    if (this.#ticking !== undefined) return;
    const check = new PeerCheck(this.#ping);
    this.#ticking = setInterval(() => this.#act(check.tick(this.#received)), check.tickMs);
    this.#ticking.unref();
  }

  #ended(controller: Dispatcher.DispatchController): void {
    this.#running.delete(controller);
    if (this.#running.size > 0) return;
    clearInterval(this.#ticking);
    this.#ticking = undefined;
  }

  #act(verdict: ReturnType<PeerCheck['tick']>): void {
    if (verdict === 'ask') this.#ask();
    if (verdict !== 'dead') return;
    const { timeoutMs } = this.#ping;
    const error = new ConnectionError(`the peer answered nothing within ${timeoutMs} ms`, {
      code: 'ETIMEDOUT',
    });
    for (const controller of this.#running) controller.abort(error);
  }
}
