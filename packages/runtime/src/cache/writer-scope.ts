import { AsyncLocalStorage } from 'node:async_hooks';
import type { OwnWrites } from './own-writes.ts';

/** Ties writes to the controller whose reconcile makes them: what is called, directly or later, within `run`. */
export class WriterScope {
  readonly #storage = new AsyncLocalStorage<OwnWrites>();

  /** Calls `work`; its writes are of `writes`. */
  run<T>(writes: OwnWrites, work: () => T): T {
    return this.#storage.run(writes, work);
  }

  /** Where the caller's writes are remembered; undefined when nobody asked for that. */
  get current(): OwnWrites | undefined {
    return this.#storage.getStore();
  }
}
