import type { ObjectKey } from './object-key.ts';

/** What a reconciler is asked to look at: a key, never the event that caused it (level-driven). */
export type Request = ObjectKey;

/**
 * What should happen next with the key.
 * Semantics: controller-runtime's `reconcile.Result`.
 */
export interface Result {
  /** Reconcile again after this many milliseconds; resets the key's backoff. */
  readonly requeueAfterMs?: number | undefined;
}
