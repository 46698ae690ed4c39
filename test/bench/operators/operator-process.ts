import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** What the bench asks an operator's environment for. */
export interface OperatorOptions {
  readonly command: readonly string[];
  readonly kubeconfig: string;
  readonly workers: number;
}

/** What a process has used so far. */
export interface Usage {
  /** Since the start, of all threads. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly peakBytes: number;
}

/** A line that an operator prints once, and what it had used by then. */
export interface Milestone extends Usage {
  /** Since the start of the process. */
  readonly seconds: number;
}

const ticksPerSecond = 100;

/** An operator that runs. */
export class OperatorProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #startedAt = performance.now();
  readonly #milestones = new Map<string, Milestone>();
  readonly #listeners = new Set<() => void>();
  #errors = '';

  constructor({ command, kubeconfig, workers }: OperatorOptions) {
    const [file = '', ...args] = command;
    this.#child = spawn(file, args, {
      env: { ...process.env, NODE_OPTIONS: '', KUBECONFIG: kubeconfig, WORKERS: String(workers) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-4000);
    });
    this.#child.once('exit', () => this.#wake());
    createInterface(this.#child.stdout!).on('line', (line) => {
      if (line !== 'synced' && line !== 'reconciling') return;
      this.#milestones.set(line, { ...this.usage(), seconds: this.seconds });
      this.#wake();
    });
  }

  get seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  /** @throws {Error} when the process ends before */
  async reached(line: 'synced' | 'reconciling'): Promise<Milestone> {
    for (;;) {
      const milestone = this.#milestones.get(line);
      if (milestone !== undefined) return milestone;
      this.assertRunning();
      await new Promise<void>((resolve) => this.#listeners.add(resolve));
    }
  }

  /** @throws {Error} with what it printed last, when the process has ended */
  assertRunning(): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) return;
    throw new Error(`${this.#child.spawnargs.join(' ')} ended:\n${this.#errors}`);
  }

  usage(): Usage {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    const bytes = (name: string): number =>
      Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) * 1024;
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
      residentBytes: bytes('VmRSS'),
      peakBytes: bytes('VmHWM'),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await exit;
    clearTimeout(killer);
  }

  #wake(): void {
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}
