/** How the delays of a backoff grow. */
export interface BackoffOptions {
  /** The first delay. */
  readonly initialMs: number;
  /** No delay is longer, before jitter. */
  readonly maximumMs: number;
  /** Each delay is this many times the one before. @default 2 */
  readonly factor?: number | undefined;
  /** Adds up to this fraction of the delay, at random. @default 0 */
  readonly jitter?: number | undefined;
}

/**
 * The delay before try number `attempt` (the first is 0), whatever its size: large exponents end at
 * the maximum instead of overflowing. `random` is uniform in [0, 1). Semantics: client-go's
 * `wait.Backoff`.
 */
export function backoffMs(
  options: BackoffOptions,
  attempt: number,
  random: () => number = Math.random,
): number {
  const { initialMs, maximumMs, factor = 2, jitter = 0 } = options;
  // Zero times an overflown power is no number.
  const delay = initialMs === 0 ? 0 : Math.min(maximumMs, initialMs * factor ** attempt);
  return delay * (1 + jitter * random());
}
