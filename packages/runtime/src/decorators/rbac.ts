import { MetadataKey } from './metadata.ts';

/** The verbs of Kubernetes RBAC. `'*'` is left out on purpose. */
export type RbacVerb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'deletecollection'
  | 'bind'
  | 'escalate'
  | 'impersonate'
  | 'use'
  | 'approve'
  | 'sign'
  | 'attest';

/** A right that cannot be derived from `@Controller`. */
export interface RbacRule {
  /** API groups; the core group is `''`. */
  readonly groups?: readonly string[];
  /** Plurals, with the subresource after a slash: `pods`, `pods/eviction`. */
  readonly resources?: readonly string[];
  readonly verbs: readonly RbacVerb[];
  /** Only these objects. @default all */
  readonly resourceNames?: readonly string[];
  /** Non-resource URLs, such as `/metrics`. @default none */
  readonly urls?: readonly string[];
  /** A Role in this namespace instead of the ClusterRole. @default none */
  readonly namespace?: string;
  /** A role of its own, with its own binding. @default 'manager-role' */
  readonly roleName?: string;
}

const rbac = new MetadataKey<readonly RbacRule[]>('rbac');

/**
 * States a right that the reconciler needs beside those that `@Controller` implies. May be
 * repeated. Read by the generator only. Semantics: controller-gen's `+kubebuilder:rbac`.
 */
export function Rbac(rule: RbacRule) {
  return (target: abstract new (...args: never[]) => object): void => {
    rbac.set(target, [rule, ...(rbac.get(target) ?? [])]);
  };
}

/** The rules that `@Rbac` recorded on a class, in source order. */
export function rbacRulesOf(target: object): readonly RbacRule[] {
  return rbac.get(target) ?? [];
}
