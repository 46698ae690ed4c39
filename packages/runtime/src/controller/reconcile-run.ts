import type { Request } from '../api/request.ts';
import type { Clock, Timer } from '../util/clock.ts';
import type { LogFields, Logger } from '../util/logger.ts';
import type { ReconcileContext } from './reconciler.ts';

/** What a {@link ReconcileRun} needs. */
export interface ReconcileRunOptions {
  readonly request: Request;
  readonly logger: Logger;
  readonly reconcileID: string;
  /** Aborts every run. */
  readonly abort: AbortSignal;
  readonly clock: Clock;
  readonly timeoutMs: number | undefined;
  readonly onTimeout: () => void;
}

/** One call of a reconciler: its context, and its timeout if it has one. */
export class ReconcileRun implements Disposable {
  readonly context: ReconcileContext;
  /** What each log line of the run carries. */
  readonly fields: LogFields;
  readonly #abort: AbortSignal;
  readonly #own: AbortController | undefined;
  readonly #timer: Timer | undefined;
  readonly #onAbort = () => this.#own?.abort(this.#abort.reason);

  constructor(options: ReconcileRunOptions) {
    const { abort, clock, logger, onTimeout, reconcileID, request, timeoutMs } = options;
    const fields = { namespace: request.namespace, name: request.name, reconcileID };
    this.fields = fields;
    this.#abort = abort;
    // Without a timeout all runs share one signal: nothing to make, nothing to undo.
    if (timeoutMs !== undefined) {
      const own = new AbortController();
      this.#own = own;
      if (abort.aborted) this.#onAbort();
      abort.addEventListener('abort', this.#onAbort, { once: true });
      this.#timer = clock.setTimer(() => {
        onTimeout();
        own.abort(
          new DOMException(`the reconcile took longer than ${timeoutMs} ms`, 'TimeoutError'),
        );
      }, timeoutMs);
    }
    let child: Logger | undefined;
    this.context = {
      signal: this.#own?.signal ?? abort,
      reconcileID,
      // Made when it is asked for: most runs log nothing.
      get logger() {
        return (child ??= logger.child(fields));
      },
    };
  }

  [Symbol.dispose](): void {
    this.#timer?.cancel();
    if (this.#own !== undefined) this.#abort.removeEventListener('abort', this.#onAbort);
  }
}
