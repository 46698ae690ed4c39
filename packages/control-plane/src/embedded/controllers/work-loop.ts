/** Told of a failure that nobody waits for. */
export type ReportError = (error: unknown) => void;

const attempts = 5;

/**
 * Does pieces of work one after the other, soon after they were added. A key that is added again
 * before its turn is done once; a piece that fails is tried again a few times, then reported.
 */
export class WorkLoop {
  readonly #work: (key: string) => Promise<void>;
  readonly #report: ReportError;
  readonly #waiting = new Map<string, number>();
  #running: Promise<void> | undefined;
  #isStopped = false;

  constructor(work: (key: string) => Promise<void>, report: ReportError) {
    this.#work = work;
    this.#report = report;
  }

  add(key: string): void {
    if (this.#isStopped || this.#waiting.has(key)) return;
    this.#waiting.set(key, 0);
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Takes no more work; resolves when the current piece is done. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#waiting.clear();
    await this.#running;
  }

  async #run(): Promise<void> {
    // The writer who caused the work is answered first.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    for (;;) {
      const next = this.#waiting.entries().next().value;
      if (next === undefined) break;
      const [key, failures] = next;
      this.#waiting.delete(key);
      try {
        await this.#work(key);
      } catch (error) {
        if (failures + 1 >= attempts || this.#isStopped) this.#report(error);
        else if (!this.#waiting.has(key)) this.#waiting.set(key, failures + 1);
      }
    }
    this.#running = undefined;
  }
}
