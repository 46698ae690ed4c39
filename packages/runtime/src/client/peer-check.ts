/** How a connection finds out that its peer is gone. */
export interface PingOptions {
  /** A connection is pinged before it was silent for longer than this. */
  readonly idleMs: number;
  /** Something must be received within this time of a ping. */
  readonly timeoutMs: number;
}

/**
 * Decides from what a connection has received, looked at every {@link PeerCheck.tickMs}, whether its
 * peer is there. Any byte is a sign of life, and silence is counted in ticks instead of time: while
 * the event loop is blocked nothing is received, and that is not the peer's fault.
 */
export class PeerCheck {
  readonly tickMs: number;
  readonly #deadAfterTicks: number;
  #bytesRead = 0;
  #silentTicks = 0;

  constructor({ idleMs, timeoutMs }: PingOptions) {
    this.tickMs = idleMs / 2;
    this.#deadAfterTicks = 1 + Math.max(1, Math.ceil(timeoutMs / this.tickMs));
  }

  tick(bytesRead: number): 'alive' | 'ask' | 'dead' {
    this.#silentTicks = bytesRead === this.#bytesRead ? this.#silentTicks + 1 : 0;
    this.#bytesRead = bytesRead;
    if (this.#silentTicks >= this.#deadAfterTicks) return 'dead';
    return this.#silentTicks === 1 ? 'ask' : 'alive';
  }
}
