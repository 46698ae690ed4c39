import type { Request, Result } from '../api/request.ts';
import type { Logger } from '../util/logger.ts';

/** What a reconcile is given beside its request. */
export interface ReconcileContext {
  /**
   * Aborts when the reconcile outruns `reconcileTimeoutMs`, or when the process stops and the time
   * to drain is over. Hand it to every call that waits.
   */
  readonly signal: AbortSignal;
  /** Adds controller, kind, namespace, name and reconcileID to each line. */
  readonly logger: Logger;
  /** Unique to this run (a UUID); every log line of the run carries it. */
  readonly reconcileID: string;
}

/**
 * Brings the world closer to what the object named by the request asks for. Level-driven: it sees
 * the key, never the event, and must read the present state itself. Called for one key never twice
 * at a time; a change during a run leads to exactly one run more.
 *
 * - returns nothing: done; the key's backoff is reset
 * - returns `{ requeueAfterMs }`: done for now; runs again after that time
 * - throws: runs again with backoff, 5 ms doubling to 1000 s
 * - throws a `TerminalError`: not run again until the next change
 *
 * Semantics: controller-runtime's `reconcile.Reconciler`.
 */
export interface Reconciler<R = Request> {
  reconcile(request: R, context: ReconcileContext): Promise<Result | void>;
}
