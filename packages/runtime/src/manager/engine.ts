import type { Clock } from '../util/clock.ts';
import type { Logger } from '../util/logger.ts';
import { aborted } from '../util/signals.ts';
import { type GroupMember, RunnableGroup } from './runnable-group.ts';

/** The groups that run in every replica, in order of start. */
const commonGroups = ['servers', 'webhooks', 'caches', 'others'] as const;

/** Runnables of one group start and stop together; `leader` runs only while this process leads. */
export type GroupName = (typeof commonGroups)[number] | 'leader';

/** What the engine asks of leader election. */
export interface Election {
  /** Resolves with false when `signal` aborts first. */
  acquire(signal: AbortSignal): Promise<boolean>;
  /** Resolves when `signal` aborts, rejects when leadership is lost. */
  hold(signal: AbortSignal): Promise<void>;
  /** Gives leadership up; never rejects. */
  release(): Promise<void>;
  /** Calls `work` so that all it does is under the present term. */
  lead<T>(work: () => T): T;
}

/** Options of {@link Engine}. */
export interface EngineOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** @default none: this process always leads */
  readonly election?: Election | undefined;
  /** Time to finish what is under way; 0 = none, negative = no limit. @default 30000 */
  readonly gracefulShutdownTimeoutMs?: number | undefined;
  /** Called when all has ended, the lease included. @default nothing */
  readonly afterStop?: (() => Promise<void>) | undefined;
}

/** After the time to finish is over, runnables have this long to notice their abort. */
const abortGraceMs = 1_000;

/**
 * Runs runnables in order and stops them in order. Start: servers, webhooks, caches, others, then
 * election, then what runs for the leader; each group when the one before is ready (webhooks come
 * before caches, since a list may need a conversion webhook of this very process). Stop: others and
 * leader, caches, webhooks, servers, then the lease is released.
 * Semantics: controller-runtime's `controllerManager`.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #groups: Readonly<Record<GroupName, RunnableGroup>>;
  readonly #errors: unknown[] = [];
  /** Aborts when a runnable fails or leadership is lost. */
  readonly #failure = new AbortController();
  readonly #elected = Promise.withResolvers<void>();
  #isLost = false;
  #isStarted = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    const group = () =>
      new RunnableGroup((error) => {
        this.#fail(error);
      });
    this.#groups = {
      servers: group(),
      webhooks: group(),
      caches: group(),
      others: group(),
      leader: group(),
    };
  }

  /** Resolves when this process leads, or at once after the start when there is no election. */
  get elected(): Promise<void> {
    return this.#elected.promise;
  }

  /**
   * Without a group, by the runnable's `needLeaderElection`. May be called while running.
   * @throws {Error} when the engine is stopping
   */
  add(member: GroupMember, group?: GroupName): void {
    const byElection = member.runnable.needLeaderElection === false ? 'others' : 'leader';
    const name = group ?? byElection;
    const add = () => this.#groups[name].add(member);
    const { election } = this.#options;
    if (name === 'leader' && election !== undefined) election.lead(add);
    else add();
  }

  /**
   * Runs until `signal` aborts or a runnable fails, and resolves when all is stopped.
   * @throws {RunnableError | LeaderElectionLostError} the error of the one that failed
   * @throws {AggregateError} when more than one did
   */
  async start(signal: AbortSignal): Promise<void> {
    if (this.#isStarted) throw new Error('the manager was started already: make a new one');
    this.#isStarted = true;
    const stop = AbortSignal.any([signal, this.#failure.signal]);
    const election = new AbortController();
    let electing: Promise<void> = Promise.resolve();
    const stopped = aborted(stop);
    for (const name of commonGroups) {
      if (stop.aborted) break;
      await Promise.race([this.#groups[name].start(), stopped]);
    }
    if (!stop.aborted) electing = this.#elect(election.signal);
    await stopped;
    this.#options.logger.info('Stopping');
    await this.#stopGroups();
    election.abort();
    await electing;
    await this.#options.election?.release();
    await this.#options.afterStop?.();
    if (this.#errors.length > 1) {
      const messages = this.#errors.map((error) => (error as Error).message);
      throw new AggregateError(this.#errors, messages.join('; '));
    }
    if (this.#errors.length === 1) throw this.#errors[0];
  }

  #fail(error: unknown): void {
    this.#errors.push(error);
    this.#failure.abort();
  }

  async #elect(signal: AbortSignal): Promise<void> {
    const { election } = this.#options;
    try {
      if (election === undefined) {
        this.#elected.resolve();
        await this.#groups.leader.start();
        return;
      }
      if (!(await election.acquire(signal))) return;
      this.#elected.resolve();
      void election.lead(() => this.#groups.leader.start());
      await election.hold(signal);
    } catch (error) {
      this.#isLost = true;
      this.#fail(error);
    }
  }

  async #stopGroups(): Promise<void> {
    const timeoutMs = this.#isLost ? 0 : (this.#options.gracefulShutdownTimeoutMs ?? 30_000);
    const { others, leader, caches, webhooks, servers } = this.#groups;
    const inOrder = async () => {
      await Promise.all([others.stop(), leader.stop()]);
      await caches.stop();
      await webhooks.stop();
      await servers.stop();
    };
    const all = inOrder();
    if (timeoutMs < 0) return all;
    if (timeoutMs > 0 && (await this.#endsWithin(all, timeoutMs))) return;
    for (const group of Object.values(this.#groups)) group.abort();
    if (await this.#endsWithin(all, timeoutMs === 0 ? 0 : abortGraceMs)) return;
    const running = Object.values(this.#groups).flatMap((group) => group.running);
    if (timeoutMs === 0) return;
    this.#errors.push(
      new Error(
        `failed waiting for all runnables to end within grace period of ${timeoutMs} ms: ${running.join(', ')}`,
      ),
    );
  }

  async #endsWithin(work: Promise<void>, ms: number): Promise<boolean> {
    const timeUp = Promise.withResolvers<boolean>();
    const timer = this.#options.clock.setTimer(() => timeUp.resolve(false), ms);
    const ended = await Promise.race([work.then(() => true), timeUp.promise]);
    timer.cancel();
    return ended;
  }
}
