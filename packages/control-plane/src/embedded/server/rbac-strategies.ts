import { canonicalizeRbac, type RbacKind, setRbacDefaults } from '../auth/rbac-defaults.ts';
import { validateRbac, validateRbacUpdate } from '../auth/rbac-validation.ts';
import type { ServedResource } from '../rest/served-resource.ts';
import type { Strategy } from '../registry/strategy.ts';

const kinds: ReadonlySet<string> = new Set<RbacKind>([
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
]);

/** Gives the kinds of RBAC their defaults and rules, over what holds for every built-in kind. */
export function withRbacRules(resource: ServedResource): ServedResource {
  if (resource.group !== 'rbac.authorization.k8s.io' || !kinds.has(resource.kind)) return resource;
  const kind = resource.kind as RbacKind;
  const generic = resource.strategy;
  const strategy: Strategy = {
    ...generic,
    canonicalize: (object) => canonicalizeRbac(kind, object),
    setDefaults: (object) => {
      generic.setDefaults(object);
      setRbacDefaults(kind, object);
    },
    validate: (object) => validateRbac(kind, object),
    validateUpdate: (object, old) => validateRbacUpdate(kind, object, old),
  };
  return { ...resource, strategy };
}
