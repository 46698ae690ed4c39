import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { CliIo } from '../cli-io.ts';
import type { Command } from '../command.ts';
import { runProgram } from '../program.ts';

/** What a run of the program is given, and who reads along. */
export interface CliRun {
  /** @default '/nowhere' */
  readonly cwd?: string;
  /** Lines that the user types; makes the run interactive. @default nobody is there */
  readonly answers?: readonly string[];
  /** @default every command */
  readonly commands?: readonly Command[];
  /** @default this process's PATH */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The streams of a command as tests have them. */
export function testIo(run: CliRun = {}) {
  const { cwd = '/nowhere', answers, env = { PATH: process.env['PATH'] } } = run;
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end(answers?.map((line) => `${line}\n`).join(''));
  const interrupted = new AbortController();
  const listeners = new Set<(name: NodeJS.Signals) => void>();
  const io: CliIo = {
    stdin,
    stdout,
    stderr,
    cwd,
    env,
    isInteractive: answers !== undefined,
    columns: 100,
    signal: interrupted.signal,
    onSignal(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    io,
    /** As Ctrl-C or kill would. */
    signal: (name: NodeJS.Signals): void => {
      interrupted.abort();
      for (const listener of listeners) listener(name);
    },
    output: async () => {
      stdout.end();
      stderr.end();
      return { stdout: await text(stdout), stderr: await text(stderr) };
    },
  };
}

/** Runs the program in this process. */
export async function runCli(args: readonly string[], run: CliRun = {}) {
  const { io, output } = testIo(run);
  const exitCode = await runProgram(args, io, run.commands);
  return { exitCode, ...(await output()) };
}
