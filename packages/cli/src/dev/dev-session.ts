import type { Client } from '@keelson/runtime';
import type { CliIo } from '../cli-io.ts';
import type { Compiler, CompilerEvents } from './compiler.ts';
import type { DevProject } from './dev-project.ts';
import { type ControllerCounts, type DevView, readableLog, readCounts } from './dev-view.ts';
import { followEvents } from './event-feed.ts';
import type { ManifestWriter } from './manifest-writer.ts';
import type { OperatorAccount } from './operator-account.ts';
import { OperatorRunner } from './operator-runner.ts';

/** What a session is made of. */
export interface DevSessionOptions {
  readonly io: CliIo;
  readonly client: Client;
  readonly compiler: Compiler;
  readonly project: DevProject;
  readonly view: DevView;
  readonly projectName: string;
  readonly url: string;
  readonly account: OperatorAccount;
  readonly manifests: ManifestWriter;
  /** The first manifests, begun before there was a cluster. */
  readonly early: Promise<readonly string[]>;
  /** Apply the samples once the operator runs. */
  readonly samples: boolean;
}

const pollEveryMs = 1_000;
const renewEveryMs = 6 * 60 * 60 * 1_000;
const keptEvents = 20;

/** One run of `operator dev`: keeps the cluster like the source, and the operator like both. */
export class DevSession implements AsyncDisposable {
  readonly #options: DevSessionOptions;
  readonly #stopping = new AbortController();
  readonly #operator: OperatorRunner;
  #status = 'compiling';
  #wantsSamples: boolean;
  #early: Promise<readonly string[]> | undefined;
  #controllers: readonly ControllerCounts[] = [];
  #events: readonly string[] = [];
  /** Restarts happen one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(options: DevSessionOptions) {
    this.#options = options;
    const { io, account, compiler, early, samples, view } = options;
    this.#wantsSamples = samples;
    this.#early = early;
    this.#operator = new OperatorRunner({
      directory: io.cwd,
      env: io.env,
      onLine: (line) => view.line('operator', readableLog(line)),
      onCrash: (how, delayMs) => this.#tellCrash(how, delayMs),
      onRetry: () => this.restart(),
    });
    compiler.follow(this.#compilerEvents());
    void this.#watchEvents();
    const poll = setInterval(() => void this.#readMetrics(), pollEveryMs);
    const renewal = setInterval(() => this.#do(() => account.renew()), renewEveryMs);
    this.#stopping.signal.addEventListener('abort', () => {
      clearInterval(poll);
      clearInterval(renewal);
    });
    this.#show();
  }

  /** Starts the operator again. */
  restart(): void {
    this.#do(() => this.#restart());
  }

  /** Applies the samples of the project. */
  applySamples(): void {
    this.#do(() => this.#applySamples());
  }

  /** Ends the operator at once, without its drain. */
  kill(): void {
    this.#options.compiler.kill();
    this.#operator.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#operator.stop();
    await this.#work;
    // What was being started meanwhile.
    await this.#operator.stop();
  }

  #do(task: () => Promise<void>): void {
    this.#work = this.#work.then(task).catch((error: unknown) => this.#tell(error));
  }

  #compilerEvents(): CompilerEvents {
    const { view } = this.#options;
    return {
      onStart: () => this.#setStatus('compiling'),
      onCompiled: () => {
        this.#operator.forgiveCrashes();
        this.restart();
      },
      onErrors: (lines) => {
        for (const line of lines) view.line('tsc', line);
        const hint = this.#operator.isRunning ? ', the operator of before keeps running' : '';
        view.line('dev', `the source has errors${hint}`);
        this.#setStatus('errors in the source');
      },
    };
  }

  async #restart(): Promise<void> {
    const { signal } = this.#stopping;
    if (signal.aborted) return;
    const { account, project, view } = this.#options;
    for (const file of await this.#generate()) view.line('dev', `generated ${file}`);
    await project.synchronise(signal);
    await account.renew();
    const isFirst = !this.#operator.isRunning;
    await this.#operator.stop();
    if (signal.aborted) return;
    view.line('dev', isFirst ? 'starting the operator' : 'restarting the operator');
    await this.#operator.start(account.kubeconfigPath);
    this.#setStatus('running');
    if (this.#wantsSamples) await this.#applySamples();
  }

  #generate(): Promise<readonly string[]> {
    const { compiler, manifests } = this.#options;
    const early = this.#early;
    this.#early = undefined;
    // The source may be another since.
    return compiler.compilations > 1 ? manifests.generate() : (early ?? manifests.generate());
  }

  async #applySamples(): Promise<void> {
    this.#wantsSamples = false;
    const { project, view } = this.#options;
    const count = await project.applySamples();
    if (count === 0) view.line('dev', 'there are no samples in config/samples');
  }

  #tellCrash(how: string, delayMs: number): void {
    const again = `again in ${delayMs / 1000} s, or when the source changes`;
    this.#options.view.line('dev', `the operator ended by itself (${how}); ${again}`);
    this.#setStatus(`crashed: ${how}`);
  }

  async #watchEvents(): Promise<void> {
    const { client, view } = this.#options;
    for await (const event of followEvents(client, this.#stopping.signal)) {
      this.#events = [...this.#events, event].slice(-keptEvents);
      view.line('event', event);
      this.#show();
    }
  }

  async #readMetrics(): Promise<void> {
    if (!this.#options.io.isInteractive) return;
    const metrics = await this.#operator.metrics(pollEveryMs);
    if (metrics === undefined) return;
    this.#controllers = readCounts(metrics);
    this.#show();
  }

  #setStatus(status: string): void {
    this.#status = status;
    this.#show();
  }

  #show(): void {
    if (this.#stopping.signal.aborted) return;
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
    const hint = this.#operator.isRunning ? ', the operator of before keeps running' : '';
    this.#setStatus(`errors${hint}`);
  }
}
