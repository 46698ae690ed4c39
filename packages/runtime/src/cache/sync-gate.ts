/** Opens once, or is closed for good. Waiting for it can be given up. */
export class SyncGate {
  readonly #settled = Promise.withResolvers<void>();
  #isOpen = false;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  open(): void {
    this.#isOpen = true;
    this.#settled.resolve();
  }

  /** Lets go who waits: it will not open any more. One that is open stays so. */
  close(): void {
    this.#settled.resolve();
  }

  /** True once it is open, false if it is closed or `signal` is aborted before. */
  async whenOpen(signal?: AbortSignal): Promise<boolean> {
    if (this.#isOpen || signal === undefined) {
      await this.#settled.promise;
      return this.#isOpen;
    }
    if (signal.aborted) return false;
    const aborted = Promise.withResolvers<void>();
    const onAbort = () => aborted.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    await Promise.race([this.#settled.promise, aborted.promise]);
    signal.removeEventListener('abort', onAbort);
    return this.#isOpen;
  }
}
