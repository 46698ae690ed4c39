// Generated from the OpenAPI documents of Kubernetes 1.37.2 by
// packages/kubernetes/generator/main.ts: do not edit.

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#apigroup-v1-meta */
export interface APIGroup {
  apiVersion?: 'v1';
  kind?: 'APIGroup';
  name: string;
  preferredVersion: GroupVersionForDiscovery;
  serverAddressByClientCIDRs?: ServerAddressByClientCIDR[];
  versions: GroupVersionForDiscovery[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#apiresource-v1-meta */
export interface APIResource {
  categories?: string[];
  group?: string;
  kind: string;
  name: string;
  namespaced: boolean;
  shortNames?: string[];
  singularName: string;
  storageVersionHash?: string;
  verbs: string[];
  version?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#apiresourcelist-v1-meta */
export interface APIResourceList {
  apiVersion?: 'v1';
  kind?: 'APIResourceList';
  groupVersion: string;
  resources: APIResource[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#condition-v1-meta */
export interface Condition {
  lastTransitionTime: Time;
  message: string;
  observedGeneration?: number;
  reason: string;
  status: string;
  type: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#deleteoptions-v1-meta */
export interface DeleteOptions {
  apiVersion?: string;
  dryRun?: string[];
  gracePeriodSeconds?: number;
  ignoreStoreReadErrorWithClusterBreakingPotential?: boolean;
  kind?: string;
  orphanDependents?: boolean;
  preconditions?: Preconditions;
  propagationPolicy?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#fieldselectorrequirement-v1-meta */
export interface FieldSelectorRequirement {
  key: string;
  operator: string;
  values?: string[];
}

/** A set of fields as a tree (structured-merge-diff), for example `{ "f:spec": {} }`. */
export type FieldsV1 = Record<string, unknown>;

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#groupresource-v1-meta */
export interface GroupResource {
  group: string;
  resource: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#groupversionfordiscovery-v1-meta */
export interface GroupVersionForDiscovery {
  groupVersion: string;
  version: string;
}

/** A whole number or text, such as a port number or name, or a count or percentage. */
export type IntOrString = number | string;

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#labelselector-v1-meta */
export interface LabelSelector {
  matchExpressions?: LabelSelectorRequirement[];
  matchLabels?: Record<string, string>;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#labelselectorrequirement-v1-meta */
export interface LabelSelectorRequirement {
  key: string;
  operator: string;
  values?: string[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#listmeta-v1-meta */
export interface ListMeta {
  continue?: string;
  remainingItemCount?: number;
  resourceVersion?: string;
  selfLink?: string;
  shardInfo?: ShardInfo;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#managedfieldsentry-v1-meta */
export interface ManagedFieldsEntry {
  apiVersion?: string;
  fieldsType?: string;
  fieldsV1?: FieldsV1;
  manager?: string;
  operation?: string;
  subresource?: string;
  time?: Time;
}

/**
 * A moment as RFC 3339 text in UTC with exactly six fraction digits:
 * `2026-11-23T04:05:06.000000Z`. The server refuses other precisions, so the three digits of
 * `Date.toISOString()` are not enough.
 */
export type MicroTime = string;

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#objectmeta-v1-meta */
export interface ObjectMeta {
  annotations?: Record<string, string>;
  creationTimestamp?: Time;
  deletionGracePeriodSeconds?: number;
  deletionTimestamp?: Time;
  finalizers?: string[];
  generateName?: string;
  generation?: number;
  labels?: Record<string, string>;
  managedFields?: ManagedFieldsEntry[];
  name?: string;
  namespace?: string;
  ownerReferences?: OwnerReference[];
  resourceVersion?: string;
  selfLink?: string;
  uid?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#ownerreference-v1-meta */
export interface OwnerReference {
  apiVersion: string;
  blockOwnerDeletion?: boolean;
  controller?: boolean;
  kind: string;
  name: string;
  uid: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#preconditions-v1-meta */
export interface Preconditions {
  resourceVersion?: string;
  uid?: string;
}

/**
 * An amount such as `'500m'` or `'1.5Gi'`. The server takes a JSON number too. Built-in kinds
 * always come back with text in canonical form; a custom resource comes back as it was written.
 * Semantics: Kubernetes documentation, "Quantity".
 */
export type Quantity = string | number;

/** Any JSON object, often a whole Kubernetes object. */
export type RawExtension = Record<string, unknown>;

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#serveraddressbyclientcidr-v1-meta */
export interface ServerAddressByClientCIDR {
  clientCIDR: string;
  serverAddress: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#shardinfo-v1-meta */
export interface ShardInfo {
  selector: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#status-v1-meta */
export interface Status {
  apiVersion?: 'v1';
  kind?: 'Status';
  metadata?: ListMeta;
  code?: number;
  details?: StatusDetails;
  message?: string;
  reason?: string;
  status?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#statuscause-v1-meta */
export interface StatusCause {
  field?: string;
  message?: string;
  reason?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#statusdetails-v1-meta */
export interface StatusDetails {
  causes?: StatusCause[];
  group?: string;
  kind?: string;
  name?: string;
  retryAfterSeconds?: number;
  uid?: string;
}

/** A moment as RFC 3339 text in UTC with whole seconds: `2026-11-23T04:05:06Z`. */
export type Time = string;

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#watchevent-v1-meta */
export interface WatchEvent {
  object: RawExtension;
  type: string;
}
