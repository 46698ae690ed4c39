import type { JsonObject } from '@keelson/schema';

/**
 * Where the RBAC objects are. Objects are rbac.authorization.k8s.io/v1 as stored, and are never
 * changed in place: what is read of one is kept for as long as the object lives.
 */
export interface RbacSource {
  /** Another number after any change of a Role, ClusterRole, RoleBinding or ClusterRoleBinding. */
  readonly generation: number;
  clusterRoles(): Iterable<JsonObject>;
  /** In the order in which they are asked; by name is best. */
  clusterRoleBindings(): Iterable<JsonObject>;
  roles(namespace: string): Iterable<JsonObject>;
  roleBindings(namespace: string): Iterable<JsonObject>;
}
