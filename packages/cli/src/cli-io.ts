import type { Readable, Writable } from 'node:stream';

/** What a command touches of the process it runs in; tests pass their own. */
export interface CliIo {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** The folder that commands work in. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Somebody sits at a terminal and can answer questions. */
  readonly isInteractive: boolean;
  /** Columns of the terminal. */
  readonly columns: number;
  /** Aborts when the user wants the command to end (Ctrl-C, SIGTERM). */
  readonly signal: AbortSignal;
  /**
   * Hears of every such wish, also the second and third: for commands that pass them on.
   * @returns stops listening
   */
  onSignal(listener: (name: NodeJS.Signals) => void): () => void;
}

/** Writes one line for the user. */
export function print(io: CliIo, line: string): void {
  io.stdout.write(`${line}\n`);
}

/** Says to somebody who waits what is being done; scripts do not hear of it. */
export function progress(io: CliIo, line: string): void {
  if (io.isInteractive) notice(io, line);
}

/** Writes one line beside the output proper: progress and warnings. */
export function notice(io: CliIo, line: string): void {
  io.stderr.write(`${line}\n`);
}
