import type { Condition } from '@keelson/kubernetes/meta/v1';
import { type DeepReadonly, mutable, setCondition } from '@keelson/runtime';
import type { Session, SessionStatus } from '../api/v1alpha1/session.ts';

/** The status after one step: one attendee comes, or goes, until the room is exactly full. */
export function nextStatus(session: DeepReadonly<Session>, nowMs: number): SessionStatus {
  const { capacity } = session.spec;
  const { attendees: before = 0, conditions: known = [] } = session.status ?? {};
  const attendees = before + Math.sign(capacity - before);
  const { generation: observedGeneration = 0 } = session.metadata;
  const conditions: Condition[] = mutable(known);
  const isFull = attendees === capacity;
  setCondition(
    conditions,
    {
      type: 'Full',
      status: isFull ? 'True' : 'False',
      reason: isFull ? 'AllSeatsTaken' : attendees < capacity ? 'SeatsLeft' : 'Overbooked',
      message: `${attendees} of ${capacity} seats are taken`,
      observedGeneration,
    },
    nowMs,
  );
  return { observedGeneration, attendees, conditions };
}
