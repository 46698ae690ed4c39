/**
 * Thrown by a reconciler when trying again cannot help: the key is not retried until the object
 * changes. Its failures so far are kept. Semantics: controller-runtime's `reconcile.TerminalError`.
 */
export class TerminalError extends Error {
  override readonly name = 'TerminalError';
}
