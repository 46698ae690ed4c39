import { Worker } from 'node:worker_threads';
import type { Clock } from '../util/clock.ts';
import type { Logger } from '../util/logger.ts';
import type { ResolvedLeaderElectionOptions } from './leader-election-options.ts';
import type { ReadonlyLease } from './lease-lock.ts';
import type { StandIn } from './stand-in.ts';
import {
  type Handover,
  type LeaseAccess,
  type StandInSettings,
  sharedCell,
  standInThread,
} from './stand-in-thread.ts';

/** Far more than it needs; without a limit its heap would grow to what the process may have. */
const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 };

/** A bundler that keeps names of functions wraps them into this. */
const prelude = 'const __name = (target) => target;';

/** Options of {@link WorkerStandIn}. */
export interface WorkerStandInOptions {
  readonly election: Pick<ResolvedLeaderElectionOptions, 'renewDeadlineMs' | 'retryPeriodMs'>;
  /** Credentials as they are now; asked after each renewal, so the thread's are never older. */
  readonly access: () => Promise<LeaseAccess>;
  readonly callTimeoutMs: number;
  /** The elector's; must be the real one. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the process when its event loop stands still beyond the term. @default true */
  readonly mayKill?: boolean | undefined;
}

/**
 * A thread with a connection of its own, which renews while the event loop of the main thread stands
 * still. It is started when the lead is won, and costs nothing to candidates; then it costs some 20 MB. Without it (when it cannot be started) the main thread renews alone, which
 * a stall shorter than renew deadline less retry period survives as well.
 */
export class WorkerStandIn implements StandIn {
  readonly #options: WorkerStandInOptions;
  readonly #shared = new SharedArrayBuffer(
    BigInt64Array.BYTES_PER_ELEMENT * Object.keys(sharedCell).length,
  );
  readonly #cells = new BigInt64Array(this.#shared);
  /** Nanoseconds of `process.hrtime` at 0 of the clock; rather too large, so that times are rather too old. */
  readonly #zero: bigint;
  #isBegun = false;
  #ended: Promise<unknown> | undefined;
  #worker: Worker | undefined;
  #beating: NodeJS.Timeout | undefined;

  constructor(options: WorkerStandInOptions) {
    this.#options = options;
    const now = options.clock.now();
    this.#zero = process.hrtime.bigint() - BigInt(Math.floor(now * 1e6));
  }

  get renewedAt(): number {
    const at = Atomics.load(this.#cells, sharedCell.renewedAt);
    return at === 0n ? -Infinity : Number(at - this.#zero) / 1e6;
  }

  get isLost(): boolean {
    return Atomics.load(this.#cells, sharedCell.isLost) === 1n;
  }

  renewed(lease: ReadonlyLease, sentAt: number): void {
    const at = this.#zero + BigInt(Math.floor(sentAt * 1e6));
    if (at > Atomics.load(this.#cells, sharedCell.renewedAt)) {
      Atomics.store(this.#cells, sharedCell.renewedAt, at);
    }
    if (!this.#isBegun) this.#begin();
    if (this.#worker !== undefined) void this.#handOver(lease);
  }

  async retire(): Promise<void> {
    Atomics.store(this.#cells, sharedCell.isHolding, 0n);
    clearInterval(this.#beating);
    this.#isBegun = true;
    this.#ended ??= this.#worker?.terminate();
    this.#worker = undefined;
    await this.#ended;
  }

  #begin(): void {
    this.#isBegun = true;
    const { election, callTimeoutMs, logger, mayKill = true } = this.#options;
    const { renewDeadlineMs, retryPeriodMs } = election;
    const workerData: StandInSettings = {
      shared: this.#shared,
      renewDeadlineMs,
      retryPeriodMs,
      callTimeoutMs,
      mayKill,
    };
    this.#beat();
    Atomics.store(this.#cells, sharedCell.isHolding, 1n);
    this.#beating = setInterval(() => this.#beat(), retryPeriodMs / 4).unref();
    try {
      // Flags of the process, such as those of a debugger, are not for the thread.
      const options = { eval: true, name: 'lease', workerData, resourceLimits, execArgv: [] };
      const worker = new Worker(`${prelude}(${standInThread.toString()})()`, options);
      worker.unref();
      worker.on('error', (error) => this.#failed(error));
      this.#worker = worker;
    } catch (error) {
      this.#failed(error);
    }
    logger.debug('A thread stands in for renewals of the leader lease');
  }

  #beat(): void {
    Atomics.store(this.#cells, sharedCell.beatAt, process.hrtime.bigint());
  }

  async #handOver(lease: ReadonlyLease): Promise<void> {
    try {
      const access = await this.#options.access();
      const handover: Handover = { access, lease: JSON.stringify(lease) };
      this.#worker?.postMessage(handover);
    } catch (error) {
      this.#options.logger.debug('Could not hand the leader lease over to the thread', { error });
    }
  }

  #failed(error: unknown): void {
    clearInterval(this.#beating);
    this.#worker = undefined;
    const text =
      'The thread that stands in for renewals of the leader lease failed; going on without';
    this.#options.logger.warn(text, { error });
  }
}
