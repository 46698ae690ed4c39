import { createRequire } from 'node:module';
import { isatty } from 'node:tty';
import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import type { LogFields, Logger } from './logger.ts';
import { printableFields, printableText } from './printable-fields.ts';

/** Levels from chatty to quiet; `silent` prints nothing. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Options of {@link createLogger}. */
export interface LoggerOptions {
  /** @default 'info' */
  readonly level?: LogLevel | undefined;
  /** JSON lines, or coloured text for people. @default 'pretty' when the destination is a terminal, else 'json' */
  readonly format?: 'json' | 'pretty' | undefined;
  /** @default standard output, written synchronously: the last line before an exit is the one that matters */
  readonly destination?: NodeJS.WritableStream | undefined;
}

/**
 * A {@link Logger} over pino: one line per event, times in ISO 8601. Credentials are redacted, and
 * objects of the API are named, not printed.
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { level = 'info', destination } = options;
  const isTerminal = destination === undefined ? isatty(standardOutput) : isTTY(destination);
  const { format = isTerminal ? 'pretty' : 'json' } = options;
  const target = destination ?? standardOutput;
  const stream = format === 'pretty' ? prettyStream(target, isTerminal) : plainStream(target);
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

/** Not `process.stdout`: with a pipe, that loses what the reader has not taken when the process exits. */
const standardOutput = 1;

type Target = NodeJS.WritableStream | typeof standardOutput;

function isTTY(destination: NodeJS.WritableStream): boolean {
  return 'isTTY' in destination && destination.isTTY === true;
}

function plainStream(target: Target): DestinationStream {
  return target === standardOutput ? pino.destination({ fd: target, sync: true }) : target;
}

/**
 * Loaded only for people: in a pod there is no terminal, and nothing to pay. A program that was bundled
 * into one file has no such module beside it, and prints JSON on a terminal too.
 */
function prettyStream(destination: Target, colorize: boolean): DestinationStream {
  let pretty: typeof import('pino-pretty');
  try {
    pretty = createRequire(import.meta.url)('pino-pretty') as typeof pretty;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    return plainStream(destination);
  }
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
    if (!this.#pino.isLevelEnabled(level)) return;
    this.#pino[level](printableFields(fields), printableText(message));
  }
}
