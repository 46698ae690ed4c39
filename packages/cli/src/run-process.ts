import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { CliIo } from './cli-io.ts';
import { exitCodes } from './exit-code.ts';
import { ExitError } from './exit-error.ts';

export interface ProcessSpec {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment of this process. @default nothing */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Ends the program with SIGTERM when it aborts. @default never */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program in the command's folder with its output passed on. Each signal that the
 * command gets is passed on, and the program ends in its own time.
 * @returns its exit code; 128 and the signal's number when a signal ended it, as a shell says it
 */
export async function runProcess(io: CliIo, spec: ProcessSpec): Promise<number> {
  const child = spawn(spec.command, [...spec.args], {
    cwd: io.cwd,
    // A group of its own: Ctrl-C reaches it through us alone, not twice.
    detached: process.platform !== 'win32',
    env: { ...io.env, ...spec.env },
    shell: process.platform === 'win32',
    // A terminal stays one for the program: it may write in colour.
    stdio: ['ignore', output(io.stdout), output(io.stderr)],
  });
  child.stdout?.pipe(io.stdout, { end: false });
  child.stderr?.pipe(io.stderr, { end: false });
  const stopListening = io.onSignal((name) => child.kill(name));
  const { signal: stop } = spec;
  const end = (): boolean => child.kill('SIGTERM');
  stop?.addEventListener('abort', end, { once: true });
  if (io.signal.aborted || stop?.aborted === true) end();
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + (signalNumbers[signal ?? ''] ?? 0);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new ExitError(`${spec.command}: ${message}`);
    throw new ExitError(
      `${spec.command} is not installed, or not on the PATH`,
      exitCodes.missingProgram,
    );
  } finally {
    stopListening();
    stop?.removeEventListener('abort', end);
  }
}

function output(stream: CliIo['stdout']): 'inherit' | 'pipe' {
  return stream === process.stdout || stream === process.stderr ? 'inherit' : 'pipe';
}

const signalNumbers: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};
