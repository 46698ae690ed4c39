import type { JsonObject } from '@keelson/schema';
import { textOf } from '../json/text-of.ts';

import type { ObjectStore } from '../storage/object-store.ts';

/** Name of the events in the store, those of both API groups. */
const events = 'events';
const lifetimeMs = 60 * 60_000;
const sweepEveryMs = 60_000;

/** Forgets events an hour after their last write, as the API server does (`--event-ttl`). */
export class EventExpiry implements Disposable {
  readonly #store: ObjectStore;
  readonly #now: () => number;
  /** Milliseconds since 1970 of the last write of an event, by `namespace/name`, oldest first. */
  readonly #written = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(store: ObjectStore, now: () => number) {
    this.#store = store;
    this.#now = now;
    this.#timer = setInterval(() => this.sweep(), sweepEveryMs);
    this.#timer.unref();
  }

  /** Takes note of a write. */
  observe(
    resource: string,
    event: { readonly type: string; readonly current: { readonly object: JsonObject } },
  ): void {
    if (resource !== events) return;
    const metadata = event.current.object['metadata'] as JsonObject;
    const key = `${textOf(metadata, 'namespace')}/${textOf(metadata, 'name')}`;
    this.#written.delete(key);
    if (event.type !== 'DELETED') this.#written.set(key, this.#now());
  }

  /** Removes the events whose time is over. */
  sweep(): void {
    const limit = this.#now() - lifetimeMs;
    for (const [key, written] of this.#written) {
      if (written > limit) break;
      const [namespace = '', name = ''] = key.split('/');
      this.#written.delete(key);
      this.#store.remove({ resource: events, namespace, name });
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
