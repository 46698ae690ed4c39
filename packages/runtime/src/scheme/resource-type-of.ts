import {
  type KubernetesObject,
  pluralOf,
  type ResourceType,
  resourceType,
} from '@keelson/kubernetes';
import type { ResourceRef } from '../api/resource-ref.ts';
import { customResourceOptionsOf } from '../decorators/custom-resource.ts';

/** One type per class, so that types can be compared and used as keys. */
const ofClass = new WeakMap<object, ResourceType>();

/**
 * The kind that a reference names: a type as it is, or what `@CustomResource` says of a class (kind:
 * the class name, plural: {@link pluralOf} the kind, scope: Namespaced, unless given). The same class
 * always gives the same value.
 * @throws {TypeError} for a class without `@CustomResource`
 */
export function resourceTypeOf<T extends KubernetesObject>(ref: ResourceRef<T>): ResourceType<T> {
  if (typeof ref !== 'function') return ref;
  const known = ofClass.get(ref);
  if (known !== undefined) return known as ResourceType<T>;
  const options = customResourceOptionsOf(ref);
  if (options === undefined) {
    throw new TypeError(
      `the class ${ref.name || '(anonymous)'} is not a kind: decorate it with @CustomResource({ group, version })`,
    );
  }
  const {
    group,
    version,
    kind = ref.name,
    plural = pluralOf(kind),
    scope = 'Namespaced',
  } = options;
  const type = resourceType<T>({ group, version, kind, plural, scope });
  ofClass.set(ref, type);
  return type;
}
