import type { ListMeta, ObjectMeta } from './meta/v1.ts';

/**
 * Metadata of an object as the API server returns it: what the server always sets is not optional.
 * Semantics: Kubernetes API conventions, "Metadata".
 */
export interface StoredObjectMeta extends ObjectMeta {
  name: string;
  uid: string;
  /** Opaque to clients, but comparable within one resource since Kubernetes 1.35 (KEP-5504). */
  resourceVersion: string;
  /** RFC 3339, whole seconds, as on the wire. */
  creationTimestamp: string;
}

/** {@link StoredObjectMeta} of a kind whose objects live in a namespace. */
export interface NamespacedObjectMeta extends StoredObjectMeta {
  namespace: string;
}

/** Any object that the API server stores, as plain wire JSON. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: StoredObjectMeta;
}

/** A list as the API server returns it. Our client fills `apiVersion` and `kind` of the items. */
export interface KubernetesList<T> {
  apiVersion: string;
  kind: string;
  metadata: ListMeta;
  items: T[];
}

/**
 * A stored kind as it stands inside another object, from which a controller makes real ones
 * (`StatefulSet.spec.volumeClaimTemplates`): the server has set nothing in it.
 */
export type ObjectTemplate<T extends KubernetesObject> = Partial<
  Pick<T, Extract<'apiVersion' | 'kind' | 'status', keyof T>>
> &
  Omit<T, 'apiVersion' | 'kind' | 'metadata' | 'status'> & { metadata: ObjectMeta };
