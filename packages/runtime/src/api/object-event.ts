import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from './deep-readonly.ts';

/** A change of one cached object, as predicates and event handlers see it. */
export type ObjectEvent<T extends KubernetesObject = KubernetesObject> =
  | {
      readonly type: 'created';
      readonly object: DeepReadonly<T>;
      /** The object was there when the informer first listed, or again after a relist. */
      readonly isInInitialList: boolean;
    }
  | { readonly type: 'updated'; readonly object: DeepReadonly<T>; readonly old: DeepReadonly<T> }
  | {
      readonly type: 'deleted';
      readonly object: DeepReadonly<T>;
      /** The deletion itself was missed: `object` is the last state seen, perhaps stale. */
      readonly isFinalStateUnknown: boolean;
    };

/** Decides whether an event is worth a reconcile. Must be pure and fast. */
export type Predicate<T extends KubernetesObject = KubernetesObject> = (
  event: ObjectEvent<T>,
) => boolean;
