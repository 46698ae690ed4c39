import type { Cache } from '../cache/cache.ts';
import type { Discovery } from '../client/discovery.ts';
import type { Runnable } from '../manager/runnable.ts';
import type { Clock } from '../util/clock.ts';
import type { Logger } from '../util/logger.ts';
import { aborted, sleep } from '../util/signals.ts';
import { assertServed } from './served-kinds.ts';
import type { WatchedKind } from './watched-kinds.ts';

/** What a {@link CacheRunnable} runs, and how. */
export interface CacheRunnableOptions {
  readonly cache: Pick<Cache, 'start' | 'waitForSync'>;
  readonly discovery: Pick<Discovery, 'resources'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Kinds that must be served before the cache starts. */
  readonly kinds: () => Iterable<WatchedKind>;
  /** Told the kinds once they are. */
  readonly onServed: (kinds: Iterable<WatchedKind>) => void;
  /** What to do when one is not. */
  readonly missingKinds: 'error' | 'wait';
  readonly syncTimeoutMs: number;
}

const waitForKindsMs = 10_000;

/** Runs the cache once all watched kinds are served; ready when it is filled. */
export class CacheRunnable implements Runnable {
  readonly needLeaderElection = false;
  readonly #options: CacheRunnableOptions;
  readonly #served = Promise.withResolvers<void>();

  constructor(options: CacheRunnableOptions) {
    this.#options = options;
  }

  /** @throws {NoKindMatchError} unless told to wait */
  async start(signal: AbortSignal): Promise<void> {
    await this.#untilServed(signal);
    if (signal.aborted) return;
    this.#options.onServed(this.#options.kinds());
    this.#served.resolve();
    await this.#options.cache.start(signal);
  }

  /** @throws {Error} when the cache is not filled in time */
  async ready(signal: AbortSignal): Promise<void> {
    const { cache, clock, syncTimeoutMs } = this.#options;
    await this.#served.promise;
    const timeout = new AbortController();
    const timer = clock.setTimer(() => timeout.abort(), syncTimeoutMs);
    const isSynced = await cache.waitForSync(AbortSignal.any([signal, timeout.signal]));
    timer.cancel();
    if (!isSynced && !signal.aborted) {
      throw new Error(`failed to wait for caches to sync within ${syncTimeoutMs} ms`);
    }
  }

  async #untilServed(signal: AbortSignal): Promise<void> {
    const { discovery, kinds, clock, logger, missingKinds: policy } = this.#options;
    let complaint = '';
    while (!signal.aborted) {
      try {
        await Promise.race([assertServed(discovery, kinds()), aborted(signal)]);
        return;
      } catch (error) {
        if (policy === 'error' || signal.aborted) throw error;
        const { message } = error as Error;
        if (message !== complaint) logger.warn(`Waiting: ${message}`);
        complaint = message;
      }
      await sleep(clock, waitForKindsMs, signal).catch(() => {});
    }
  }
}
