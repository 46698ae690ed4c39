import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { ChildLines } from './child-lines.ts';

/** What runs, and who hears of it. */
export interface OperatorRunnerOptions {
  /** Root of the project. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onLine: (line: string) => void;
  /** It ended by itself, and is started again after the delay. */
  readonly onCrash: (how: string, delayMs: number) => void;
  /** The delay is over. */
  readonly onRetry: () => void;
}

const entry = 'dist/main.js';
const crashDelaysMs = [1_000, 2_000, 5_000, 10_000, 30_000];
const host = '127.0.0.1';

/** How long to wait after so many crashes in a row, in milliseconds. */
export function crashDelay(crashes: number): number {
  return crashDelaysMs[Math.min(crashes, crashDelaysMs.length) - 1] ?? 0;
}

/** The operator as a process of its own, one at a time. */
export class OperatorRunner implements AsyncDisposable {
  readonly #options: OperatorRunnerOptions;
  /** Those that drain included. */
  readonly #processes = new Set<ChildLines>();
  #current: ChildLines | undefined;
  #metricsPort = 0;
  #crashes = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: OperatorRunnerOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#current !== undefined;
  }

  /** Starts it under a kubeconfig, when none runs. */
  async start(kubeconfig: string): Promise<void> {
    clearTimeout(this.#retry);
    const { directory, env, onLine } = this.#options;
    this.#metricsPort = await freePort();
    const operator = new ChildLines({
      args: [
        '--enable-source-maps',
        entry,
        '--kubeconfig',
        kubeconfig,
        '--metrics-bind-address',
        `${host}:${this.#metricsPort}`,
        '--health-probe-bind-address',
        '0',
      ],
      cwd: directory,
      env,
      onLine,
    });
    this.#current = operator;
    this.#processes.add(operator);
    void this.#awaitEnd(operator);
  }

  /** Ends it as a cluster would; resolves when it has drained. */
  async stop(): Promise<void> {
    clearTimeout(this.#retry);
    const operator = this.#current;
    this.#current = undefined;
    await operator?.stop();
  }

  /** Ends all of it at once, without a drain. */
  kill(): void {
    for (const operator of this.#processes) operator.kill('SIGKILL');
  }

  /** The source is another: what crashed before says nothing any more. */
  forgiveCrashes(): void {
    this.#crashes = 0;
  }

  /** The text of its metrics; undefined while it has none to give. */
  async metrics(timeoutMs: number): Promise<string | undefined> {
    if (!this.isRunning) return undefined;
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(`http://${host}:${this.#metricsPort}/metrics`, { signal });
      return await response.text();
    } catch {
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #awaitEnd(operator: ChildLines): Promise<void> {
    const { code, signal } = await operator.ended;
    this.#processes.delete(operator);
    if (this.#current === operator) this.#crashed(signal ?? `exit code ${code}`);
  }

  #crashed(how: string): void {
    this.#current = undefined;
    const delayMs = crashDelay(++this.#crashes);
    const { onCrash, onRetry } = this.#options;
    onCrash(how, delayMs);
    this.#retry = setTimeout(onRetry, delayMs);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, host), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
