/** How long a failed key waits. */
export interface RateLimiter<K> {
  /** The delay after one failure more, in milliseconds. */
  next(key: K): number;
  /** Forgets the failures of the key. */
  forget(key: K): void;
  /** Failures since the last `forget`. */
  failures(key: K): number;
}

/** Options of {@link ItemBackoff}. */
export interface ItemBackoffOptions {
  /** Delay after the first failure. @default 5 */
  readonly baseDelayMs?: number | undefined;
  /** @default 1000000 */
  readonly maxDelayMs?: number | undefined;
}

/**
 * Doubles the delay with each failure of the same key: 5, 10, 20, ... 1000000 ms. No limit across
 * keys. Semantics: client-go's `ItemExponentialFailureRateLimiter`, controller-runtime's default.
 */
export class ItemBackoff<K> implements RateLimiter<K> {
  readonly #failures = new Map<K, number>();
  readonly #baseDelayMs: number;
  readonly #maxDelayMs: number;

  constructor(options: ItemBackoffOptions = {}) {
    this.#baseDelayMs = options.baseDelayMs ?? 5;
    this.#maxDelayMs = options.maxDelayMs ?? 1_000_000;
  }

  next(key: K): number {
    const failures = this.failures(key);
    this.#failures.set(key, failures + 1);
    return Math.min(this.#baseDelayMs * 2 ** failures, this.#maxDelayMs);
  }

  forget(key: K): void {
    this.#failures.delete(key);
  }

  failures(key: K): number {
    return this.#failures.get(key) ?? 0;
  }
}
