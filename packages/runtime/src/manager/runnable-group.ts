import { type Runnable, RunnableError } from './runnable.ts';

/** A runnable as its group knows it. */
export interface GroupMember {
  readonly name: string;
  readonly runnable: Runnable;
  /** Resolves when others may rely on the runnable; rejects to stop the manager. @default at once */
  readonly ready?: ((signal: AbortSignal) => Promise<void>) | undefined;
}

/** Runnables that start together and stop together. */
export class RunnableGroup {
  readonly #members: GroupMember[] = [];
  readonly #failed = new Set<GroupMember>();
  readonly #running = new Map<GroupMember, Promise<void>>();
  readonly #stop = new AbortController();
  readonly #abort = new AbortController();
  readonly #fail: (error: unknown) => void;
  #started = false;

  /** `fail` is told each error, at the moment of it; no promise of the group rejects. */
  constructor(fail: (error: unknown) => void) {
    this.#fail = fail;
  }

  /** Names of those that have not ended. */
  get running(): readonly string[] {
    return [...this.#running.keys()].map(({ name }) => name);
  }

  /**
   * In a group that runs already, the member is started at once.
   * @throws {Error} when the group is stopping
   */
  add(member: GroupMember): void {
    if (this.#stop.signal.aborted) {
      throw new Error(`${member.name} cannot be added: the manager is stopping`);
    }
    this.#members.push(member);
    if (this.#started) void this.#start(member);
  }

  /** Starts all and resolves when all are ready, or have failed. */
  async start(): Promise<void> {
    if (this.#started || this.#stop.signal.aborted) return;
    this.#started = true;
    await Promise.all(this.#members.map((member) => this.#start(member)));
  }

  /** Asks all to stop and resolves when all have ended. A group that did not start never will. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running.values());
  }

  /** Asks all to stop without finishing what is under way. */
  abort(): void {
    this.#stop.abort();
    this.#abort.abort();
  }

  async #start(member: GroupMember): Promise<void> {
    const run = this.#run(member);
    this.#running.set(member, run);
    void run.then(() => this.#running.delete(member));
    const { signal } = this.#stop;
    try {
      await Promise.race([member.ready?.(signal), run]);
    } catch (error) {
      this.#report(member, error);
    }
  }

  async #run(member: GroupMember): Promise<void> {
    try {
      await member.runnable.start(this.#stop.signal, this.#abort.signal);
    } catch (error) {
      this.#report(member, error);
    }
  }

  /** To end with the abort itself is no failure, and who failed is not waited for either. */
  #report(member: GroupMember, error: unknown): void {
    if (this.#failed.has(member)) return;
    const { signal } = this.#stop;
    const isAbort = error instanceof Error && error.name === 'AbortError';
    if (signal.aborted && (isAbort || error === signal.reason)) return;
    this.#failed.add(member);
    this.#fail(new RunnableError(member.name, error));
  }
}
