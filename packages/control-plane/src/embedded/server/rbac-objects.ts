import type { JsonObject } from '@keelson/schema';
import type { RbacSource } from '../auth/rbac-source.ts';
import type { TokenObjects } from '../auth/token-objects.ts';
import type { ObjectStore } from '../storage/object-store.ts';

const group = 'rbac.authorization.k8s.io';
const resources: ReadonlySet<string> = new Set(
  ['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'].map(
    (name) => `${name}.${group}`,
  ),
);

/** The RBAC objects of a store. */
export class StoredRbac implements RbacSource {
  readonly #store: ObjectStore;
  #generation = 0;

  constructor(store: ObjectStore) {
    this.#store = store;
    store.watchAll((resource) => {
      if (resources.has(resource)) this.#generation++;
    });
  }

  get generation(): number {
    return this.#generation;
  }

  clusterRoles(): JsonObject[] {
    return this.#list('clusterroles');
  }

  clusterRoleBindings(): JsonObject[] {
    return this.#list('clusterrolebindings');
  }

  roles(namespace: string): JsonObject[] {
    return this.#list('roles', namespace);
  }

  roleBindings(namespace: string): JsonObject[] {
    return this.#list('rolebindings', namespace);
  }

  #list(plural: string, namespace?: string): JsonObject[] {
    const stored = this.#store.log(`${plural}.${group}`).list(namespace);
    return stored.map(({ object }) => object);
  }
}

/** The objects of a store that service account tokens are bound to. */
export function storedTokenObjects(store: ObjectStore): TokenObjects {
  const get = (resource: string, namespace: string, name: string): JsonObject | undefined =>
    store.get({ resource, namespace, name })?.object;
  return {
    serviceAccount: (namespace, name) => get('serviceaccounts', namespace, name),
    pod: (namespace, name) => get('pods', namespace, name),
    secret: (namespace, name) => get('secrets', namespace, name),
    node: (name) => get('nodes', '', name),
  };
}
