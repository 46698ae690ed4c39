import { compareUtf8, equalJson, goQuote, type JsonObject } from '@keelson/schema';
import { pathSegmentErrors } from '../metadata/name-rules.ts';
import { badRequest, forbidden, notFound, StatusError } from '../status-error.ts';
import { joinErrors } from './error-list.ts';
import { compactRule, type PolicyRule, quoteList, rulesOf } from './policy-rule.ts';
import { isMissing, type RbacAuthorizer } from './rbac-authorizer.ts';
import { objectOf, parseRoleRef, type RoleRef, stringOf } from './rbac-binding.ts';
import { compactRules, uncoveredRules } from './rule-cover.ts';
import { isPrivileged, type UserInfo } from './user.ts';

/** A kind whose objects grant permissions. */
export type RbacResource = 'roles' | 'clusterroles' | 'rolebindings' | 'clusterrolebindings';

/** A write of such an object. */
export interface RbacWrite {
  readonly resource: RbacResource;
  /** Of the request; empty for the cluster's objects. */
  readonly namespace: string;
  /** Of the request's path; empty for a POST. */
  readonly name: string;
  readonly user: UserInfo;
  /** With its defaults set, before it is validated. */
  readonly object: JsonObject;
  /** What the object replaces. @default nothing: a create */
  readonly old?: JsonObject | undefined;
}

const group = 'rbac.authorization.k8s.io';

/** Everything. */
const fullAuthority: readonly PolicyRule[] = [
  rule({ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }),
  rule({ verbs: ['*'], nonResourceURLs: ['*'] }),
];

/**
 * Sees to it that nobody grants what they do not hold (registry/rbac policybased storages). The server
 * asks after the authorization of the request and before the object is validated.
 * @throws {StatusError} 403 when the user grants more, 404 or 400 when there is no such role to bind
 */
export function checkEscalation(authorizer: RbacAuthorizer, write: RbacWrite): void {
  if (isPrivileged(write.user)) return;
  if (write.resource === 'roles' || write.resource === 'clusterroles') {
    checkRole(authorizer, write);
  } else {
    checkBinding(authorizer, write);
  }
}

function checkRole(authorizer: RbacAuthorizer, write: RbacWrite): void {
  const { resource, namespace, name, user, object, old } = write;
  const escalate = { user, verb: 'escalate', namespace, group, resource, subresource: '', name };
  if (authorizer.authorize(escalate).allowed || changesOnlyOwnership(object, old)) return;
  confirmHeld(authorizer, write, rulesOf(object));
  if (resource !== 'clusterroles' || !(isAggregated(object) || isAggregated(old))) return;
  if (missingRules(authorizer, write, fullAuthority).length > 0) {
    throw forbidden(
      { group, resource },
      nameOf(object),
      'must have cluster-admin privileges to use the aggregationRule',
    );
  }
}

function checkBinding(authorizer: RbacAuthorizer, write: RbacWrite): void {
  const { resource, namespace, object, old } = write;
  if (changesOnlyOwnership(object, old)) return;
  const roleRef = parseRoleRef(object);
  if (mayBind(authorizer, write, roleRef)) return;
  checkRoleKey(roleRef, namespace);
  const rules = authorizer.rulesOfRole(roleRef, namespace);
  if (!isMissing(rules)) {
    confirmHeld(authorizer, write, rules);
    return;
  }
  // The real server looks roles up on behalf of this request: it names the request's resource.
  if (rules.resource !== '') throw notFound({ group, resource }, rules.name);
  throw new StatusError({ message: rules.message, code: 500 });
}

/** What a role's key in the store must be before the server looks for it. */
function checkRoleKey({ kind, name }: RoleRef, namespace: string): void {
  if (kind !== 'ClusterRole' && kind !== 'Role') return;
  if (kind === 'Role' && namespace === '') throw badRequest('Namespace parameter required.');
  if (name === '') throw badRequest('Name parameter required.');
  const errors = pathSegmentErrors(name);
  if (errors.length > 0) {
    throw badRequest(`Name parameter invalid: ${goQuote(name)}: ${errors.join(';')}`);
  }
}

function mayBind(
  authorizer: RbacAuthorizer,
  { namespace, user }: RbacWrite,
  { apiGroup, kind, name }: RoleRef,
): boolean {
  if (kind !== 'ClusterRole' && kind !== 'Role') return false;
  return authorizer.authorize({
    user,
    verb: 'bind',
    namespace,
    group: apiGroup,
    resource: kind === 'Role' ? 'roles' : 'clusterroles',
    subresource: '',
    name,
  }).allowed;
}

function confirmHeld(
  authorizer: RbacAuthorizer,
  write: RbacWrite,
  wanted: readonly PolicyRule[],
): void {
  const missing = missingRules(authorizer, write, wanted);
  if (missing.length === 0) return;
  const { user, resource, object } = write;
  const lines = [...new Set(compactRules(missing).map(compactRule))].toSorted(compareUtf8);
  const errors = resolutionErrors(authorizer, write);
  const why =
    `user ${goQuote(user.name)} (groups=${quoteList(user.groups)}) is attempting to grant RBAC ` +
    `permissions not currently held:\n${lines.join('\n')}${errors}`;
  throw forbidden({ group, resource }, nameOf(object), why);
}

function missingRules(
  authorizer: RbacAuthorizer,
  { user, namespace }: RbacWrite,
  wanted: readonly PolicyRule[],
): PolicyRule[] {
  return uncoveredRules(authorizer.rulesFor(user, namespace).rules, wanted);
}

function resolutionErrors(
  authorizer: RbacAuthorizer,
  { user, namespace, resource }: RbacWrite,
): string {
  const errors = authorizer
    .missingRoles(user, namespace)
    .map((missing) =>
      missing.resource === ''
        ? missing.message
        : `${resource}.${group} ${goQuote(missing.name)} not found`,
    );
  return errors.length === 0 ? '' : `; resolution errors: [${joinErrors(errors)}]`;
}

/** Garbage collection may finish with an object that its user could not write. */
function changesOnlyOwnership(object: JsonObject, old: JsonObject | undefined): boolean {
  return old !== undefined && equalJson(withoutOwnership(object), withoutOwnership(old));
}

function withoutOwnership(object: JsonObject): JsonObject {
  const metadata = { ...objectOf(object['metadata']) };
  for (const key of ['ownerReferences', 'finalizers', 'managedFields']) delete metadata[key];
  return { ...object, metadata };
}

function isAggregated(clusterRole: JsonObject | undefined): boolean {
  if (clusterRole === undefined) return false;
  const selectors = objectOf(clusterRole['aggregationRule'])['clusterRoleSelectors'];
  return Array.isArray(selectors) && selectors.length > 0;
}

function nameOf(object: JsonObject): string {
  return stringOf(objectOf(object['metadata'])['name']);
}

function rule(parts: Partial<PolicyRule>): PolicyRule {
  return {
    verbs: [],
    apiGroups: [],
    resources: [],
    resourceNames: [],
    nonResourceURLs: [],
    ...parts,
  };
}
