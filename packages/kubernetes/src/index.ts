// The frame that every kind is written in. The kinds themselves are one module per group and
// version: `import { Deployment } from '@keelson/kubernetes/apps/v1'`.
export type {
  KubernetesList,
  KubernetesObject,
  NamespacedObjectMeta,
  ObjectTemplate,
  StoredObjectMeta,
} from './object.ts';
export { pluralOf } from './plural.ts';
export {
  type GroupVersionKind,
  type ResourceType,
  type ResourceTypeParts,
  type Scope,
  formatApiVersion,
  parseApiVersion,
  resourceType,
} from './resource-type.ts';
