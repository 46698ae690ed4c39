import type { LeaderElector } from '../leader-election/leader-elector.ts';
import type { LeaderScope } from '../leader-election/leader-term.ts';
import type { Election } from '../manager/engine.ts';

/** Options of {@link LeaseElection}. */
export interface LeaseElectionOptions {
  /** Made when the election begins: the namespace may come from the cluster's configuration. */
  readonly elector: () => Promise<LeaderElector>;
  readonly scope: LeaderScope;
  readonly releaseOnStop: boolean;
  /** Called at once when the lead is lost. */
  readonly onLost: () => Promise<void>;
}

/** Leader election by Lease, as the manager's engine asks for it. */
export class LeaseElection implements Election {
  readonly #options: LeaseElectionOptions;
  #elector: LeaderElector | undefined;

  constructor(options: LeaseElectionOptions) {
    this.#options = options;
  }

  /** This process leads, or it has seen the Lease and knows who does. */
  get isLeaderKnown(): boolean {
    return this.#elector?.isLeaderKnown ?? false;
  }

  async acquire(signal: AbortSignal): Promise<boolean> {
    this.#elector = await this.#options.elector();
    return this.#elector.acquire(signal);
  }

  async hold(signal: AbortSignal): Promise<void> {
    try {
      await this.#elector?.hold(signal);
    } catch (error) {
      await this.#options.onLost();
      throw error;
    }
  }

  async release(): Promise<void> {
    if (this.#options.releaseOnStop) await this.#elector?.release();
    else this.#elector?.term.end();
  }

  lead<T>(work: () => T): T {
    const elector = this.#elector;
    return elector === undefined ? work() : this.#options.scope.run(elector.term, work);
  }
}
