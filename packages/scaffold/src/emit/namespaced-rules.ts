import type { RbacRule } from '../model/rbac-rule.ts';

/** Whether objects of a resource are in no namespace. */
export type ScopeLookup = (group: string, resource: string) => boolean;

/** The namespace of scaffolded manifests, which a kustomization replaces. */
const ownNamespace = 'system';

/**
 * The rules of a manager that works in its own namespace: all of them there, but for URLs and for what
 * is in no namespace.
 */
export function ownNamespaceRules(
  rules: readonly RbacRule[],
  isClusterScoped: ScopeLookup,
): RbacRule[] {
  return rules.flatMap((rule): RbacRule[] => {
    const { groups = [], resources = [], namespace } = rule;
    if (namespace !== undefined || resources.length === 0) return [rule];
    const isWide = (resource: string) =>
      groups.some((group) => isClusterScoped(group, resource.split('/')[0] ?? ''));
    const wide = resources.filter(isWide);
    const own = resources.filter((resource) => !isWide(resource));
    return [
      ...(wide.length > 0 ? [{ ...rule, resources: wide }] : []),
      ...(own.length > 0 ? [{ ...rule, resources: own, namespace: ownNamespace }] : []),
    ];
  });
}
