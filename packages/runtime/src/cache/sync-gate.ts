/** Opens once. Waiting for it can be given up. */
export class SyncGate {
  readonly #opened = Promise.withResolvers<void>();
  #isOpen = false;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  open(): void {
    this.#isOpen = true;
    this.#opened.resolve();
  }

  /** True once it is open, false if `signal` is aborted before. */
  async whenOpen(signal?: AbortSignal): Promise<boolean> {
    if (this.#isOpen || signal === undefined) {
      await this.#opened.promise;
      return true;
    }
    if (signal.aborted) return false;
    const aborted = Promise.withResolvers<void>();
    const onAbort = () => aborted.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    await Promise.race([this.#opened.promise, aborted.promise]);
    signal.removeEventListener('abort', onAbort);
    return this.#isOpen;
  }
}
