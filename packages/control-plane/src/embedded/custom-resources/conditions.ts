import type { JsonObject } from '@keelson/schema';
import { objectsOf } from './definition.ts';

/** A condition apart from its time. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

/**
 * A status with the condition set: at its place when it is there, otherwise at the end. The time moves
 * only with the condition's `status`. `now` is RFC 3339.
 */
export function withCondition(status: JsonObject, condition: Condition, now: string): JsonObject {
  const conditions = objectsOf(status, 'conditions');
  const old = conditions.find(({ type }) => type === condition.type);
  const since =
    old !== undefined && old['status'] === condition.status && old['lastTransitionTime'] != null
      ? old['lastTransitionTime']
      : now;
  const { type, reason, message } = condition;
  const next: JsonObject = {
    type,
    status: condition.status,
    lastTransitionTime: since,
    ...(reason === '' ? undefined : { reason }),
    ...(message === '' ? undefined : { message }),
  };
  return {
    ...status,
    conditions:
      old === undefined
        ? [...conditions, next]
        : conditions.map((existing) => (existing === old ? next : existing)),
  };
}

/** A status without the condition. */
export function withoutCondition(status: JsonObject, type: string): JsonObject {
  const conditions = objectsOf(status, 'conditions').filter(
    (condition) => condition['type'] !== type,
  );
  return { ...status, conditions };
}

/** Whether a condition says the same, whenever it began to. */
export function saysSame(existing: JsonObject | undefined, condition: Condition): boolean {
  return (
    existing !== undefined &&
    existing['status'] === condition.status &&
    existing['reason'] === condition.reason &&
    existing['message'] === condition.message
  );
}
