import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResourceType } from '@keelson/kubernetes';
import { Lease } from '@keelson/kubernetes/coordination/v1';
import { ConfigMap, Namespace } from '@keelson/kubernetes/core/v1';
import { Manager, type RestClient, createLogger } from '@keelson/runtime';
import { eventually } from '@keelson/runtime/testing';
import { type LoggedWrite, type Reign, breaches } from './referee.ts';
import { Relay } from './relay.ts';

/** How the lead is taken from its holder, or tried to be. */
export const changes = [
  'term',
  'kill',
  'stop',
  'block',
  'busy',
  'partition',
  'lose-replies',
  'slow',
  'delete',
] as const;
export type Change = (typeof changes)[number];

/** Options of {@link Contest.begin}. */
export interface ContestOptions {
  readonly kubeconfigPath: string;
  readonly namespace: string;
  readonly candidates: number;
  /** Lease duration, renew deadline and retry period in milliseconds. */
  readonly times: readonly [number, number, number];
}

/** What a holder may survive; `busy`, `slow` and `delete` it should. */
const mayFail: ReadonlySet<Change> = new Set(['busy', 'lose-replies', 'slow', 'delete']);

/** Wrong wall clocks of the candidates, one after the other. */
const skewsMs = [0, 3_600_000, -86_400_000];

interface Candidate extends AsyncDisposable {
  readonly name: string;
  readonly process: ChildProcess;
  readonly relay: Relay;
  readonly exited: Promise<unknown>;
  readonly output: () => string;
}

/** Several operators compete for one Lease; all that they write, and all that happens to the Lease, is kept. */
export class Contest implements AsyncDisposable {
  readonly reigns: Reign[] = [];
  readonly writes: LoggedWrite[] = [];
  readonly #options: ContestOptions;
  readonly #api: RestClient;
  readonly #folder: string;
  readonly #stop = new AbortController();
  readonly #watches: Promise<void>[] = [];
  #candidates: Candidate[] = [];
  #started = 0;

  private constructor(options: ContestOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    const logger = createLogger({ level: 'error' });
    this.#api = new Manager({ kubeconfig: options.kubeconfigPath, logger }).apiClient;
  }

  static async begin(options: ContestOptions): Promise<Contest> {
    const contest = new Contest(options, await mkdtemp(join(tmpdir(), 'keelson-leadership-')));
    try {
      await contest.#begin();
    } catch (error) {
      await contest[Symbol.asyncDispose]();
      throw error;
    }
    return contest;
  }

  /** What no log may show. Complete when the contest has ended. */
  get breaches(): string[] {
    return breaches(this.reigns, this.writes);
  }

  get holder(): string {
    return this.reigns.at(-1)?.holder ?? '';
  }

  /**
   * Takes the lead away, or tries to, and waits until somebody writes again. Gives the milliseconds
   * until another than the holder did, or undefined when the holder went on.
   */
  async change(change: Change): Promise<number | undefined> {
    const leader = await this.#leader();
    const [leaseDurationMs] = this.#options.times;
    const at = this.writes.length;
    const since = performance.now();
    const undo = await this.#disturb(leader, change);
    const limits = { timeoutMs: leaseDurationMs * 3 + 5_000, intervalMs: 2 };
    const hasChanged = () => this.writes.slice(at).some(({ writer }) => writer !== leader.name);
    const isOver = () =>
      mayFail.has(change) && performance.now() - since > leaseDurationMs * 2 + 1_000;
    await eventually(() => hasChanged() || isOver(), {
      ...limits,
      what: `an end of "${change}" of ${leader.name}`,
    });
    const tookMs = hasChanged() ? performance.now() - since : undefined;
    undo();
    const hasExited = tookMs !== undefined;
    if (hasExited) await leader.exited;
    await this.#fill();
    return tookMs;
  }

