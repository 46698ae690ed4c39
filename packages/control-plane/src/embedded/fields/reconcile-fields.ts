import { type FieldContext, typeIn } from './field-context.ts';
import { FieldSet } from './field-set.ts';
import { deduced, type FieldType } from './field-type.ts';
import type { Managers } from './managers.ts';
import { memberType } from './walk-fields.ts';

/**
 * Lets managers that own parts of what has become one since (an atomic list or map) own it as a whole
 * (structured-merge-diff's ReconcileFieldSetWithSchema). The other way needs nothing: an owner of the
 * whole stays the owner of the field, not of what is below it.
 */
export function reconcileManagers(managers: Managers, context: FieldContext): void {
  for (const [id, manager] of managers) {
    const type = typeIn(context, manager.apiVersion);
    if (type === undefined) continue;
    const fields = reconcileFields(type, manager.fields);
    if (fields !== manager.fields) managers.set(id, { ...manager, fields });
  }
}

/** The fields of one manager; the same set when nothing has changed. */
function reconcileFields(type: FieldType, set: FieldSet): FieldSet {
  if (type === deduced || !set.hasBelow) return set;
  const { map, isScalar, list } = type;
  if (map !== undefined) {
    if (map.isAtomic) return new FieldSet(true);
    return reconcileBelow(set, (step) =>
      step.startsWith('f:') ? memberType(map, step.slice(2)) : map.others,
    );
  }
  if (isScalar || list === undefined) return set;
  return list.isAtomic ? new FieldSet(true) : reconcileBelow(set, () => list.items);
}

function reconcileBelow(set: FieldSet, typeOf: (step: string) => FieldType | undefined): FieldSet {
  let changed: Map<string, FieldSet> | undefined;
  for (const step of set.steps()) {
    const child = set.below(step) as FieldSet;
    const type = child.hasBelow ? typeOf(step) : undefined;
    const next = type === undefined ? child : reconcileFields(type, child);
    if (next === child) continue;
    changed ??= new Map([...set.steps()].map((known) => [known, set.below(known) as FieldSet]));
    changed.set(step, next);
  }
  return changed === undefined ? set : new FieldSet(set.isMember, changed);
}
