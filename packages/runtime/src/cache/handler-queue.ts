/** Calls one handler with one item after the other, in order. Nothing that the handler throws gets out. */
export class HandlerQueue<E> {
  readonly #handler: (item: E) => void | Promise<void>;
  readonly #onError: (error: unknown) => void;
  readonly #backlog: E[] = [];
  /** Index of the next item: taking from the front of an array would move the rest each time. */
  #next = 0;
  #isBusy = false;

  constructor(handler: (item: E) => void | Promise<void>, onError: (error: unknown) => void) {
    this.#handler = handler;
    this.#onError = onError;
  }

  /** Calls the handler before it returns if nothing is waited for. */
  push(item: E): void {
    this.#backlog.push(item);
    if (!this.#isBusy) this.#drain();
  }

  /** Drops what has not been handled yet. */
  clear(): void {
    this.#backlog.length = 0;
    this.#next = 0;
  }

  #drain(): void {
    this.#isBusy = true;
    while (this.#next < this.#backlog.length) {
      const item = this.#backlog[this.#next] as E;
      this.#next += 1;
      if (this.#next > 1000) {
        this.#backlog.splice(0, this.#next);
        this.#next = 0;
      }
      try {
        const pending = this.#handler(item);
        if (pending !== undefined) {
          void pending.catch(this.#onError).then(() => this.#drain());
          return;
        }
      } catch (error) {
        this.#onError(error);
      }
    }
    this.clear();
    this.#isBusy = false;
  }
}
