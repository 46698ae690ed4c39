import { createRequire } from 'node:module';
import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import type { LogFields, Logger } from './logger.ts';
import { printableFields } from './printable-fields.ts';

/** Levels from chatty to quiet; `silent` prints nothing. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Options of {@link createLogger}. */
export interface LoggerOptions {
  /** @default 'info' */
  readonly level?: LogLevel | undefined;
  /** JSON lines, or coloured text for people. @default 'pretty' when the destination is a terminal, else 'json' */
  readonly format?: 'json' | 'pretty' | undefined;
  /** @default process.stdout */
  readonly destination?: NodeJS.WritableStream | undefined;
}

/**
 * A {@link Logger} over pino: one line per event, times in ISO 8601. Credentials are redacted, and
 * objects of the API are named, not printed.
 */
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
    singleLine: true,
    errorLikeObjectKeys: ['error'],
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss.l',
  });
}

class PinoAdapter implements Logger {
  readonly #pino: PinoLogger;

  constructor(inner: PinoLogger) {
    this.#pino = inner;
  }

  trace(message: string, fields?: LogFields): void {
    this.#print('trace', message, fields);
  }

  debug(message: string, fields?: LogFields): void {
    this.#print('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#print('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#print('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#print('error', message, fields);
  }

  child(fields: LogFields): Logger {
    return new PinoAdapter(this.#pino.child(printableFields(fields)));
  }

  /** What is not printed costs nothing. */
  #print(level: Exclude<LogLevel, 'silent'>, message: string, fields: LogFields = {}): void {
    if (this.#pino.isLevelEnabled(level)) this.#pino[level](printableFields(fields), message);
  }
}
