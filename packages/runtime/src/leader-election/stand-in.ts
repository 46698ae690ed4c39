import type { ReadonlyLease } from './lease-lock.ts';

/** Who renews the Lease while the event loop of the {@link LeaderElector} stands still. */
export interface StandIn {
  /** When its last renewal that succeeded was sent, by the elector's clock; -Infinity before any. */
  readonly renewedAt: number;
  /** It has seen that the Lease has gone to another. */
  readonly isLost: boolean;
  /** The elector itself has renewed; `sentAt` is by its clock, `lease` what the server answered. */
  renewed(lease: ReadonlyLease, sentAt: number): void;
  /** Stops; resolves when nothing is sent any more. May be called again. */
  retire(): Promise<void>;
}
