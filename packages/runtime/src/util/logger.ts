/** Values beside a log message. An `Error` under the key `error` is printed with its stack. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What the framework logs to. `createLogger` makes one over pino. */
export interface Logger {
  trace(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to each line. */
  child(fields: LogFields): Logger;
}
