import type { Runnable } from '../manager/runnable.ts';
import type { BoundAddress } from '../util/http-listener.ts';
import { aborted } from '../util/signals.ts';

/** A server as its two ends. */
export interface Listening extends AsyncDisposable {
  listen(): Promise<BoundAddress>;
}

/** Serves from its start to its stop, in every replica. */
export class ServerRunnable implements Runnable {
  readonly needLeaderElection = false;
  readonly #server: Listening;
  readonly #listening = Promise.withResolvers<BoundAddress>();

  constructor(server: Listening) {
    this.#server = server;
    // A failure to listen is `start`'s to report.
    this.#listening.promise.catch(() => {});
  }

  /** The real address, once it listens. */
  get address(): Promise<BoundAddress> {
    return this.#listening.promise;
  }

  async start(signal: AbortSignal): Promise<void> {
    await using server = this.#server;
    try {
      this.#listening.resolve(await server.listen());
    } catch (error) {
      this.#listening.reject(error);
      throw error;
    }
    await aborted(signal);
  }
}
