import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Guard } from './guard.ts';

const logTailLines = 20;
const pollMs = 25;

/** How to start a server. */
export interface ServerCommand {
  /** For messages: `etcd`. */
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Its output goes here. */
  readonly logFile: string;
  readonly guard: Guard;
}

/** A server that runs in a process group of its own, with its output in a file. */
export class ServerProcess {
  readonly #command: ServerCommand;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(command: ServerCommand, child: ChildProcess) {
    this.#command = command;
    this.#child = child;
    this.#exited = once(child, 'exit');
    // Without a listener, a program that cannot be started would be an uncaught error.
    this.#exited.catch(() => {});
  }

  static async start(command: ServerCommand): Promise<ServerProcess> {
    const log = await open(command.logFile, 'a');
    try {
      // The shell tells the guard of its group before it becomes the server, and closes the guard's
      // pipe: there is no moment at which this process could die and leave the server behind.
      const child = spawn(
        'sh',
        ['-c', 'echo "group $$" >&3; exec 3>&-; exec "$@"', 'sh', command.file, ...command.args],
        { detached: true, stdio: ['ignore', log.fd, log.fd, command.guard.input] },
      );
      return new ServerProcess(command, child);
    } finally {
      await log.close();
    }
  }

  get hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /**
   * Waits until `isReady` says so.
   * @throws {Error} with the end of the server's log when it exits or the deadline passes first
   */
  async untilReady(
    isReady: () => Promise<boolean>,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<void> {
    const deadline = performance.now() + options.timeoutMs;
    while (!(await isReady())) {
      options.signal?.throwIfAborted();
      if (this.hasExited) throw await this.#failure(`exited with ${this.#exitReason()}`);
      if (performance.now() > deadline) {
        throw await this.#failure(`was not ready within ${options.timeoutMs / 1000} s`);
      }
      await pause(pollMs, undefined, { signal: options.signal });
    }
  }

  /** SIGTERM, and SIGKILL to the whole group when it has not ended by the deadline. */
  async stop(timeoutMs: number): Promise<void> {
    if (this.hasExited) return;
    this.#kill('SIGTERM');
    const timer = setTimeout(() => this.#kill('SIGKILL'), timeoutMs);
    try {
      await this.#exited;
    } finally {
      clearTimeout(timer);
    }
  }

  #kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.#child;
    if (pid === undefined || this.hasExited) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  #exitReason(): string {
    return this.#child.signalCode ?? `code ${this.#child.exitCode}`;
  }

  async #failure(what: string): Promise<Error> {
    const lines = (await readFile(this.#command.logFile, 'utf8')).trimEnd().split('\n');
    const tail = lines.slice(-logTailLines).join('\n');
    return new Error(`${this.#command.name} ${what}. The end of its log:\n${tail}`);
  }
}