  /** Ends all candidates and waits for the last entries. */
  async end(): Promise<void> {
    for (const candidate of this.#candidates) candidate.process.kill('SIGTERM');
    await Promise.all(this.#candidates.map(({ exited }) => exited));
    const mark = { namespace: this.#options.namespace, name: 'log' };
    const body = { data: { writer: 'referee' } };
    await this.#api.patch(ConfigMap, mark, { type: 'merge', body });
    await eventually(() => this.writes.at(-1)?.writer === 'referee', { what: 'the last entry' });
    this.writes.pop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#candidates.map((candidate) => candidate[Symbol.asyncDispose]()));
    this.#stop.abort();
    await Promise.all(this.#watches);
    await rm(this.#folder, { recursive: true });
  }

  async #begin(): Promise<void> {
    const { namespace } = this.#options;
    await this.#api.create(Namespace, { metadata: { name: namespace } });
    await this.#api.create(ConfigMap, { metadata: { namespace, name: 'log' } });
    this.#watches.push(
      this.#record(Lease, ({ spec }, version) => {
        this.reigns.push({ version, holder: spec.holderIdentity ?? '' });
      }),
      this.#record(ConfigMap, ({ metadata, data }, version) => {
        const writer = data?.['writer'];
        if (metadata.name !== 'log' || writer === undefined) return;
        this.writes.push({ version, writer });
      }),
    );
    await this.#fill();
    await this.#leader();
  }

  async #record<T extends Lease | ConfigMap>(
    type: ResourceType<T>,
    keep: (object: T, version: bigint) => void,
  ): Promise<void> {
    const { namespace } = this.#options;
    const { signal } = this.#stop;
    let resourceVersion: string | undefined;
    while (!signal.aborted) {
      try {
        const events = this.#api.watch(type, { namespace, resourceVersion, signal });
        for await (const event of events) {
          resourceVersion = event.object.metadata.resourceVersion;
          // Its holder does not know of a deletion yet, and still holds it against all others.
          if (event.type !== 'DELETED') keep(event.object, BigInt(resourceVersion ?? 0));
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  }

  async #leader(): Promise<Candidate> {
    const find = () => this.#candidates.find(({ name }) => name === this.holder);
    return eventually(() => this.writes.at(-1)?.writer === this.holder && find(), {
      timeoutMs: 30_000,
      what: 'a leader that writes',
    });
  }

  /** Gives what is to be called when the lead has changed. */
  async #disturb(leader: Candidate, change: Change): Promise<() => void> {
    const { process: child, relay } = leader;
    const heal = () => relay.heal();
    const signal = (name: NodeJS.Signals) => child.kill(name);
    switch (change) {
      case 'term':
        signal('SIGTERM');
        return () => {};
      case 'kill':
        signal('SIGKILL');
        return () => {};
      case 'stop':
        signal('SIGSTOP');
        return () => signal('SIGCONT');
      case 'block':
        signal('SIGUSR2');
        return () => {};
      case 'busy':
        signal('SIGHUP');
        return () => {};
      case 'partition':
        relay.mode = 'lose';
        return heal;
      case 'lose-replies':
        relay.mode = 'lose-replies';
        return heal;
      case 'slow':
        relay.mode = 'slow';
        return heal;
      case 'delete':
        await this.#api.delete(Lease, { namespace: this.#options.namespace, name: 'leader' });
        return () => {};
    }
  }

  /** Starts as many candidates as are missing, and waits until they compete. */
  async #fill(): Promise<void> {
    const { candidates } = this.#options;
    const isRunning = ({ process: { exitCode, signalCode } }: Candidate) =>
      exitCode === null && signalCode === null;
    const running = this.#candidates.filter(isRunning);
    for (const candidate of this.#candidates) {
      if (!isRunning(candidate)) await candidate[Symbol.asyncDispose]();
    }
    const missing = Array.from({ length: candidates - running.length }, () => this.#start());
    this.#candidates = [...running, ...(await Promise.all(missing))];
    await eventually(() => this.#candidates.every(({ output }) => output().includes('competing')), {
      timeoutMs: 60_000,
      what: 'candidates',
    });
  }

  async #start(): Promise<Candidate> {
    const { kubeconfigPath, namespace, times } = this.#options;
    const number = (this.#started += 1);
    const name = `candidate-${number}`;
    const text = await readFile(kubeconfigPath, 'utf8');
    const [, server = ''] = /server"?:\s*"?(https:\/\/[^\s"]+)/.exec(text) ?? [];
    const relay = await Relay.before(new URL(server));
    const path = join(this.#folder, name);
    await writeFile(path, text.replace(server, `https://127.0.0.1:${relay.port}`), { mode: 0o600 });
    const child = spawn(
      process.execPath,
      ['--conditions=keelson-source', new URL('candidate.ts', import.meta.url).pathname],
      {
        env: {
          ...process.env,
          CANDIDATE_KUBECONFIG: path,
          CANDIDATE_NAMESPACE: namespace,
          CANDIDATE_NAME: name,
          CANDIDATE_TIMES: times.join('/'),
          CANDIDATE_SKEW_MS: String(skewsMs[number % skewsMs.length]),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const exited = once(child, 'exit');
    return {
      name,
      process: child,
      relay,
      exited,
      output: () => output,
      async [Symbol.asyncDispose]() {
        child.kill('SIGKILL');
        if (child.exitCode === null && child.signalCode === null) await exited;
        await relay[Symbol.asyncDispose]();
      },
    };
  }
}
