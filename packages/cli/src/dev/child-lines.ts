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

// What a pod gets by default.
const graceMs = 30_000;

/** Kills a process group when its standard input ends before the word "done". */
const guardScript = 'read -r word; [ "$word" = done ] || kill -s KILL -- "-$1"';

/** A Node program whose output is read line by line, and which does not outlive this process. */
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
    guard(this.#child);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it as a cluster would, and waits for it: SIGTERM, and SIGKILL when the grace is over. */
  async stop(): Promise<ChildExit> {
    this.kill('SIGTERM');
    const tooLong = setTimeout(() => this.kill('SIGKILL'), graceMs);
    try {
      return await this.ended;
    } finally {
      clearTimeout(tooLong);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Sees to it that the program ends when this process is killed and can see to nothing any more. */
function guard(child: ChildProcess): void {
  if (child.pid === undefined || process.platform === 'win32') return;
  const shell = spawn('/bin/sh', ['-c', guardScript, 'keelson-guard', String(child.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  // Without its guard the program runs on.
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  child.once('exit', () => shell.stdin.end('done\n'));
}
