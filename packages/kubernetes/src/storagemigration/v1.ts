// Generated from the OpenAPI documents of Kubernetes 1.37.2 by
// packages/kubernetes/generator/main.ts: do not edit.
import type { Condition, GroupResource } from '../meta/v1.ts';
import type { StoredObjectMeta } from '../object.ts';
import { type ResourceType, resourceType } from '../resource-type.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#storageversionmigration-v1-storagemigration-k8s-io */
export interface StorageVersionMigration {
  apiVersion: 'storagemigration.k8s.io/v1';
  kind: 'StorageVersionMigration';
  metadata: StoredObjectMeta;
  spec: StorageVersionMigrationSpec;
  status: StorageVersionMigrationStatus;
}

export const StorageVersionMigration: ResourceType<StorageVersionMigration> =
  /* @__PURE__ */ resourceType({
    group: 'storagemigration.k8s.io',
    version: 'v1',
    kind: 'StorageVersionMigration',
    plural: 'storageversionmigrations',
    scope: 'Cluster',
  });

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#storageversionmigrationspec-v1-storagemigration-k8s-io */
export interface StorageVersionMigrationSpec {
  resource: GroupResource;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#storageversionmigrationstatus-v1-storagemigration-k8s-io */
export interface StorageVersionMigrationStatus {
  conditions?: Condition[];
  resourceVersion?: string;
}
