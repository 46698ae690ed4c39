import type { Clock } from '../../util/clock.ts';

/** After a load that failed, the value before it is used for this long at most. */
const longestStaleMs = 10_000;
/** A value that has expired when it comes must not be loaded anew by every request. */
const shortestLifetimeMs = 1_000;

/** A value, and how long it may be used. */
export interface Fresh<T> {
  readonly value: T;
  /** @default the cache's own lifetime */
  readonly lifetimeMs?: number | undefined;
}

/**
 * Remembers what `load` gave for a while. Calls at the same time share one load, and when a reload
 * fails, the value before it is kept: a file that is being rewritten must not stop an operator.
 */
export class CredentialCache<T> {
  readonly #load: () => Promise<Fresh<T>>;
  readonly #clock: Clock;
  readonly #lifetimeMs: number;
  #value: T | undefined;
  #expiresAt = Number.NEGATIVE_INFINITY;
  #loading: Promise<T> | undefined;

  constructor(
    load: () => Promise<Fresh<T>>,
    options: { readonly clock: Clock; readonly lifetimeMs: number },
  ) {
    this.#load = load;
    this.#clock = options.clock;
    this.#lifetimeMs = options.lifetimeMs;
  }

  get(): Promise<T> {
    if (this.#value !== undefined && this.#clock.now() < this.#expiresAt)
      return Promise.resolve(this.#value);
    this.#loading ??= this.#reload().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  invalidate(): void {
    this.#expiresAt = Number.NEGATIVE_INFINITY;
  }

  async #reload(): Promise<T> {
    try {
      const { value, lifetimeMs = this.#lifetimeMs } = await this.#load();
      this.#expiresAt = this.#clock.now() + Math.max(lifetimeMs, shortestLifetimeMs);
      this.#value = value;
      return value;
    } catch (error) {
      if (this.#value === undefined) throw error;
      this.#expiresAt = this.#clock.now() + Math.min(this.#lifetimeMs, longestStaleMs);
      return this.#value;
    }
  }
}
