import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Event } from '@keelson/kubernetes/events/v1';
import type { Client } from '@keelson/runtime';
import type { CliIo } from '../cli-io.ts';
import { ChildLines } from './child-lines.ts';
import { type CompilerEvents, watchSource } from './compiler.ts';
import type { DevProject } from './dev-project.ts';
import { type ControllerCounts, type DevView, readableLog, readCounts } from './dev-view.ts';

/** What a session is made of. */
export interface DevSessionOptions {
  readonly io: CliIo;
  readonly client: Client;
  readonly project: DevProject;
  readonly view: DevView;
  readonly projectName: string;
  readonly url: string;
  /** Of the operator's own user. */
  readonly kubeconfig: string;
}

const entry = 'dist/main.js';
const crashDelaysMs = [1_000, 2_000, 5_000, 10_000, 30_000];
const pollEveryMs = 1_000;
const settleMs = 50;

/** One run of `operator dev`: compiles, keeps the cluster like the source, and the operator like both. */
export class DevSession implements AsyncDisposable {
  readonly #options: DevSessionOptions;
  readonly #stopping = new AbortController();
  readonly #compiler: ChildLines;
  #operator: ChildLines | undefined;
  #status = 'compiling';
  #controllers: ControllerCounts[] = [];
  readonly #events: string[] = [];
  #metricsPort = 0;
  #crashes = 0;
  /** Restarts happen one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(options: DevSessionOptions) {
    this.#options = options;
    const { io } = options;
    this.#compiler = watchSource(io.cwd, io.env, this.#compilerEvents());
    void this.#watchEvents();
    const poll = setInterval(() => void this.#readMetrics(), pollEveryMs);
    this.#stopping.signal.addEventListener('abort', () => clearInterval(poll));
  }

  /** Resolves when the compiler ends by itself, which it never should. */
  get ended(): Promise<unknown> {
    return this.#compiler.ended;
  }

  /** Starts the operator again. */
  restart(): void {
    this.#enqueue(() => this.#restart());
  }

  /** Applies the samples of the project. */
  applySamples(): void {
    const { project, view } = this.#options;
    this.#enqueue(async () => {
      const count = await project.applySamples();
      if (count === 0) view.line('dev', 'there are no samples in config/samples');
    });
  }

  /** Ends the operator at once, without its drain. */
  kill(): void {
    this.#compiler.kill('SIGKILL');
    this.#operator?.kill('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    const operator = this.#operator;
    this.#operator = undefined;
    await Promise.all([this.#compiler.stop(), operator?.stop()]);
    await this.#work;
  }

  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => this.#tell(error));
  }

  #compilerEvents(): CompilerEvents {
    const { view } = this.#options;
    // An editor that saves in several steps makes several compilations: the last one counts.
    let settled: NodeJS.Timeout | undefined;
    this.#stopping.signal.addEventListener('abort', () => clearTimeout(settled));
    return {
      onStart: () => {
        clearTimeout(settled);
        this.#setStatus('compiling');
      },
      onCompiled: () => {
        this.#crashes = 0;
        clearTimeout(settled);
        settled = setTimeout(() => this.restart(), settleMs);
      },
      onErrors: (lines) => {
        for (const line of lines) view.line('tsc', line);
        const hint = this.#operator === undefined ? '' : ', the operator of before keeps running';
        view.line('dev', `the source has errors${hint}`);
        this.#setStatus('errors in the source');
      },
    };
  }

  async #restart(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const { project, view } = this.#options;
    await project.synchronise(this.#stopping.signal);
    const former = this.#operator;
    this.#operator = undefined;
    if (former !== undefined) await former.stop();
    if (this.#stopping.signal.aborted) return;
    view.line('dev', former === undefined ? 'starting the operator' : 'restarting the operator');
    await this.#start();
  }

  async #start(): Promise<void> {
    const { io, kubeconfig, view } = this.#options;
    this.#metricsPort = await freePort();
    const operator = new ChildLines({
      args: [
        '--enable-source-maps',
        entry,
        '--kubeconfig',
        kubeconfig,
        '--metrics-bind-address',
        `127.0.0.1:${this.#metricsPort}`,
        '--health-probe-bind-address',
        '0',
      ],
      cwd: io.cwd,
      env: io.env,
      onLine: (line) => view.line('operator', readableLog(line)),
    });
    this.#operator = operator;
    this.#setStatus('running');
    void this.#watchOver(operator);
  }

  async #watchOver(operator: ChildLines): Promise<void> {
    const { code, signal } = await operator.ended;
    if (this.#operator !== operator || this.#stopping.signal.aborted) return;
    this.#operator = undefined;
    this.#crashed(signal ?? `exit code ${code}`);
  }

  #crashed(how: string): void {
    const delay = crashDelaysMs[Math.min(this.#crashes++, crashDelaysMs.length - 1)] as number;
    const { view } = this.#options;
    view.line(
      'dev',
      `the operator ended by itself (${how}); again in ${delay / 1000} s, or when the source changes`,
    );
    this.#setStatus(`crashed: ${how}`);
    const again = setTimeout(() => {
      if (this.#operator === undefined) this.restart();
    }, delay);
    this.#stopping.signal.addEventListener('abort', () => clearTimeout(again), { once: true });
  }

  async #watchEvents(): Promise<void> {
    const { client, view } = this.#options;
    const { signal } = this.#stopping;
    const seen = new Set<string>();
    try {
      const { metadata } = await client.list(Event, { limit: 1, signal });
      const from = { resourceVersion: metadata.resourceVersion, signal };
      for await (const { type, object } of client.watch(Event, from)) {
        if (type !== 'ADDED' || seen.has(object.metadata.uid ?? '')) continue;
        seen.add(object.metadata.uid ?? '');
        const { kind = '', name = '' } = object.regarding ?? {};
        const text = `${object.reason ?? ''} on ${kind} ${name}: ${object.note ?? ''}`;
        this.#events.push(text);
        view.line('event', text);
        this.#show();
      }
    } catch (error) {
      if (!signal.aborted) this.#tell(error);
    }
  }

  async #readMetrics(): Promise<void> {
    if (this.#operator === undefined || !this.#options.io.isInteractive) return;
    try {
      const response = await fetch(`http://127.0.0.1:${this.#metricsPort}/metrics`, {
        signal: AbortSignal.timeout(pollEveryMs),
      });
      this.#controllers = readCounts(await response.text());
      this.#show();
    } catch {
      // Not up yet, or on its way down: the next time is soon.
    }
  }

  #setStatus(status: string): void {
    this.#status = status;
    this.#show();
  }

  #show(): void {
    const { view, projectName, url } = this.#options;
    view.show({
      project: projectName,
      url,
      status: this.#status,
      controllers: this.#controllers,
      events: this.#events,
    });
  }

  #tell(error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    const message = error instanceof Error ? error.message : String(error);
    for (const line of message.split('\n')) this.#options.view.line('dev', line);
    this.#setStatus('errors');
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
