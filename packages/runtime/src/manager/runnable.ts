/**
 * Something with a lifetime that the manager runs.
 * Semantics: controller-runtime's `manager.Runnable`.
 */
export interface Runnable {
  /**
   * Runs until `signal` aborts, then finishes what is under way and resolves; may resolve earlier
   * when the work is done. A rejection stops the whole manager. `abort` aborts when the time to
   * finish is over: drop what is under way.
   */
  start(signal: AbortSignal, abort?: AbortSignal): Promise<void>;
  /** Runs only while this process leads. @default true */
  readonly needLeaderElection?: boolean | undefined;
}

/** The error of one runnable, with the runnable's name before the message. */
export class RunnableError extends Error {
  override readonly name = 'RunnableError';

  constructor(runnable: string, cause: unknown) {
    super(`${runnable}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
