import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { listOf, objectOf, stringOf } from './rbac-binding.ts';

const group = 'rbac.authorization.k8s.io';

/** The kinds of RBAC. */
export type RbacKind = 'Role' | 'ClusterRole' | 'RoleBinding' | 'ClusterRoleBinding';

/** Fills the defaults of an RBAC object, in place: the API group of what a binding refers to and binds. */
export function setRbacDefaults(kind: RbacKind, object: JsonObject): void {
  if (kind === 'Role' || kind === 'ClusterRole') return;
  const roleRef = objectOf(object['roleRef']);
  object['roleRef'] = {
    apiGroup: stringOf(roleRef['apiGroup']) || group,
    kind: stringOf(roleRef['kind']),
    name: stringOf(roleRef['name']),
  };
  if (Array.isArray(object['subjects'])) {
    object['subjects'] = object['subjects'].map((subject) => withApiGroup(objectOf(subject)));
  }
}

function withApiGroup({ kind, apiGroup, name, namespace }: JsonObject): JsonObject {
  const isUser = kind === 'User' || kind === 'Group';
  const inGroup = stringOf(apiGroup) || (isUser ? group : '');
  return {
    kind: stringOf(kind),
    ...(inGroup === '' ? undefined : { apiGroup: inGroup }),
    name: stringOf(name),
    ...(stringOf(namespace) === '' ? undefined : { namespace: stringOf(namespace) }),
  };
}

const ruleLists = ['apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'];

/**
 * Gives an RBAC object the form that storing gives it, in place: empty lists go, and rules that are
 * none become `null`. Managed fields are worked out before, on the form that was sent.
 */
export function canonicalizeRbac(kind: RbacKind, object: JsonObject): void {
  if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
    if (listOf(object['subjects']).length === 0) delete object['subjects'];
    return;
  }
  if (isJsonObject(object['aggregationRule'])) {
    const selectors = listOf(object['aggregationRule']['clusterRoleSelectors']);
    object['aggregationRule'] =
      selectors.length === 0
        ? {}
        : {
            clusterRoleSelectors: selectors.map((selector) =>
              canonicalSelector(objectOf(selector)),
            ),
          };
  }
  const rules = listOf(object['rules']);
  object['rules'] = rules.length === 0 ? null : rules.map((rule) => canonicalRule(objectOf(rule)));
}

function canonicalSelector({ matchLabels, matchExpressions }: JsonObject): JsonObject {
  const expressions = listOf(matchExpressions).map((expression) => {
    const { key = '', operator = '', values } = objectOf(expression);
    return { key, operator, ...(listOf(values).length === 0 ? undefined : { values: values! }) };
  });
  return {
    ...(Object.keys(objectOf(matchLabels)).length === 0
      ? undefined
      : { matchLabels: objectOf(matchLabels) }),
    ...(expressions.length === 0 ? undefined : { matchExpressions: expressions }),
  };
}

function canonicalRule(rule: JsonObject): JsonObject {
  const lists = ruleLists.flatMap((key): [string, JsonValue][] => {
    const list = listOf(rule[key]);
    return list.length === 0 ? [] : [[key, [...list]]];
  });
  return { verbs: rule['verbs'] ?? null, ...Object.fromEntries(lists) };
}
