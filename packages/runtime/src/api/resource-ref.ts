import type { KubernetesObject, ResourceType } from '@keelson/kubernetes';

/** A class decorated with `@CustomResource`: the type of its objects and the handle to address them. */
export type ResourceClass<T extends KubernetesObject = KubernetesObject> = abstract new (
  ...args: never[]
) => T;

/** A kind known only by name; the client asks discovery for its path. Its objects are {@link UnstructuredObject}. */
export interface DynamicType {
  readonly apiVersion: string;
  readonly kind: string;
}

/** An object whose fields beyond the metadata are not known to the compiler. */
export interface UnstructuredObject extends KubernetesObject {
  [field: string]: unknown;
}

/** Everything that names a kind whose objects have the type `T`. */
export type ResourceRef<T extends KubernetesObject = KubernetesObject> =
  | ResourceType<T>
  | ResourceClass<T>;
