import type { Result } from '../api/request.ts';
import { isConflict } from '../client/api-error-predicates.ts';
import type { ReconcileResultLabel } from './controller-metrics.ts';
import { TerminalError } from './terminal-error.ts';

/** How a call of the reconciler ended. */
export type ReconcileEnd =
  | { readonly returned: Result | undefined }
  | {
      readonly thrown: unknown;
      /** The shutdown had aborted the run: what it threw is of no interest. */
      readonly isAborted: boolean;
    };

/** What follows from it. */
export interface ReconcileOutcome {
  /**
   * `forget`: reset the backoff. `requeue-after`: the same, and run again after `delayMs`.
   * `retry`: run again with backoff. `drop`: nothing; the failures so far are kept.
   */
  readonly action: 'forget' | 'requeue-after' | 'retry' | 'drop';
  /** 0 unless `requeue-after`. */
  readonly delayMs: number;
  readonly result: ReconcileResultLabel;
  readonly isTerminal: boolean;
  /** Something was thrown that is not an `Error`. */
  readonly isPanic: boolean;
  readonly level: 'debug' | 'info' | 'error';
  readonly message: string;
  /** What was thrown, as an `Error`. */
  readonly error?: Error;
}

const success = {
  action: 'forget',
  delayMs: 0,
  result: 'success',
  isTerminal: false,
  isPanic: false,
  level: 'debug',
  message: 'Reconciled',
} as const;

const failure = {
  action: 'retry',
  delayMs: 0,
  result: 'error',
  isTerminal: false,
  isPanic: false,
  level: 'error',
  message: 'Reconciler error',
} as const;

/**
 * The table of what follows from a reconcile. Semantics: controller-runtime's, except that a
 * conflict is not an error: someone else wrote first, and the retry reads what they wrote.
 */
export function outcomeOf(end: ReconcileEnd): ReconcileOutcome {
  if (!('thrown' in end)) {
    const delayMs = end.returned?.requeueAfterMs ?? 0;
    return delayMs > 0
      ? { ...success, action: 'requeue-after', result: 'requeue_after', delayMs }
      : success;
  }
  const { thrown, isAborted } = end;
  if (isAborted) {
    const message = 'Reconcile ended by the shutdown';
    return { ...failure, result: 'requeue', level: 'info', message };
  }
  if (!(thrown instanceof Error)) {
    const error = new Error(`the reconciler threw ${describe(thrown)}, which is not an Error`);
    return { ...failure, isPanic: true, error };
  }
  if (thrown instanceof TerminalError) {
    const message = 'Reconciler error, not tried again until the object changes';
    return { ...failure, action: 'drop', isTerminal: true, message, error: thrown };
  }
  if (isConflict(thrown)) {
    const message = 'The object was changed by someone else meanwhile; trying again';
    return { ...failure, result: 'requeue', level: 'info', message, error: thrown };
  }
  return { ...failure, error: thrown };
}

function describe(thrown: unknown): string {
  try {
    return typeof thrown === 'string' ? JSON.stringify(thrown) : String(thrown);
  } catch {
    return typeof thrown;
  }
}
