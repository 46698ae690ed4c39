/** Options of {@link EventBudget}. */
export interface EventBudgetOptions {
  /** Writes about one object that may follow each other at once. @default 25 */
  readonly burst?: number | undefined;
  /** After them, one write in this time. @default 300000 */
  readonly refillMs?: number | undefined;
}

interface Bucket {
  tokens: number;
  /** When `tokens` was true, monotonic milliseconds. */
  at: number;
}

const remembered = 4096;

/**
 * Bounds the writes of events about one object, so that an object in trouble does not flood the API
 * server. Semantics and defaults: client-go's `EventSourceObjectSpamFilter`; there each occurrence
 * counts, here each write, so that a long series loses no count.
 */
export class EventBudget {
  /** In order of their last use. */
  readonly #buckets = new Map<string, Bucket>();
  readonly #burst: number;
  readonly #refillMs: number;

  constructor({ burst = 25, refillMs = 300_000 }: EventBudgetOptions = {}) {
    this.#burst = burst;
    this.#refillMs = refillMs;
  }

  /** Takes one write about the object `key`; false when there is none left now. */
  take(key: string, now: number): boolean {
    const bucket = this.#bucket(key, now);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  /** Time until there is a write left; 0 when there is. */
  waitMs(key: string, now: number): number {
    const { tokens } = this.#bucket(key, now);
    return tokens >= 1 ? 0 : (1 - tokens) * this.#refillMs;
  }

  #bucket(key: string, now: number): Bucket {
    const known = this.#buckets.get(key) ?? { tokens: this.#burst, at: now };
    const gained = (now - known.at) / this.#refillMs;
    const bucket = { tokens: Math.min(this.#burst, known.tokens + gained), at: now };
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > remembered && oldest !== undefined) this.#buckets.delete(oldest);
    return bucket;
  }
}
