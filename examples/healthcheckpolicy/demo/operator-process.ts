import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const entry = path.resolve(import.meta.dirname, '../dist/main.js');

/** The operator as its own process, as `npm start` runs it. */
export class OperatorProcess implements AsyncDisposable {
  readonly #child: ChildProcess;

  /** @param onLine receives each line that the operator logs */
  constructor(kubeconfigPath: string, onLine: (line: string) => void) {
    const flags = [
      ['--kubeconfig', kubeconfigPath],
      ['--health-probe-bind-address', '0'],
      ['--webhook-bind-address', '127.0.0.1:0'],
    ].flat();
    this.#child = spawn(process.execPath, ['--enable-source-maps', entry, ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', onLine);
    }
  }

  /** Rejects when the operator ends before it is told to. */
  async ended(): Promise<never> {
    const [code, signal] = (await once(this.#child, 'exit')) as [number | null, string | null];
    throw new Error(`the operator ended by itself (${signal ?? `exit code ${code}`})`);
  }

  /** Ends the operator as a cluster would, and waits for it. @returns its exit code */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await exited;
    }
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
