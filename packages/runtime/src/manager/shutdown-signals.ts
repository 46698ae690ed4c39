import type { Logger } from '../util/logger.ts';

/** The part of Node's `process` that receives signals. */
interface SignalSource {
  on(event: 'SIGINT' | 'SIGTERM', listener: (signal: string) => void): unknown;
  off(event: 'SIGINT' | 'SIGTERM', listener: (signal: string) => void): unknown;
}

/** Options of {@link listenForShutdown}. */
export interface ShutdownSignalsOptions {
  readonly logger: Logger;
  /** @default process */
  readonly source?: SignalSource | undefined;
  /** Ends the process at once. @default process.exit */
  readonly exit?: ((code: number) => void) | undefined;
}

/** Listens until it is disposed of. */
export interface ShutdownSignals extends Disposable {
  /** Aborts at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}

/**
 * Turns SIGINT and SIGTERM into an abort; a second one exits the process with 1 at once. As process 1
 * of a container, Node would ignore them otherwise.
 * Semantics: controller-runtime's `SetupSignalHandler`.
 */
export function listenForShutdown(options: ShutdownSignalsOptions): ShutdownSignals {
  const { logger, source = process, exit = (code) => process.exit(code) } = options;
  const controller = new AbortController();
  const listener = (signal: string) => {
    if (controller.signal.aborted) {
      logger.warn('Second signal: exiting at once', { signal });
      exit(1);
      return;
    }
    logger.info('Shutting down; a second signal exits at once', { signal });
    controller.abort();
  };
  source.on('SIGINT', listener);
  source.on('SIGTERM', listener);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      source.off('SIGINT', listener);
      source.off('SIGTERM', listener);
    },
  };
}
