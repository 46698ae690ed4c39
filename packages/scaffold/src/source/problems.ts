import { SourceError, type SourceProblem } from './source-error.ts';

/** Collects what is wrong, so that one run tells of everything. */
export class Problems {
  readonly #found: SourceProblem[] = [];

  add(...problems: readonly SourceProblem[]): void {
    this.#found.push(...problems);
  }

  /** What `read` returns; when it throws a {@link SourceError}, that is kept and the result absent. */
  collect<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      this.add(...error.problems);
      return undefined;
    }
  }

  /** What `read` returns, or nothing when it throws a {@link SourceError}, which is forgotten. */
  attempt<T>(read: () => T): T | undefined {
    return new Problems().collect(read);
  }

  /** @throws {SourceError} when there is any */
  throwIfAny(): void {
    if (this.#found.length > 0) throw new SourceError(this.#found);
  }
}
