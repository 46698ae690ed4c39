import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '@keelson/runtime/testing';

const main = path.resolve(import.meta.dirname, '../../../examples/healthcheckpolicy/dist/main.js');

/** The example's operator, built, in a process of its own; both its endpoints are on. */
export class Operator implements AsyncDisposable {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | NodeJS.Signals>;

  constructor(kubeconfig: string, ...flags: string[]) {
    const addresses = [
      '--metrics-bind-address',
      '127.0.0.1:0',
      '--health-probe-bind-address',
      '127.0.0.1:0',
      '--no-metrics-secure',
      '--webhook-bind-address',
      '0',
    ];
    const { KUBECONFIG: _, WATCH_NAMESPACE: __, ...env } = process.env;
    this.#child = spawn(
      process.execPath,
      [main, '--kubeconfig', kubeconfig, ...addresses, ...flags],
      {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
    this.#exited = once(this.#child, 'exit').then(([code, signal]) => code ?? signal);
  }

  /** Waits for a line with this text. */
  async says(text: string, timeoutMs = 15_000): Promise<void> {
    await eventually(() => this.#hasSaid(text), { timeoutMs, what: `"${text}" in the log` });
  }

  get leads(): boolean {
    return this.#hasSaid('Became the leader');
  }

  /** The answer of `/healthz` or `/readyz`. */
  async health(endpoint: string): Promise<number> {
    const response = await fetch(`http://${await this.#addressOf('health server')}/${endpoint}`);
    await response.body?.cancel();
    return response.status;
  }

  /** What Prometheus would read: value by series, as `name{labels}`. */
  async metrics(): Promise<Map<string, number>> {
    const response = await fetch(`http://${await this.#addressOf('metrics server')}/metrics`);
    const lines = (await response.text()).split('\n').filter((line) => /^[a-z]/.test(line));
    return new Map(
      lines.map((line) => {
        const end = line.lastIndexOf(' ');
        return [line.slice(0, end), Number(line.slice(end + 1))] as const;
      }),
    );
  }

  /** @returns exit code or signal, and how long the end took */
  async end(signal: NodeJS.Signals): Promise<{ exit: number | NodeJS.Signals; tookMs: number }> {
    const start = performance.now();
    this.#child.kill(signal);
    return { exit: await this.#exited, tookMs: performance.now() - start };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #hasSaid(text: string): boolean {
    return this.lines.some((line) => line.includes(text));
  }

  async #addressOf(server: string): Promise<string> {
    const pattern = new RegExp(`Serving: ${server} on (127\\.0\\.0\\.1:\\d+)`);
    const find = () => this.lines.map((line) => pattern.exec(line)?.[1]).find(Boolean);
    return eventually(find, { timeoutMs: 15_000, what: `the address of the ${server}` });
  }
}
