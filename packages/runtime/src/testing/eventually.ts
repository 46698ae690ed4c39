import { setTimeout as sleep } from 'node:timers/promises';

/** Options of {@link eventually}. */
export interface EventuallyOptions {
  /** Gives up after this long. @default 10000 */
  readonly timeoutMs?: number | undefined;
  /** Between two looks. @default 25 */
  readonly intervalMs?: number | undefined;
  /** What is waited for, for the error. @default 'the condition' */
  readonly what?: string | undefined;
}

/**
 * Waits, in real time, until `condition` gives something else than `false`, `null` or `undefined`,
 * and returns that. For tests against a real server only; a condition that throws is tried again,
 * so an `expect` may stand in it, followed by `return true`.
 * @throws {Error} at the deadline; its cause is what the condition threw last
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  options: EventuallyOptions = {},
): Promise<Exclude<T, false | null | undefined>> {
  const { timeoutMs = 10_000, intervalMs = 25, what = 'the condition' } = options;
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value !== false && value !== null && value !== undefined) {
        return value as Exclude<T, false | null | undefined>;
      }
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= deadline) {
      const reason = lastError instanceof Error ? `: ${lastError.message}` : '';
      throw new Error(`${what} did not come true within ${timeoutMs} ms${reason}`, {
        cause: lastError,
      });
    }
    await sleep(intervalMs);
  }
}
