import type { Clock } from '../util/clock.ts';
import type { Logger } from '../util/logger.ts';
import { aborted } from '../util/signals.ts';
import type { RequestSink, Source } from './source.ts';

/** A source that was added to a controller. */
export interface SourceHandle {
  /**
   * Resolves to true once what exists at the start of the source has been queued, and to false when
   * the source was removed or the controller stopped before, or when it failed, which is logged.
   */
  readonly synced: Promise<boolean>;
  /** From now on the source queues nothing. What it has queued stays. */
  remove(): void;
}

/** What a {@link SourceSet} needs. */
export interface SourceSetParts {
  /** Of the controller, for messages. */
  readonly name: string;
  readonly sink: RequestSink;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Member {
  readonly source: Source;
  readonly stop: AbortController;
  readonly synced: PromiseWithResolvers<boolean>;
}

/** The sources of one controller. They can be added and removed while it runs. */
export class SourceSet {
  readonly #parts: SourceSetParts;
  readonly #members = new Set<Member>();
  #started: Promise<boolean> | undefined;
  #isStopped = false;

  constructor(parts: SourceSetParts) {
    this.#parts = parts;
  }

  /** Starts the source with the others, or at once when they are started. @throws {Error} when they are stopped */
  add(source: Source): SourceHandle {
    const { logger, name } = this.#parts;
    if (this.#isStopped) {
      throw new Error(`${source.name} cannot be added: controller ${name} has been stopped`);
    }
    const member = {
      source,
      stop: new AbortController(),
      synced: Promise.withResolvers<boolean>(),
    };
    this.#members.add(member);
    // `start` rejects with the failure of those that it has started.
    if (this.#started !== undefined) {
      void this.#run(member).catch((error: unknown) => {
        this.#members.delete(member);
        logger.error('A source failed', { source: source.name, error });
      });
    }
    return {
      synced: member.synced.promise,
      remove: () => {
        this.#members.delete(member);
        member.stop.abort();
      },
    };
  }

  /**
   * Starts all sources and waits for all; a second call waits for the first. Gives false when they
   * were stopped before.
   * @throws {Error} when one is not synced in time, naming it; and what a source threw
   */
  start(timeoutMs: number): Promise<boolean> {
    this.#started ??= this.#startAll(timeoutMs);
    return this.#started;
  }

  /** Stops all sources for good. */
  stop(): void {
    this.#isStopped = true;
    for (const { stop } of this.#members) stop.abort();
  }

  async #startAll(timeoutMs: number): Promise<boolean> {
    const waiting = new Set(this.#members);
    const late = Promise.withResolvers<never>();
    const timer = this.#parts.clock.setTimer(() => {
      late.reject(this.#lateError(waiting, timeoutMs));
    }, timeoutMs);
    try {
      const all = Array.from(waiting, async (member) => {
        await this.#run(member);
        waiting.delete(member);
      });
      await Promise.race([Promise.all(all), late.promise]);
      return !this.#isStopped;
    } finally {
      timer.cancel();
    }
  }

  async #run({ source, stop, synced }: Member): Promise<boolean> {
    const { signal } = stop;
    const ended = aborted(signal).then(() => false);
    try {
      const isSynced = await Promise.race([source.start(this.#parts.sink, signal), ended]);
      synced.resolve(isSynced);
      return isSynced;
    } catch (error) {
      synced.resolve(false);
      throw error;
    }
  }

  #lateError(waiting: ReadonlySet<Member>, timeoutMs: number): Error {
    const names = Array.from(waiting, ({ source }) => source.name).join(', ');
    return new Error(
      `controller ${this.#parts.name}: no complete list of ${names} within ${timeoutMs} ms; see the log for why it cannot be listed and watched (is the kind installed, has the service account the rights?)`,
    );
  }
}
