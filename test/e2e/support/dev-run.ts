import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { interrupt, userEnvironment } from './user-machine.ts';

/** One run of `operator dev` in a project, and what it prints. */
export class DevRun implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  /** Lines before this one were waited for. */
  #read = 0;
  #onLine: () => void = () => undefined;
  #ended: Promise<number | null> | undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.#lines.push(line);
        this.#onLine();
      });
    }
    child.once('close', (code) => {
      this.#lines.push(`ended with ${code}`);
      this.#onLine();
    });
  }

  static async start(project: string, flags: readonly string[]): Promise<DevRun> {
    const program = path.join(project, 'node_modules/.bin/operator');
    const child = spawn(program, ['dev', ...flags], {
      cwd: project,
      env: userEnvironment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new DevRun(child);
  }

  /** Waits for the next line that matches, after the one that was waited for last. */
  async line(pattern: RegExp, timeoutMs = 30_000): Promise<RegExpExecArray> {
    const signal = AbortSignal.timeout(timeoutMs);
    for (;;) {
      while (this.#read < this.#lines.length) {
        const found = pattern.exec(this.#lines[this.#read++] as string);
        if (found !== null) return found;
      }
      const isOver = this.#lines.at(-1)?.startsWith('ended with') === true;
      if (isOver || signal.aborted) {
        throw new Error(`no line matched ${String(pattern)}\n${this.log()}`);
      }
      await new Promise<void>((resolve) => {
        this.#onLine = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  /** Where it said that its API is. */
  async kubeconfig(): Promise<string> {
    const [, file] = await this.line(/^export KUBECONFIG=(.+)$/);
    return file as string;
  }

  log(): string {
    return this.#lines.join('\n');
  }

  /** Ctrl-C. @returns its exit code */
  stop(): Promise<number | null> {
    this.#ended ??= interrupt(this.#child);
    return this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
