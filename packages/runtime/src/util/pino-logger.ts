import { createRequire } from 'node:module';
import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import type { LogFields, Logger } from './logger.ts';

/** Levels from chatty to quiet; `silent` prints nothing. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Options of {@link createLogger}. */
export interface LoggerOptions {
  /** @default 'info' */
  readonly level?: LogLevel | undefined;
  /** JSON lines, or coloured text for people. @default 'pretty' when the destination is a terminal, else 'json' */
  readonly format?: 'json' | 'pretty' | undefined;
  /** @default process.stderr's file descriptor for text, process.stdout's for JSON */
  readonly destination?: NodeJS.WritableStream | undefined;
}

/** What must never be printed, wherever a caller puts it. */
const secretPaths = ['authorization', 'token', 'password', 'data', 'stringData', 'headers'].flatMap(
  (name) => [name, `*.${name}`],
);

/** A {@link Logger} over pino: one line per event, times in ISO 8601, credentials redacted. */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { level = 'info', destination = process.stdout } = options;
  const isTerminal = 'isTTY' in destination && (destination.isTTY ?? false);
  const { format = isTerminal ? 'pretty' : 'json' } = options;
  const stream = format === 'pretty' ? prettyStream(destination, isTerminal) : destination;
  return new PinoAdapter(
    pino(
      {
        level,
        base: null,
        timestamp: stdTimeFunctions.isoTime,
        redact: { paths: secretPaths, censor: '[redacted]' },
        errorKey: 'error',
        formatters: { level: (label) => ({ level: label }) },
      },
      stream,
    ),
  );
}

/** A {@link Logger} that prints nothing. */
export const silentLogger: Logger = Object.freeze({
  trace: () => {},
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
});

/** Loaded only for people: in a pod there is no terminal, and nothing to pay. */
function prettyStream(destination: NodeJS.WritableStream, colorize: boolean): DestinationStream {
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof import('pino-pretty');
  return pretty({
    destination,
    colorize,
    sync: true,
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss.l',
  });
}

class PinoAdapter implements Logger {
  readonly #pino: PinoLogger;

  constructor(inner: PinoLogger) {
    this.#pino = inner;
  }

  trace(message: string, fields: LogFields = {}): void {
    this.#pino.trace(fields, message);
  }

  debug(message: string, fields: LogFields = {}): void {
    this.#pino.debug(fields, message);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#pino.info(fields, message);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#pino.warn(fields, message);
  }

  error(message: string, fields: LogFields = {}): void {
    this.#pino.error(fields, message);
  }

  child(fields: LogFields): Logger {
    return new PinoAdapter(this.#pino.child(fields));
  }
}
