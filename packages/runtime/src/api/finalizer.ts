import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from './deep-readonly.ts';

/** Whether the object has the finalizer. Semantics: controllerutil's `ContainsFinalizer`. */
export function hasFinalizer(object: DeepReadonly<KubernetesObject>, finalizer: string): boolean {
  return object.metadata.finalizers?.includes(finalizer) ?? false;
}

/** The object's finalizers with this one, in order; the same list when it is there already. */
export function withFinalizer(
  object: DeepReadonly<KubernetesObject>,
  finalizer: string,
): readonly string[] {
  const finalizers = object.metadata.finalizers ?? [];
  return finalizers.includes(finalizer) ? finalizers : [...finalizers, finalizer];
}

/** The object's finalizers without this one, in order. */
export function withoutFinalizer(
  object: DeepReadonly<KubernetesObject>,
  finalizer: string,
): readonly string[] {
  return (object.metadata.finalizers ?? []).filter((name) => name !== finalizer);
}
