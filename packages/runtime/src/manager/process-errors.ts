import type { Logger } from '../util/logger.ts';

type ErrorEvent = 'uncaughtException' | 'unhandledRejection';

/** The part of Node's `process` that tells of errors that nobody has caught. */
interface ErrorSource {
  on(event: ErrorEvent, listener: (error: unknown) => void): unknown;
  off(event: ErrorEvent, listener: (error: unknown) => void): unknown;
}

/** Options of {@link listenForErrors}. */
export interface ProcessErrorsOptions {
  readonly logger: Logger;
  /** @default process */
  readonly source?: ErrorSource | undefined;
}

/** Listens until it is disposed of. */
export interface ProcessErrors extends Disposable {
  /** Aborts at the first error, which is the reason. */
  readonly signal: AbortSignal;
}

/** An error that nobody has caught: of a promise that nobody awaits, or of a callback. */
export class UncaughtError extends Error {
  override readonly name = 'UncaughtError';
}

/**
 * Turns errors that nobody has caught into an abort, so that the process drains and gives its lease
 * back before it ends; Node would end it on the spot.
 */
export function listenForErrors(options: ProcessErrorsOptions): ProcessErrors {
  const { logger, source = process } = options;
  const controller = new AbortController();
  const listen = (event: ErrorEvent, what: string) => {
    const listener = (thrown: unknown) => {
      const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
      logger.error(`${what}; stopping`, { error: cause });
      controller.abort(new UncaughtError(`${what}: ${cause.message}`, { cause }));
    };
    source.on(event, listener);
    return () => source.off(event, listener);
  };
  const stops = [
    listen('unhandledRejection', 'A promise that nobody awaits was rejected'),
    listen('uncaughtException', 'Something was thrown that nobody catches'),
  ];
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const stop of stops) stop();
    },
  };
}
