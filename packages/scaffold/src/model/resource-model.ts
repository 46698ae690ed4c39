import type { SchemaNode } from './schema-node.ts';

/** One kind of the project's API, in all its versions. */
export interface ResourceModel {
  readonly group: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly scope: 'Cluster' | 'Namespaced';
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Converters of the project translate between the versions. @default false */
  readonly hasConverters?: boolean | undefined;
  /** Sorted by name; exactly one has `storage`, at least one is served. */
  readonly versions: readonly ResourceVersion[];
}

/** One version of a kind. */
export interface ResourceVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  /** `true` gives the API server's own warning text. */
  readonly deprecated: boolean | string;
  readonly statusSubresource: boolean;
  readonly scale?: ScaleSubresource | undefined;
  readonly columns: readonly PrinterColumn[];
  readonly selectableFields: readonly string[];
  /** Of the whole object, without `apiVersion`, `kind` and `metadata`. */
  readonly schema: SchemaNode;
}

/** Paths of the scale subresource. */
interface ScaleSubresource {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string | undefined;
}

/** A column of `kubectl get`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly description?: string | undefined;
  readonly format?: string | undefined;
  readonly priority?: number | undefined;
}

/** The version that objects are stored in. */
export function storageVersionOf(resource: ResourceModel): ResourceVersion {
  const version = resource.versions.find((one) => one.storage);
  if (version === undefined) throw new TypeError(`${resource.kind} has no storage version`);
  return version;
}
