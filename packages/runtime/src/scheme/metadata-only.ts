import type { KubernetesObject, ResourceType } from '@keelson/kubernetes';
import type { ResourceRef } from '../api/resource-ref.ts';
import { resourceTypeOf } from './resource-type-of.ts';

/**
 * Any object reduced to its metadata, as the server sends it: `kind` is `PartialObjectMetadata`.
 * Semantics: Kubernetes API concepts, "Metadata-only fetches".
 */
export interface PartialObjectMetadata extends KubernetesObject {
  apiVersion: 'meta.k8s.io/v1';
  kind: 'PartialObjectMetadata';
}

const mark = Symbol('keelson:metadata-only');

const ofType = new WeakMap<ResourceType, ResourceType<PartialObjectMetadata>>();

/**
 * The same kind, of which only the metadata is asked for: reads, patches and watches answer
 * {@link PartialObjectMetadata}. The same kind always gives the same value.
 */
export function metadataOnly(ref: ResourceRef): ResourceType<PartialObjectMetadata> {
  const type = resourceTypeOf(ref);
  if (isMetadataOnly(type)) return type as ResourceType<PartialObjectMetadata>;
  const known = ofType.get(type);
  if (known !== undefined) return known;
  const reduced = Object.freeze({ ...type, [mark]: true }) as ResourceType<PartialObjectMetadata>;
  ofType.set(type, reduced);
  return reduced;
}

/** Whether a type was made by {@link metadataOnly}. */
export function isMetadataOnly(type: ResourceType): boolean {
  return mark in type;
}
