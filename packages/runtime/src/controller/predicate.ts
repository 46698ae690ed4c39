import type { KubernetesObject } from '@keelson/kubernetes';
import type { LabelSelector } from '@keelson/kubernetes/meta/v1';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { ObjectEvent, Predicate } from '../api/object-event.ts';
import { matchesSelector, requirementsOf } from '../api/selector.ts';
import { peekObject, peekOld } from '../cache/stored-event.ts';

type Metadata = DeepReadonly<KubernetesObject['metadata']>;

/** True for all but updates, and for an update in which `isChanged`, or which begins a deletion. */
function onUpdate(isChanged: (now: Metadata, old: Metadata) => boolean): Predicate {
  return (event: ObjectEvent) => {
    const old = peekOld(event)?.metadata;
    if (old === undefined) return true;
    const now = peekObject(event).metadata;
    const isDeletionNew =
      now.deletionTimestamp !== undefined && old.deletionTimestamp === undefined;
    return isDeletionNew || isChanged(now, old);
  };
}

/**
 * Drops updates that leave `metadata.generation` as it was, which are those of status and metadata
 * only. Kinds that have no generation, such as Pod and ConfigMap, pass when anything has changed.
 * Always passes the update that sets the deletion timestamp.
 */
export function generationChanged(): Predicate {
  return onUpdate((now, old) =>
    now.generation === undefined
      ? now.resourceVersion !== old.resourceVersion
      : now.generation !== old.generation,
  );
}

/** Drops updates that leave the labels as they were, except the one that begins a deletion. */
export function labelsChanged(): Predicate {
  return onUpdate((now, old) => !sameEntries(now.labels, old.labels));
}

/** Drops updates that leave the annotations as they were, except the one that begins a deletion. */
export function annotationsChanged(): Predicate {
  return onUpdate((now, old) => !sameEntries(now.annotations, old.annotations));
}

/** Drops updates in which nothing has changed: resyncs. */
export function resourceVersionChanged(): Predicate {
  return onUpdate((now, old) => now.resourceVersion !== old.resourceVersion);
}

/** Passes events whose object has matching labels; an update also if the old state had. */
export function labelSelectorMatches(selector: DeepReadonly<LabelSelector>): Predicate {
  const requirements = requirementsOf(selector);
  return (event: ObjectEvent) => {
    const states = [peekObject(event), peekOld(event)];
    return states.some(
      (state) => state !== undefined && matchesSelector(requirements, state.metadata.labels),
    );
  };
}

/** Passes what every predicate passes. */
export function and<T extends KubernetesObject>(...predicates: Predicate<T>[]): Predicate<T> {
  return (event) => predicates.every((predicate) => predicate(event));
}

/** Passes what any predicate passes. */
export function or<T extends KubernetesObject>(...predicates: Predicate<T>[]): Predicate<T> {
  return (event) => predicates.some((predicate) => predicate(event));
}

/** Passes what the predicate drops. */
export function not<T extends KubernetesObject>(predicate: Predicate<T>): Predicate<T> {
  return (event) => !predicate(event);
}

type Entries = Readonly<Record<string, string>> | undefined;

function sameEntries(a: Entries, b: Entries): boolean {
  const ofA = Object.entries(a ?? {});
  const ofB = new Map(Object.entries(b ?? {}));
  return ofA.length === ofB.size && ofA.every(([key, value]) => ofB.get(key) === value);
}
