import type { Clock } from '../util/clock.ts';
import type { RequestSink, Source } from './source.ts';

/** What {@link startSources} starts. */
export interface SourcesStart {
  /** Of the controller, for the message. */
  readonly name: string;
  readonly sources: readonly Source[];
  readonly sink: RequestSink;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/**
 * Starts all sources and waits for all. Gives false when `signal` was aborted before.
 * @throws {Error} when one is not synced in time, naming it; and what a source threw.
 */
export async function startSources(start: SourcesStart, signal: AbortSignal): Promise<boolean> {
  const { clock, name, sink, sources, timeoutMs } = start;
  const waiting = new Set(sources.map((source) => source.name));
  const late = Promise.withResolvers<never>();
  const timer = clock.setTimer(() => {
    const names = Array.from(waiting).join(', ');
    late.reject(
      new Error(
        `controller ${name}: no complete list of ${names} within ${timeoutMs} ms; see the log for why it cannot be listed and watched (is the kind installed, has the service account the rights?)`,
      ),
    );
  }, timeoutMs);
  try {
    const all = sources.map(async (source) => {
      const isSynced = await source.start(sink, signal);
      waiting.delete(source.name);
      return isSynced;
    });
    const synced = await Promise.race([Promise.all(all), late.promise]);
    return !signal.aborted && !synced.includes(false);
  } finally {
    timer.cancel();
  }
}
