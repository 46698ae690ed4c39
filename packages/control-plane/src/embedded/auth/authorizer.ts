import type { PolicyRule } from './policy-rule.ts';
import type { RequestAttributes } from './request-attributes.ts';
import type { UserInfo } from './user.ts';

/** An authorizer's answer. RBAC never denies: it allows, or has no opinion. */
export interface Decision {
  readonly allowed: boolean;
  /** Why, in the server's words; empty when there is nothing to say. */
  readonly reason: string;
}

/** The rules of a user, and what went wrong in finding them. */
export interface RulesOfUser {
  readonly rules: readonly PolicyRule[];
  /** In the server's words, for example `clusterrole.rbac.authorization.k8s.io "x" not found`. */
  readonly errors: readonly string[];
}

/** Decides what users may do. */
export interface Authorizer {
  authorize(attributes: RequestAttributes): Decision;
  /** Every rule that holds for a user in a namespace and at the cluster scope; `''` for the latter alone. */
  rulesFor(user: UserInfo, namespace: string): RulesOfUser;
}
