/** The `result` label of `controller_runtime_reconcile_total`. */
export type ReconcileResultLabel = 'success' | 'error' | 'requeue' | 'requeue_after';

/**
 * What one controller reports. Names and meaning follow controller-runtime's
 * (`controller_runtime_reconcile_total`, ...); the implementation starts every series at 0.
 */
export interface ControllerMetrics {
  /** A reconcile ended; `error` also counts in `reconcile_errors_total`. */
  reconciled(result: ReconcileResultLabel, durationMs: number): void;
  /** The reconcile threw a `TerminalError`; counted beside its result `error`. */
  terminalError(): void;
  /** The reconcile threw something that is not an `Error`; counted beside its result `error`. */
  panicked(): void;
  /** The reconcile outran `reconcileTimeoutMs`; counted once, whatever it returns in the end. */
  timedOut(): void;
  /** Reconciles running now. */
  activeWorkers(count: number): void;
  /** Set once, when the controller is made. */
  maxConcurrentReconciles(count: number): void;
}

/** Gives each controller its metrics. */
export interface ControllerMetricsProvider {
  controller(name: string): ControllerMetrics;
}

/** Records nothing. */
export const noControllerMetrics: ControllerMetrics = Object.freeze({
  reconciled() {},
  terminalError() {},
  panicked() {},
  timedOut() {},
  activeWorkers() {},
  maxConcurrentReconciles() {},
});
