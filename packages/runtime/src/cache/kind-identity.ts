import { type KubernetesObject, parseApiVersion, type Scope } from '@keelson/kubernetes';
import type { DynamicType, ResourceRef } from '../api/resource-ref.ts';
import { isMetadataOnly } from '../scheme/metadata-only.ts';
import { resourceTypeOf } from '../scheme/resource-type-of.ts';
import type { WatchableType } from './list-watch-client.ts';

/** What tells one cached kind from another. */
export interface KindIdentity {
  readonly apiVersion: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** `undefined` for a kind known only by name. */
  readonly scope: Scope | undefined;
  readonly isMetadataOnly: boolean;
  /** How to ask the client for it. */
  readonly type: WatchableType;
}

/** The identity of a kind, however it is named. */
export function identify(ref: ResourceRef | DynamicType): KindIdentity {
  if (isDynamic(ref)) {
    const { apiVersion, kind } = ref;
    const type = { apiVersion, kind };
    return {
      ...parseApiVersion(apiVersion),
      ...type,
      scope: undefined,
      isMetadataOnly: false,
      type,
    };
  }
  const type = resourceTypeOf(ref);
  const { apiVersion, group, version, kind, scope } = type;
  return { apiVersion, group, version, kind, scope, isMetadataOnly: isMetadataOnly(type), type };
}

/** The part of an object that readers of metadata only see. */
export function partialOf(object: KubernetesObject): KubernetesObject {
  return {
    apiVersion: 'meta.k8s.io/v1',
    kind: 'PartialObjectMetadata',
    metadata: object.metadata,
  };
}

function isDynamic(ref: ResourceRef | DynamicType): ref is DynamicType {
  return typeof ref !== 'function' && !('plural' in ref);
}
