// Generated from the OpenAPI documents of Kubernetes 1.37.2 by
// packages/kubernetes/generator/main.ts: do not edit.
import type { Time } from '../meta/v1.ts';
import type { StoredObjectMeta } from '../object.ts';
import { type ResourceType, resourceType } from '../resource-type.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#apiservice-v1-apiregistration-k8s-io */
export interface APIService {
  apiVersion: 'apiregistration.k8s.io/v1';
  kind: 'APIService';
  metadata: StoredObjectMeta;
  spec: APIServiceSpec;
  status: APIServiceStatus;
}

export const APIService: ResourceType<APIService> = /* @__PURE__ */ resourceType({
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  plural: 'apiservices',
  scope: 'Cluster',
});

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#apiservicecondition-v1-apiregistration-k8s-io */
export interface APIServiceCondition {
  lastTransitionTime?: Time | null;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#apiservicespec-v1-apiregistration-k8s-io */
export interface APIServiceSpec {
  caBundle?: string;
  group?: string;
  groupPriorityMinimum: number;
  insecureSkipTLSVerify?: boolean;
  service?: ServiceReference;
  version?: string;
  versionPriority: number;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#apiservicestatus-v1-apiregistration-k8s-io */
export interface APIServiceStatus {
  conditions?: APIServiceCondition[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#servicereference-v1-apiregistration-k8s-io */
export interface ServiceReference {
  name?: string;
  namespace?: string;
  port?: number;
}
