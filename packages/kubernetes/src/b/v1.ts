// Generated from the OpenAPI documents of Kubernetes 1.37.2 by
// packages/kubernetes/generator/main.ts: do not edit.
import type { StoredObjectMeta } from '../object.ts';
import { type ResourceType, resourceType } from '../resource-type.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#a-v1-b-dev */
export interface A {
  apiVersion: 'b.dev/v1';
  kind: 'A';
  metadata: StoredObjectMeta;
}

export const A: ResourceType<A> = /* @__PURE__ */ resourceType({
  group: 'b.dev',
  version: 'v1',
  kind: 'A',
  plural: 'as',
  scope: 'Cluster',
});
