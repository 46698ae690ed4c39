import type { Condition } from '@keelson/kubernetes/meta/v1';
import type { DeepReadonly } from './deep-readonly.ts';
import { toTime } from './time.ts';

/** A condition without the time, which {@link setCondition} keeps. */
export type NewCondition = Omit<Condition, 'lastTransitionTime'>;

/**
 * Adds a condition or replaces the one of its type, in place. `lastTransitionTime` moves only when the
 * status does. Semantics: apimachinery's `meta.SetStatusCondition`.
 * @param wallTimeMs the time of a transition; milliseconds since the epoch
 * @returns whether anything changed
 */
export function setCondition(
  conditions: Condition[],
  condition: NewCondition,
  wallTimeMs: number = Date.now(),
): boolean {
  const index = conditions.findIndex(({ type }) => type === condition.type);
  const before = conditions[index];
  if (before === undefined) {
    conditions.push({ ...condition, lastTransitionTime: toTime(wallTimeMs) });
    return true;
  }
  const transition =
    before.status === condition.status ? before.lastTransitionTime : toTime(wallTimeMs);
  conditions[index] = { ...condition, lastTransitionTime: transition };
  return (
    before.status !== condition.status ||
    before.reason !== condition.reason ||
    before.message !== condition.message ||
    before.observedGeneration !== condition.observedGeneration
  );
}

/** The condition of a type. */
export function findCondition<C extends DeepReadonly<Pick<Condition, 'type'>>>(
  conditions: readonly C[] | undefined,
  type: string,
): C | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** Whether the condition is there and its status is `True`. */
export function isConditionTrue(
  conditions: readonly DeepReadonly<Pick<Condition, 'type' | 'status'>>[] | undefined,
  type: string,
): boolean {
  return findCondition(conditions, type)?.status === 'True';
}

/** Takes the condition of a type away, in place. @returns whether it was there */
export function removeCondition(conditions: Condition[], type: string): boolean {
  const index = conditions.findIndex((condition) => condition.type === type);
  if (index === -1) return false;
  conditions.splice(index, 1);
  return true;
}
