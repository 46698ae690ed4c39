import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** How a process competes for a Lease. Semantics and defaults: controller-runtime's manager. */
export interface LeaderElectionOptions {
  /** Name of the Lease: the same in all replicas, unique in its namespace. */
  readonly name: string;
  readonly namespace: string;
  /** Written into the Lease as its holder; unique to this process. @default hostname, '_' and a UUID */
  readonly identity?: string | undefined;
  /** Others wait this long after the last renewal that they saw. @default 15000 */
  readonly leaseDurationMs?: number | undefined;
  /** The holder gives up this long after its last successful renewal. @default 10000 */
  readonly renewDeadlineMs?: number | undefined;
  /** Between two renewals, and between two attempts to acquire (up to 2.2 times that). @default 2000 */
  readonly retryPeriodMs?: number | undefined;
}

/** {@link LeaderElectionOptions} with all defaults filled in. */
export type ResolvedLeaderElectionOptions = {
  readonly [Key in keyof LeaderElectionOptions]-?: Exclude<LeaderElectionOptions[Key], undefined>;
};

/** Each wait of a candidate is between one and this much more of the retry period (client-go's). */
export const retryJitter = 1.2;

/**
 * Fills in the defaults and checks that the times fit each other.
 * @throws {RangeError} unless lease duration > renew deadline > 1.2 x retry period > 0
 * @throws {TypeError} when the name or the namespace is empty
 */
export function resolveLeaderElectionOptions(
  options: LeaderElectionOptions,
): ResolvedLeaderElectionOptions {
  const {
    name,
    namespace,
    identity = `${hostname()}_${randomUUID()}`,
    leaseDurationMs = 15_000,
    renewDeadlineMs = 10_000,
    retryPeriodMs = 2_000,
  } = options;
  if (name === '')
    throw new TypeError('leader election needs a name for its Lease: { name: "..." }');
  if (namespace === '') throw new TypeError('leader election needs a namespace for its Lease');
  if (identity === '') throw new TypeError('leader election needs a non-empty identity');
  if (!(leaseDurationMs > renewDeadlineMs)) {
    throw new RangeError(
      `leaseDurationMs (${leaseDurationMs}) must be greater than renewDeadlineMs (${renewDeadlineMs})`,
    );
  }
  if (!(renewDeadlineMs > retryJitter * retryPeriodMs)) {
    throw new RangeError(
      `renewDeadlineMs (${renewDeadlineMs}) must be greater than ${retryJitter} x retryPeriodMs (${retryPeriodMs})`,
    );
  }
  if (!(retryPeriodMs > 0)) {
    throw new RangeError(`retryPeriodMs (${retryPeriodMs}) must be greater than 0`);
  }
  return { name, namespace, identity, leaseDurationMs, renewDeadlineMs, retryPeriodMs };
}

/** Limit of one call for the Lease: one that hangs must leave time for another before the deadline. */
export function renewalTimeoutMs({
  renewDeadlineMs,
}: Pick<ResolvedLeaderElectionOptions, 'renewDeadlineMs'>): number {
  return Math.max(1_000, renewDeadlineMs / 2);
}
