// The frame that every kind is written in. The kinds themselves are one module per group and
// version: `import { Deployment } from '@keelson/kubernetes/apps/v1'`. They are the JSON of the API
// server as it is: times are text, key names are the real ones, and what the server always sends is
// not optional. A server of a later release may send fields and enum values that are not there yet.
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
