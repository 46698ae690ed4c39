import type { DeepReadonly } from '@keelson/runtime';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Session, SessionStatus } from '../api/v1alpha1/session.ts';
import { nextStatus } from './next-status.ts';

const nowMs = Date.parse('2026-01-01T00:00:00Z');

function session(capacity: number, status?: SessionStatus): DeepReadonly<Session> {
  return {
    apiVersion: 'workshop.k8s-go.openshift.org/v1alpha1',
    kind: 'Session',
    metadata: {
      namespace: 'default',
      name: 'informers',
      uid: '1',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      generation: 2,
    },
    spec: { type: 'deepdive', title: 'Informers', capacity },
    ...(status && { status }),
  };
}

describe('nextStatus', () => {
  it('goes one step at a time, and stays once the room is full', () => {
    fc.assert(
      fc.property(fc.nat({ max: 50 }), fc.nat({ max: 50 }), (capacity, attendees) => {
        let status: SessionStatus = { attendees };
        for (let steps = 0; steps < Math.abs(capacity - attendees); steps++) {
          const next = nextStatus(session(capacity, status), nowMs);
          expect(Math.abs((next.attendees ?? 0) - (status.attendees ?? 0))).toBe(1);
          status = next;
        }
        expect(status.attendees).toBe(capacity);
        const last = nextStatus(session(capacity, status), nowMs);
        expect(nextStatus(session(capacity, last), nowMs + 60_000)).toEqual(last);
      }),
    );
  });

  it.each([
    [0, { status: 'False', reason: 'SeatsLeft', message: '1 of 2 seats are taken' }],
    [1, { status: 'True', reason: 'AllSeatsTaken', message: '2 of 2 seats are taken' }],
    [4, { status: 'False', reason: 'Overbooked', message: '3 of 2 seats are taken' }],
  ])('says how full it is, from %i attendees on', (attendees, condition) => {
    expect(nextStatus(session(2, { attendees }), nowMs)).toMatchObject({
      observedGeneration: 2,
      conditions: [{ type: 'Full', ...condition }],
    });
  });
});
