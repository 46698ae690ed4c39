import type { DeepReadonly } from '../api/deep-readonly.ts';
import { toMicroTime } from '../api/time.ts';
import type { CreateInput } from '../client/client.ts';
import type { Lease } from '@keelson/kubernetes/coordination/v1';

/** A Lease as the server gave it. */
export type ReadonlyLease = DeepReadonly<Lease>;

/** Who claims a Lease, and for how long each renewal counts. */
export interface LeaseClaim {
  readonly namespace: string;
  readonly name: string;
  readonly identity: string;
  readonly leaseDurationMs: number;
}

/**
 * A Lease and when its present record was first seen here. Times written by other processes are
 * never compared with the local clock: a record counts from the moment it was observed.
 */
export interface LeaseObservation {
  readonly lease: ReadonlyLease;
  /** Monotonic milliseconds of this process. */
  readonly observedAt: number;
}

/** The Lease to create when there is none. `wallTime` is in milliseconds since the epoch. */
export function newLease(claim: LeaseClaim, wallTime: number): CreateInput<Lease> {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { namespace: claim.namespace, name: claim.name },
    spec: { ...term(claim, wallTime), acquireTime: toMicroTime(wallTime), leaseTransitions: 0 },
  };
}

/** The next state of a Lease that `claim` takes over. */
export function acquiredLease(
  lease: ReadonlyLease,
  claim: LeaseClaim,
  wallTime: number,
): ReadonlyLease {
  const transitions =
    (lease.spec.leaseTransitions ?? 0) + (isHeldBy(lease, claim.identity) ? 0 : 1);
  return {
    ...lease,
    spec: {
      ...lease.spec,
      ...term(claim, wallTime),
      acquireTime: toMicroTime(wallTime),
      leaseTransitions: transitions,
    },
  };
}

/** The next state of a Lease that `claim` holds and goes on holding. */
export function renewedLease(
  lease: ReadonlyLease,
  claim: LeaseClaim,
  wallTime: number,
): ReadonlyLease {
  return { ...lease, spec: { ...lease.spec, ...term(claim, wallTime) } };
}

/** The next state of a Lease that its holder gives up: free at once, as client-go leaves it. */
export function releasedLease(lease: ReadonlyLease, wallTime: number): ReadonlyLease {
  const { holderIdentity: _, ...spec } = lease.spec;
  const time = toMicroTime(wallTime);
  return {
    ...lease,
    spec: { ...spec, leaseDurationSeconds: 1, renewTime: time, acquireTime: time },
  };
}

/** Keeps the time of the former observation as long as nobody has written a new record. */
export function observeLease(
  former: LeaseObservation | undefined,
  lease: ReadonlyLease,
  now: number,
): LeaseObservation {
  const observedAt =
    former !== undefined && isSameRecord(former.lease, lease) ? former.observedAt : now;
  return { lease, observedAt };
}

/**
 * For how long others must still take the Lease for held, in milliseconds; 0 when it is free. Counts
 * by the duration that the holder itself has announced.
 */
export function remainingHoldMs(observation: LeaseObservation, now: number): number {
  const { holderIdentity, leaseDurationSeconds } = observation.lease.spec;
  if (holderIdentity === undefined || holderIdentity === '') return 0;
  return Math.max(0, observation.observedAt + (leaseDurationSeconds ?? 0) * 1_000 - now);
}

/** Whether `identity` is written in the Lease as its holder. */
export function isHeldBy(lease: ReadonlyLease, identity: string): boolean {
  return lease.spec.holderIdentity === identity;
}

function term(claim: LeaseClaim, wallTime: number) {
  return {
    holderIdentity: claim.identity,
    // The API has whole seconds: rounding up makes others wait longer, never shorter.
    leaseDurationSeconds: Math.ceil(claim.leaseDurationMs / 1_000),
    renewTime: toMicroTime(wallTime),
  };
}

function isSameRecord(a: ReadonlyLease, b: ReadonlyLease): boolean {
  return (
    a.metadata.uid === b.metadata.uid &&
    a.spec.holderIdentity === b.spec.holderIdentity &&
    a.spec.renewTime === b.spec.renewTime &&
    a.spec.acquireTime === b.spec.acquireTime &&
    a.spec.leaseTransitions === b.spec.leaseTransitions &&
    a.spec.leaseDurationSeconds === b.spec.leaseDurationSeconds
  );
}
