import type { Clock } from '../util/clock.ts';
import { sleep } from '../util/signals.ts';
import { systemClock } from '../util/system-clock.ts';
import { isConflict } from './api-error-predicates.ts';

/** Options of {@link retryOnConflict}. */
export interface RetryOnConflictOptions {
  /** How often the function is called at most. @default 5 */
  readonly steps?: number | undefined;
  /** The pause after the first conflict. @default 10 */
  readonly initialDelayMs?: number | undefined;
  /** Each pause is this many times the one before. @default 1 */
  readonly factor?: number | undefined;
  /** Lengthens each pause by up to this fraction of it. @default 0.1 */
  readonly jitter?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** @default real time */
  readonly clock?: Clock | undefined;
  /** Uniform in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
}

/**
 * Calls `attempt` again while it throws a conflict; the last conflict is thrown. Each attempt must
 * read the object anew, from the API server and not from a cache, and apply its change to that.
 * Semantics: client-go's `retry.RetryOnConflict` with `DefaultRetry`.
 */
export async function retryOnConflict<T>(
  attempt: () => Promise<T>,
  options: RetryOnConflictOptions = {},
): Promise<T> {
  const { steps = 5, initialDelayMs = 10, factor = 1, jitter = 0.1, signal } = options;
  const { clock = systemClock, random = Math.random } = options;
  for (let step = 1; ; step += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isConflict(error) || step >= steps) throw error;
    }
    const delayMs = initialDelayMs * factor ** (step - 1);
    await sleep(clock, delayMs * (1 + jitter * random()), signal);
  }
}
