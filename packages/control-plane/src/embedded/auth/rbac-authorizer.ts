import { goQuote, type JsonObject } from '@keelson/schema';
import type { Authorizer, Decision, RulesOfUser } from './authorizer.ts';
import { joinErrors } from './error-list.ts';
import { type PolicyRule, ruleAllows, rulesOf } from './policy-rule.ts';
import {
  type Binding,
  describeBinding,
  objectOf,
  parseBinding,
  type RoleRef,
  stringOf,
  subjectFor,
} from './rbac-binding.ts';
import type { RbacSource } from './rbac-source.ts';
import type { RequestAttributes } from './request-attributes.ts';
import { isPrivileged, type UserInfo } from './user.ts';

/** A role that could not be found. */
export interface MissingRole {
  readonly group: string;
  /** `clusterrole` or `role`; empty when the kind is unknown. */
  readonly resource: string;
  readonly name: string;
  /** In the server's words. */
  readonly message: string;
}

interface Grant {
  readonly rules: readonly PolicyRule[];
  /** Why these rules allow something. */
  readonly reason: string;
}

interface Grants {
  readonly grants: readonly Grant[];
  readonly missing: readonly MissingRole[];
}

/** So many users and namespaces are remembered between two changes of the rules. */
const mostRemembered = 1000;

/**
 * Role-based access control over the live Roles and bindings, after `system:masters`, who may do
 * everything (plugin/pkg/auth/authorizer/rbac). What holds for a user is worked out once for each
 * generation of the source.
 */
export class RbacAuthorizer implements Authorizer {
  readonly #source: RbacSource;
  readonly #rules = new WeakMap<JsonObject, readonly PolicyRule[]>();
  readonly #bindings = new WeakMap<JsonObject, Binding>();
  #generation: number | undefined;
  readonly #grants = new Map<string, Grants>();
  readonly #roles = new Map<string, Map<string, JsonObject>>();

  constructor(source: RbacSource) {
    this.#source = source;
  }

  authorize(attributes: RequestAttributes): Decision {
    const { user } = attributes;
    if (isPrivileged(user)) return { allowed: true, reason: '' };
    const namespace = attributes.path === undefined ? attributes.namespace : '';
    const { grants, missing } = this.#grantsFor(user, namespace);
    for (const { rules, reason } of grants) {
      if (rules.some((rule) => ruleAllows(rule, attributes))) return { allowed: true, reason };
    }
    return {
      allowed: false,
      reason:
        missing.length === 0
          ? ''
          : `rbac: RBAC: ${joinErrors(missing.map(({ message }) => message))}`,
    };
  }

  rulesFor(user: UserInfo, namespace: string): RulesOfUser {
    const { grants, missing } = this.#grantsFor(user, namespace);
    return {
      rules: grants.flatMap(({ rules }) => rules),
      errors: missing.map(({ message }) => message),
    };
  }

  /** Roles that bindings of a user refer to and that are not there. */
  missingRoles(user: UserInfo, namespace: string): readonly MissingRole[] {
    return this.#grantsFor(user, namespace).missing;
  }

  /** The rules of the role that a binding refers to; `namespace` is the binding's, `''` for a ClusterRoleBinding. */
  rulesOfRole(roleRef: RoleRef, namespace: string): readonly PolicyRule[] | MissingRole {
    this.#refresh();
    const { kind, name } = roleRef;
    if (kind !== 'Role' && kind !== 'ClusterRole') {
      return {
        group: '',
        resource: '',
        name,
        message: `unsupported role reference kind: ${goQuote(kind)}`,
      };
    }
    const isClusterRole = kind === 'ClusterRole';
    const role =
      isClusterRole || namespace !== ''
        ? this.#rolesIn(isClusterRole ? '' : namespace).get(name)
        : undefined;
    if (role === undefined) {
      const resource = kind.toLowerCase();
      return {
        group: 'rbac.authorization.k8s.io',
        resource,
        name,
        message: `${resource}.rbac.authorization.k8s.io ${goQuote(name)} not found`,
      };
    }
    const known = this.#rules.get(role);
    if (known !== undefined) return known;
    const rules = rulesOf(role);
    this.#rules.set(role, rules);
    return rules;
  }

  #grantsFor(user: UserInfo, namespace: string): Grants {
    this.#refresh();
    const key = JSON.stringify([namespace, user.name, user.groups]);
    const known = this.#grants.get(key);
    if (known !== undefined) return known;
    const grants: Grant[] = [];
    const missing: MissingRole[] = [];
    this.#collect({ user, namespace: '', grants, missing });
    if (namespace !== '') this.#collect({ user, namespace, grants, missing });
    if (this.#grants.size >= mostRemembered) this.#grants.clear();
    const found = { grants, missing };
    this.#grants.set(key, found);
    return found;
  }

  #collect({
    user,
    namespace,
    grants,
    missing,
  }: {
    user: UserInfo;
    namespace: string;
    grants: Grant[];
    missing: MissingRole[];
  }): void {
    const objects =
      namespace === '' ? this.#source.clusterRoleBindings() : this.#source.roleBindings(namespace);
    for (const object of objects) {
      const binding = this.#bindingOf(object);
      const subject = subjectFor(binding, user);
      if (subject === undefined) continue;
      const rules = this.rulesOfRole(binding.roleRef, namespace);
      if (isMissing(rules)) missing.push(rules);
      else {
        grants.push({ rules, reason: `RBAC: allowed by ${describeBinding(binding, subject)}` });
      }
    }
  }

  #bindingOf(object: JsonObject): Binding {
    let binding = this.#bindings.get(object);
    if (binding === undefined) {
      binding = parseBinding(object);
      this.#bindings.set(object, binding);
    }
    return binding;
  }

  /** `''` for ClusterRoles. */
  #rolesIn(namespace: string): Map<string, JsonObject> {
    let roles = this.#roles.get(namespace);
    if (roles === undefined) {
      roles = new Map();
      const objects =
        namespace === '' ? this.#source.clusterRoles() : this.#source.roles(namespace);
      for (const role of objects) roles.set(stringOf(objectOf(role['metadata'])['name']), role);
      this.#roles.set(namespace, roles);
    }
    return roles;
  }

  #refresh(): void {
    const { generation } = this.#source;
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#grants.clear();
    this.#roles.clear();
  }
}

/** Whether a look-up of a role's rules failed. */
export function isMissing(found: readonly PolicyRule[] | MissingRole): found is MissingRole {
  return !Array.isArray(found);
}
