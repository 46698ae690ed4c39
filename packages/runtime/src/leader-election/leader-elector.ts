import { Lease } from '@keelson/kubernetes/coordination/v1';
import type { Clock } from '../util/clock.ts';
import type { Logger } from '../util/logger.ts';
import { Alarm } from './alarm.ts';
import { type LeaderElectionMetrics, noLeaderElectionMetrics } from './leader-election-metrics.ts';
import {
  type LeaderElectionOptions,
  type ResolvedLeaderElectionOptions,
  resolveLeaderElectionOptions,
  renewalTimeoutMs,
  retryJitter,
} from './leader-election-options.ts';
import { LeaderElectionLostError, LeaderTerm } from './leader-term.ts';
import type { LeaseClient } from './lease-client.ts';
import type { StandIn } from './stand-in.ts';
import {
  type LeaseClaim,
  type LeaseObservation,
  type ReadonlyLease,
  acquiredLease,
  isHeldBy,
  newLease,
  observeLease,
  releasedLease,
  remainingHoldMs,
  renewedLease,
} from './lease-lock.ts';

/** What a {@link LeaderElector} works with. */
export interface LeaderElectorDependencies {
  /** Live and not fenced by the term that this elector gives. */
  readonly client: LeaseClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** @default none */
  readonly metrics?: LeaderElectionMetrics | undefined;
  /** Renews while the event loop stands still. @default nobody */
  readonly standIn?: StandIn | undefined;
  /** Uniform in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
}

/** After the end of another's lease, candidates wait up to this much more, not all at once. */
const takeoverSpreadMs = 500;

/**
 * Competes for a Lease, holds it and gives it up. The order of calls is `acquire`, `hold`,
 * `release`; an elector serves one term.
 *
 * Times follow client-go's leader election. Stricter than that: all watch the Lease, so a
 * release hands over at once; renewals count from when they were sent; a deleted Lease counts as
 * held until it would have ended; another holder seen is the end of the term at once; and a release
 * never writes over a Lease that has gone to another.
 */
export class LeaderElector {
  readonly term: LeaderTerm;
  readonly #options: ResolvedLeaderElectionOptions;
  readonly #claim: LeaseClaim;
  readonly #client: LeaseClient;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #metrics: LeaderElectionMetrics;
  readonly #random: () => number;
  readonly #standIn: StandIn | undefined;
  readonly #callTimeoutMs: number;
  readonly #alarm: Alarm;
  #observation: LeaseObservation | undefined;
  /** As this process last wrote it; the only one that it renews or releases. */
  #held: ReadonlyLease | undefined;
  /** A write was sent, whatever came back: the server may have this process as the holder. */
  #mayHold = false;
  #complaint: string | undefined;

