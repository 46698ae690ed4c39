import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program of `operator dev`. */
export interface ChildSpec {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onLine: (line: string) => void;
}

/** How a program ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A Node program whose output is read line by line. */
export class ChildLines implements AsyncDisposable {
  /** Resolves when it has ended and all its lines were read. */
  readonly ended: Promise<ChildExit>;
  readonly #child: ChildProcess;

  constructor({ args, cwd, env, onLine }: ChildSpec) {
    this.#child = spawn(process.execPath, [...args], {
      cwd,
      env,
      // A group of its own: Ctrl-C reaches it through us alone.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', onLine);
    }
    this.ended = once(this.#child, 'close').then(([code, signal]) => ({ code, signal }));
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it as a cluster would, and waits for it. */
  async stop(): Promise<ChildExit> {
    this.kill('SIGTERM');
    return this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
