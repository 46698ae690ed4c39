import type { Deployment } from '@keelson/kubernetes/apps/v1';
import type { Pod } from '@keelson/kubernetes/core/v1';
import type { Event } from '@keelson/kubernetes/events/v1';
import { expect, it } from 'vitest';
import { whyUnavailable } from './why-unavailable.ts';

const deployment = (...conditions: object[]) =>
  ({ status: { conditions } }) as unknown as Deployment;
const pod = (status: object) => ({ metadata: { name: 'ship-1' }, status }) as unknown as Pod;
const event = (more: object) => ({ type: 'Warning', ...more }) as unknown as Event;
const unavailable = { type: 'Available', status: 'False', message: 'no minimum availability' };

it('says what refuses the pods', () => {
  const message = 'violates PodSecurity "restricted:latest"';
  const refused = { type: 'ReplicaFailure', status: 'True', message };
  const evidence = { deployment: deployment(unavailable, refused), pods: [], events: [] };
  expect(whyUnavailable(evidence)).toEqual([message]);
});

it('says what the containers wait for, and the latest warning', () => {
  const waiting = { reason: 'CrashLoopBackOff', message: 'back-off 10s' };
  const containerStatuses = [
    {
      name: 'manager',
      ready: false,
      state: { waiting },
      lastState: { terminated: { exitCode: 1 } },
    },
  ];
  const conditions = [
    { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3' },
  ];
  expect(
    whyUnavailable({
      deployment: deployment(unavailable),
      pods: [pod({ containerStatuses, conditions })],
      events: [
        event({ reason: 'Old', note: 'x', eventTime: '2026-01-01T00:00:00Z' }),
        event({ reason: 'Failed', note: 'no such image', eventTime: '2026-01-02T00:00:00Z' }),
        event({ type: 'Normal', reason: 'Fine', eventTime: '2026-01-03T00:00:00Z' }),
      ],
    }),
  ).toEqual([
    'pod ship-1: Unschedulable: 0/3',
    'pod ship-1: manager waits: CrashLoopBackOff, after it ended with exit code 1: back-off 10s',
    'Failed: no such image',
  ]);
});

it('falls back to what the deployment says of itself', () => {
  expect(whyUnavailable({ deployment: deployment(unavailable), pods: [], events: [] })).toEqual([
    'no minimum availability',
  ]);
  expect(whyUnavailable({ deployment: undefined, pods: [], events: [] })).toEqual([
    'it does not exist',
  ]);
});
