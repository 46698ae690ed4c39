import { describe, expect, it } from 'vitest';
import {
  type ReadonlyLease,
  acquiredLease,
  observeLease,
  releasedLease,
  remainingHoldMs,
  renewedLease,
} from './lease-lock.ts';

const claim = { namespace: 'default', name: 'demo', identity: 'me', leaseDurationMs: 1_500 };

const lease = (spec: ReadonlyLease['spec']): ReadonlyLease => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: {
    namespace: 'default',
    name: 'demo',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: { kept: 'yes' },
  },
  spec,
});

describe('the states of a Lease', () => {
  it('counts a transition only when the holder changes', () => {
    const other = lease({ holderIdentity: 'other', leaseTransitions: 4 });
    const mine = lease({ holderIdentity: 'me', leaseTransitions: 4 });
    expect(acquiredLease(other, claim, 0).spec.leaseTransitions).toBe(5);
    expect(acquiredLease(mine, claim, 0).spec.leaseTransitions).toBe(4);
    expect(acquiredLease(lease({}), claim, 0).spec.leaseTransitions).toBe(1);
  });

  it('announces its duration rounded up, and keeps what is not its own', () => {
    const next = renewedLease(lease({ acquireTime: 'then', strategy: 'x' }), claim, 0);
    expect(next.spec).toMatchObject({
      leaseDurationSeconds: 2,
      acquireTime: 'then',
      strategy: 'x',
    });
    expect(next.metadata.labels).toEqual({ kept: 'yes' });
  });

  it('has no holder once released', () => {
    const free = releasedLease(lease({ holderIdentity: 'me', leaseTransitions: 2 }), 0);
    expect(free.spec).not.toHaveProperty('holderIdentity');
    expect(free.spec).toMatchObject({ leaseDurationSeconds: 1, leaseTransitions: 2 });
  });
});

describe('observeLease()', () => {
  const held = lease({ holderIdentity: 'other', leaseDurationSeconds: 15, renewTime: 'a' });

  it('counts a record from when it was first seen, whatever the clock of its writer says', () => {
    const first = observeLease(undefined, held, 100);
    const labelled = { ...held, metadata: { ...held.metadata, resourceVersion: '2' } };
    const second = observeLease(first, labelled, 5_100);
    expect(second.observedAt).toBe(100);
    expect(remainingHoldMs(second, 5_100)).toBe(10_000);
    const renewed = observeLease(second, lease({ ...held.spec, renewTime: 'b' }), 6_000);
    expect(remainingHoldMs(renewed, 6_000)).toBe(15_000);
    expect(remainingHoldMs(renewed, 21_000)).toBe(0);
  });

  it('holds a Lease without a holder for free', () => {
    expect(remainingHoldMs(observeLease(undefined, lease({}), 0), 0)).toBe(0);
  });
});