  /** @throws {RangeError | TypeError} see {@link resolveLeaderElectionOptions} */
  constructor(options: LeaderElectionOptions, dependencies: LeaderElectorDependencies) {
    this.#options = resolveLeaderElectionOptions(options);
    this.#claim = this.#options;
    this.#client = dependencies.client;
    this.#clock = dependencies.clock;
    this.#metrics = dependencies.metrics ?? noLeaderElectionMetrics;
    this.#random = dependencies.random ?? Math.random;
    this.#standIn = dependencies.standIn;
    const lease = `${this.#options.namespace}/${this.#options.name}`;
    this.#logger = dependencies.logger.child({ lease, identity: this.#options.identity });
    this.#callTimeoutMs = renewalTimeoutMs(this.#options);
    this.#alarm = new Alarm(this.#clock);
    this.term = new LeaderTerm(this.#clock, this.#options.renewDeadlineMs, this.#standIn);
    this.#metrics.leading(this.#options.name, false);
  }

  /** Who leads is known: this process, or whoever the Lease names, if anyone. */
  get isLeaderKnown(): boolean {
    return this.term.isLeading || this.#observation !== undefined;
  }

  get identity(): string {
    return this.#options.identity;
  }

  /** Resolves with true when this process has the Lease, with false when `signal` aborts first. */
  async acquire(signal: AbortSignal): Promise<boolean> {
    this.#logger.info('Waiting for the leader lease');
    const watching = new AbortController();
    const watched = this.#watch(AbortSignal.any([signal, watching.signal]));
    try {
      while (!signal.aborted) {
        if (await this.#tryAcquire(signal)) {
          this.#metrics.leading(this.#options.name, true);
          this.#logger.info('Became the leader');
          return true;
        }
        await this.#alarm.wait(this.#untilNextAttempt(), signal);
      }
      return false;
    } finally {
      watching.abort();
      await watched;
    }
  }

  /**
   * Renews until `signal` aborts.
   * @throws {LeaderElectionLostError} at the renew deadline, or when another holder is seen
   */
  async hold(signal: AbortSignal): Promise<void> {
    // A deletion, and another holder, are to be met at once and not at the next renewal.
    const watching = new AbortController();
    void this.#watch(AbortSignal.any([signal, watching.signal]));
    try {
      let attemptedAt = this.#clock.now();
      while (!signal.aborted) {
        const untilNext = attemptedAt + this.#options.retryPeriodMs - this.#clock.now();
        await this.#alarm.wait(Math.min(untilNext, this.term.remainingMs), signal);
        if (signal.aborted) return;
        if (!this.term.isLeading) {
          const { renewDeadlineMs } = this.#options;
          throw new LeaderElectionLostError(`not renewed within ${renewDeadlineMs} ms`);
        }
        attemptedAt = this.#clock.now();
        await this.#renew(signal);
      }
    } catch (error) {
      this.#lost();
      throw error;
    } finally {
      watching.abort();
    }
  }

  /**
   * Ends the term and frees the Lease for the next, if it is still this process's. Never throws: what
   * cannot be released ends by itself. Call it when nothing acts for the leader any more.
   */
  async release(): Promise<void> {
    const held = this.#held;
    const mayHold = this.#mayHold;
    this.#lost();
    await this.#standIn?.retire();
    if (!mayHold) return;
    const { signal } = new AbortController();
    try {
      const released = await this.#alarm.bound(this.#callTimeoutMs, signal, (signal) =>
        this.#free(held, signal),
      );
      if (released) this.#logger.info('Released the leader lease');
    } catch (error) {
      this.#logger.warn('Could not release the leader lease; it ends by itself', { error });
    }
  }

  async #free(held: ReadonlyLease | undefined, signal: AbortSignal): Promise<boolean> {
    const update = (lease: ReadonlyLease) =>
      this.#client.update(releasedLease(lease, this.#clock.wallTime()), { signal });
    if (held !== undefined) {
      try {
        await update(held);
        return true;
      } catch (error) {
        this.#logger.debug('The leader lease has changed; reading it', { error });
      }
    }
    // A renewal whose reply was lost has moved the version on.
    const { namespace, name } = this.#options;
    const current = await this.#client.get(Lease, { namespace, name }, { signal });
    if (current === undefined || !isHeldBy(current, this.identity)) return false;
    await update(current);
    return true;
  }

