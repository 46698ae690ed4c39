import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock, Timer } from '../util/clock.ts';
import type { StandIn } from './stand-in.ts';

/** A write was refused, before a byte of it left, since this process may have lost the lease. */
export class NotLeaderError extends Error {
  override readonly name = 'NotLeaderError';
}

/** The manager stops with this when its lease could not be renewed in time, or went to another. */
export class LeaderElectionLostError extends Error {
  override readonly name = 'LeaderElectionLostError';

  constructor(reason: string, options?: ErrorOptions) {
    super(`leader election lost: ${reason}`, options);
  }
}

/**
 * The right to act as the leader. It ends by the clock alone, `renewDeadlineMs` after the last
 * successful renewal was *sent*: a process that was paused or cut off knows at once, without asking
 * anybody. Others take the lease only `leaseDurationMs` after they saw that renewal, which is later.
 */
export class LeaderTerm {
  readonly #clock: Clock;
  readonly #renewDeadlineMs: number;
  readonly #standIn: Pick<StandIn, 'renewedAt' | 'isLost'> | undefined;
  readonly #over = new AbortController();
  #renewedAt = -Infinity;
  #timer: Timer | undefined;

  /** `standIn`: renews too; its renewals count from the moment that they succeed, without a message. */
  constructor(
    clock: Clock,
    renewDeadlineMs: number,
    standIn?: Pick<StandIn, 'renewedAt' | 'isLost'>,
  ) {
    this.#clock = clock;
    this.#standIn = standIn;
    this.#renewDeadlineMs = renewDeadlineMs;
  }

  /** Milliseconds until the term ends if it is not renewed; 0 outside a term. */
  get remainingMs(): number {
    const renewedAt = this.#lastRenewedAt;
    return Math.max(0, renewedAt + this.#renewDeadlineMs - this.#clock.now());
  }

  /** Aborts when a term that had begun ends. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  get isLeading(): boolean {
    return this.remainingMs > 0;
  }

  /** @throws {NotLeaderError} when this process does not lead, or cannot be sure of it */
  assertLeading(): void {
    if (this.isLeading) return;
    throw notLeader();
  }

  /** Starts the term or extends it: a renewal that was sent at this monotonic time succeeded. */
  renewed(sentAt: number): void {
    this.#renewedAt = Math.max(this.#renewedAt, sentAt);
    if (this.#timer === undefined) this.#watchEnd();
  }

  /** Ends the term now. */
  end(): void {
    const hadBegun = this.#renewedAt !== -Infinity;
    this.#renewedAt = -Infinity;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (hadBegun) this.#over.abort(notLeader());
  }

  get #lastRenewedAt(): number {
    if (this.#renewedAt === -Infinity || this.#standIn?.isLost === true) return -Infinity;
    return Math.max(this.#renewedAt, this.#standIn?.renewedAt ?? -Infinity);
  }

  #watchEnd(): void {
    this.#timer = this.#clock.setTimer(() => {
      if (this.isLeading) this.#watchEnd();
      else this.end();
    }, this.remainingMs);
  }
}

function notLeader(): NotLeaderError {
  return new NotLeaderError(
    'not the leader: the lease was not renewed in time, so another process may hold it',
  );
}

/**
 * Ties what runs for the leader to its term: whatever is called, directly or later, from within
 * `run` is under it; other code of the process (webhooks, servers) is not.
 */
export class LeaderScope {
  readonly #storage = new AsyncLocalStorage<LeaderTerm>();

  /** Calls `work` under `term`. */
  run<T>(term: LeaderTerm, work: () => T): T {
    return this.#storage.run(term, work);
  }

  /** The term that the caller is under; undefined outside. */
  get current(): LeaderTerm | undefined {
    return this.#storage.getStore();
  }
}
