import { open, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Guard, GuardedProcess } from './guard.ts';

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
  readonly #process: GuardedProcess;

  private constructor(command: ServerCommand, guarded: GuardedProcess) {
    this.#command = command;
    this.#process = guarded;
  }

  static async start(command: ServerCommand): Promise<ServerProcess> {
    const { file, args, guard, logFile } = command;
    const log = await open(logFile, 'a');
    try {
      return new ServerProcess(command, guard.start({ file, args, output: log.fd }));
    } finally {
      await log.close();
    }
  }

  get name(): string {
    return this.#command.name;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /**
   * Waits until `isReady` says so.
   * @throws {Error} with the end of the server's log when it exits or the deadline passes first
   */
  async untilReady(
    isReady: () => Promise<boolean>,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<void> {
    const { timeoutMs, signal } = options;
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const ready = await isReady();
      signal?.throwIfAborted();
      // Looked at after the answer: another server may have answered in place of one that is gone.
      if (this.#process.hasExited) {
        throw await this.#failure(`exited with ${this.#process.exitReason}`);
      }
      if (ready) return;
      if (performance.now() > deadline) {
        throw await this.#failure(`was not ready within ${timeoutMs / 1000} s`);
      }
      // Aborted with the caller's own reason.
      await pause(pollMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
    }
  }

  /** SIGTERM, and SIGKILL to the whole group when it has not ended by the deadline. */
  async stop(timeoutMs: number): Promise<void> {
    if (this.#process.hasExited) return;
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), timeoutMs);
    try {
      await this.#process.exited;
    } finally {
      clearTimeout(timer);
    }
  }

  async #failure(what: string): Promise<Error> {
    const lines = (await readFile(this.#command.logFile, 'utf8')).trimEnd().split('\n');
    const tail = lines.slice(-logTailLines).join('\n');
    return new Error(`${this.name} ${what}. The end of its log:\n${tail}`);
  }
}