  #lost(): void {
    this.#held = undefined;
    this.#mayHold = false;
    this.term.end();
    void this.#standIn?.retire();
    this.#metrics.leading(this.#options.name, false);
  }

  async #tryAcquire(signal: AbortSignal): Promise<boolean> {
    try {
      const current = await this.#get(signal);
      if (current !== undefined) this.#observe(current);
      const remaining = this.#remainingMs();
      if (remaining > 0 && !(current && isHeldBy(current, this.identity))) return false;
      const sentAt = this.#clock.now();
      const wallTime = this.#clock.wallTime();
      this.#mayHold = true;
      this.#held = await this.#call(signal, (signal) =>
        current === undefined
          ? this.#client.create(Lease, newLease(this.#claim, wallTime), { signal })
          : this.#client.update(acquiredLease(current, this.#claim, wallTime), { signal }),
      );
      this.#renewed(this.#held, sentAt);
      return this.term.isLeading;
    } catch (error) {
      if (!signal.aborted) this.#complain(error);
      return false;
    }
  }

  /** What goes on for long, such as a missing right, is told once. */
  #complain(error: unknown): void {
    const complaint = error instanceof Error ? error.message : String(error);
    const level = complaint === this.#complaint ? 'debug' : 'warn';
    this.#complaint = complaint;
    this.#logger[level](`Could not acquire the leader lease: ${complaint}`);
  }

  async #renew(signal: AbortSignal): Promise<void> {
    if (this.#held === undefined) throw new LeaderElectionLostError('the lease is not held');
    try {
      await this.#write(this.#held, signal);
    } catch (error) {
      if (signal.aborted || !this.term.isLeading) return;
      this.#logger.debug('Could not renew the leader lease; reading it', { error });
      this.#metrics.slowPath(this.#options.name);
      await this.#renewAfterRead(signal);
    }
  }

  async #renewAfterRead(signal: AbortSignal): Promise<void> {
    try {
      const current = await this.#get(signal);
      if (current !== undefined && !isHeldBy(current, this.identity)) {
        const holder = current.spec.holderIdentity ?? 'nobody';
        throw new LeaderElectionLostError(`the lease is held by ${holder}`);
      }
      await this.#write(current, signal);
    } catch (error) {
      if (error instanceof LeaderElectionLostError) throw error;
      if (!signal.aborted) this.#logger.warn('Could not renew the leader lease', { error });
    }
  }

  async #write(lease: ReadonlyLease | undefined, signal: AbortSignal): Promise<void> {
    const sentAt = this.#clock.now();
    const wallTime = this.#clock.wallTime();
    this.#held = await this.#call(signal, (signal) =>
      lease === undefined
        ? this.#client.create(Lease, newLease(this.#claim, wallTime), { signal })
        : this.#client.update(renewedLease(lease, this.#claim, wallTime), { signal }),
    );
    this.#renewed(this.#held, sentAt);
  }

  #renewed(lease: ReadonlyLease, sentAt: number): void {
    this.term.renewed(sentAt);
    this.#standIn?.renewed(lease, sentAt);
  }

  #get(signal: AbortSignal): Promise<ReadonlyLease | undefined> {
    const { namespace, name } = this.#options;
    return this.#call(signal, (signal) => this.#client.get(Lease, { namespace, name }, { signal }));
  }

  /** Rejects at the call's own deadline even when the client does not heed the signal. */
  #call<T>(signal: AbortSignal, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const left = this.term.isLeading ? this.term.remainingMs : Infinity;
    return this.#alarm.bound(Math.min(this.#callTimeoutMs, left), signal, call);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { namespace, name, retryPeriodMs } = this.#options;
    const alarm = new Alarm(this.#clock);
    while (!signal.aborted) {
      const startedAt = this.#clock.now();
      try {
        const fieldSelector = `metadata.name=${name}`;
        const events = this.#client.watch(Lease, { namespace, fieldSelector, signal });
        for await (const { type, object } of events) {
          if (signal.aborted) return;
          if (type === 'ADDED' || type === 'MODIFIED') this.#observe(object);
          if (type === 'DELETED' && this.#held !== undefined) this.#alarm.ring();
        }
      } catch (error) {
        if (!signal.aborted) this.#logger.debug('Could not watch the leader lease', { error });
      }
      // Watches end now and then. Until the next one runs, a release would go unseen.
      const isBroken = this.#clock.now() - startedAt < retryPeriodMs;
      if (isBroken) await alarm.wait(this.#jittered(retryPeriodMs), signal);
    }
  }

  #observe(lease: ReadonlyLease): void {
    this.#observation = observeLease(this.#observation, lease, this.#clock.now());
    const isTaken = this.#held !== undefined && !isHeldBy(lease, this.identity);
    if (isTaken || this.#remainingMs() === 0) this.#alarm.ring();
  }

  /** A deleted Lease still counts: its holder does not know yet. */
  #remainingMs(): number {
    return this.#observation === undefined
      ? 0
      : remainingHoldMs(this.#observation, this.#clock.now());
  }

  #untilNextAttempt(): number {
    const retry = this.#jittered(this.#options.retryPeriodMs);
    const remaining = this.#remainingMs();
    return remaining === 0 ? retry : Math.min(retry, remaining + this.#random() * takeoverSpreadMs);
  }

  #jittered(ms: number): number {
    return ms * (1 + this.#random() * retryJitter);
  }
}
