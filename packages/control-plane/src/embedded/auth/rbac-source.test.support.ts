import type { JsonObject } from '@keelson/schema';
import { objectOf } from './rbac-binding.ts';
import type { RbacSource } from './rbac-source.ts';

/** An RbacSource over lists that tests fill; `changed()` after a change. */
export class ListedRbac implements RbacSource {
  generation = 1;
  readonly objects: JsonObject[] = [];

  constructor(objects: readonly JsonObject[] = []) {
    this.objects.push(...objects);
  }

  changed(): void {
    this.generation += 1;
  }

  clusterRoles(): Iterable<JsonObject> {
    return this.#select('ClusterRole', undefined);
  }

  clusterRoleBindings(): Iterable<JsonObject> {
    return this.#select('ClusterRoleBinding', undefined);
  }

  roles(namespace: string): Iterable<JsonObject> {
    return this.#select('Role', namespace);
  }

  roleBindings(namespace: string): Iterable<JsonObject> {
    return this.#select('RoleBinding', namespace);
  }

  #select(kind: string, namespace: string | undefined): JsonObject[] {
    return this.objects.filter(
      (object) =>
        object['kind'] === kind && objectOf(object['metadata'])['namespace'] === namespace,
    );
  }
}

/** A rule in few words: `verbs|groups|resources|urls`, each a list with commas; `-` for none. */
export function ruleJson(text: string): JsonObject {
  const [verbs, apiGroups, resources, nonResourceURLs] = text
    .split('|')
    .map((part) => (part === '-' ? undefined : part.split(',')));
  return {
    verbs: verbs ?? [],
    ...(apiGroups === undefined ? undefined : { apiGroups }),
    ...(resources === undefined ? undefined : { resources }),
    ...(nonResourceURLs === undefined ? undefined : { nonResourceURLs }),
  };
}

export function clusterRole(name: string, ...rules: string[]): JsonObject {
  return { kind: 'ClusterRole', metadata: { name }, rules: rules.map(ruleJson) };
}

export function role(namespace: string, name: string, ...rules: string[]): JsonObject {
  return { kind: 'Role', metadata: { namespace, name }, rules: rules.map(ruleJson) };
}

/** Binds the cluster role of the binding's name; subjects are `Kind:name` or `ServiceAccount:ns/name`. */
export function clusterRoleBinding(name: string, ...subjects: string[]): JsonObject {
  return {
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: subjects.map(subjectJson),
  };
}

/** Binds `Kind/name` in a namespace under that name. */
export function roleBinding(namespace: string, target: string, ...subjects: string[]): JsonObject {
  const [kind = '', name = ''] = target.split('/');
  return {
    kind: 'RoleBinding',
    metadata: { namespace, name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
    subjects: subjects.map(subjectJson),
  };
}

function subjectJson(text: string): JsonObject {
  const colon = text.indexOf(':');
  const kind = text.slice(0, colon);
  const [first = '', second] = text.slice(colon + 1).split('/');
  return second === undefined ? { kind, name: first } : { kind, namespace: first, name: second };
}
