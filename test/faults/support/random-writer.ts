import { setTimeout as delay } from 'node:timers/promises';
import { ConfigMap } from '@keelson/kubernetes/core/v1';
import { ignoreNotFound, type RestClient, retryOnConflict } from '@keelson/runtime';

/** Options of {@link RandomWriter}. */
export interface RandomWriterOptions {
  readonly live: RestClient;
  readonly namespace: string;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Creates ConfigMaps, changes, deletes them and makes them anew, at random. */
export class RandomWriter {
  /** Since {@link fill}. */
  writes = 0;
  readonly #options: RandomWriterOptions;
  #names: string[] = [];

  constructor(options: RandomWriterOptions) {
    this.#options = options;
  }

  async fill(count: number): Promise<void> {
    this.#names = Array.from({ length: count }, (_, at) => `object-${at}`);
    for (let from = 0; from < count; from += 100) {
      await Promise.all(this.#names.slice(from, from + 100).map((name) => this.#put(name)));
    }
    this.writes = 0;
  }

  /** Resolves when the last write is answered. */
  async write(lengthMs: number, perSecond: number): Promise<void> {
    const startedAt = performance.now();
    const pending = new Set<Promise<void>>();
    for (let at = 0; at < (lengthMs / 1_000) * perSecond; at += 1) {
      const dueAt = startedAt + (at * 1_000) / perSecond;
      await delay(Math.max(0, dueAt - performance.now()));
      const written = this.#one().finally(() => pending.delete(written));
      pending.add(written);
      if (pending.size > 50) await Promise.race(pending);
    }
    await Promise.all(pending);
  }

  async #one(): Promise<void> {
    const { live, namespace, random } = this.#options;
    const name = this.#names[Math.floor(random() * this.#names.length)]!;
    const choice = random();
    if (choice < 0.7) return this.#put(name);
    await live.delete(ConfigMap, { namespace, name }).catch(ignoreNotFound);
    this.writes += 1;
    if (choice < 0.85) await this.#put(name);
  }

  async #put(name: string): Promise<void> {
    const { live, namespace } = this.#options;
    const data = { v: String((this.writes += 1)) };
    // Two writers of one name may meet.
    await retryOnConflict(() => live.apply(ConfigMap, { metadata: { namespace, name }, data }));
  }
}
