import type { Authorizer } from './authorizer.ts';
import { forbiddenRequest } from './forbidden-request.ts';
import { extraError } from './impersonation-extra.ts';
import type { ResourceAttributes } from './request-attributes.ts';
import {
  parseNodeUsername,
  parseServiceAccountUsername,
  serviceAccountGroups,
} from './service-account-name.ts';
import {
  anonymousName,
  authenticatedGroup,
  privilegedGroup,
  unauthenticatedGroup,
  type UserInfo,
} from './user.ts';

export interface ImpersonationMode {
  /** Empty for the old one, whose verb is `impersonate` without more. */
  readonly name: string;
}

export interface ImpersonationCheck {
  readonly authorizer: Authorizer;
  readonly mode: ImpersonationMode;
  readonly requestor: UserInfo;
  readonly wanted: UserInfo;
}

/** From so many groups or extra values on, a constrained mode first asks for all of them at once. */
const many = 4;
const authenticationGroup = 'authentication.k8s.io';

/**
 * The user that a requestor becomes, once each part of it is allowed (impersonation mode.go).
 * @throws {StatusError} 403 for the first part that is not
 */
export function authorizeUser({
  authorizer,
  mode,
  requestor,
  wanted,
}: ImpersonationCheck): UserInfo {
  const constrained = mode.name !== '';
  const base: ResourceAttributes = {
    user: requestor,
    verb: constrained ? `impersonate:${mode.name}` : 'impersonate',
    namespace: '',
    group: constrained ? authenticationGroup : '',
    resource: '',
    subresource: '',
    name: '',
  };
  const check = new Check(authorizer, mode, base);
  const groups = check.username(wanted);
  if (wanted.uid !== undefined && wanted.uid !== '') {
    check.one({ ...base, group: authenticationGroup, resource: 'uids', name: wanted.uid });
  }
  check.groups(wanted.groups);
  check.extra(wanted.extra ?? {});
  return { ...wanted, groups: withDefaultGroup(wanted.name, groups) };
}

class Check {
  readonly #authorizer: Authorizer;
  readonly #mode: ImpersonationMode;
  readonly #base: ResourceAttributes;

  constructor(authorizer: Authorizer, mode: ImpersonationMode, base: ResourceAttributes) {
    this.#authorizer = authorizer;
    this.#mode = mode;
    this.#base = base;
  }

  one(attributes: ResourceAttributes): void {
    // One of the node's own pods may stand for any node: the rule has to hold for all.
    const asked =
      attributes.verb === 'impersonate:associated-node' ? { ...attributes, name: '*' } : attributes;
    const { allowed, reason } = this.#authorizer.authorize(asked);
    if (!allowed) throw forbiddenRequest(asked, reason);
  }

  /** The groups that the name brings along, else those that are wanted. */
  username({ name, groups }: UserInfo): readonly string[] {
    const node = this.#mode.name === '' ? undefined : parseNodeUsername(name);
    if (node !== undefined) {
      this.one({ ...this.#base, resource: 'nodes', name: node });
      return ['system:nodes'];
    }
    const serviceAccount = parseServiceAccountUsername(name);
    if (serviceAccount !== undefined) {
      this.one({ ...this.#base, resource: 'serviceaccounts', ...serviceAccount });
      return groups.length === 0 ? serviceAccountGroups(serviceAccount.namespace) : groups;
    }
    this.one({ ...this.#base, resource: 'users', name });
    return groups;
  }

  groups(groups: readonly string[]): void {
    if (groups.length === 0) return;
    const base = { ...this.#base, resource: 'groups' };
    if (this.#mode.name !== '') {
      if (groups.includes('')) {
        throw forbiddenRequest(base, 'impersonating the empty string group is not allowed');
      }
      if (groups.includes(privilegedGroup)) {
        throw forbiddenRequest(
          { ...base, name: privilegedGroup },
          'impersonating the system:masters group is not allowed',
        );
      }
      if (groups.length >= many && this.#allows({ ...base, name: '*' })) return;
    }
    for (const name of groups) this.one({ ...base, name });
  }

  extra(extra: Readonly<Record<string, readonly string[]>>): void {
    const entries = Object.entries(extra);
    if (entries.length === 0) return;
    const base = { ...this.#base, group: authenticationGroup, resource: 'userextras' };
    if (this.#mode.name !== '') {
      const why = extraError(extra);
      if (why !== undefined) throw forbiddenRequest(base, why);
      const count = entries.reduce((sum, [, values]) => sum + values.length, 0);
      if (count >= many && this.#allows({ ...base, subresource: '*', name: '*' })) return;
    }
    for (const [subresource, values] of entries) {
      for (const name of values) this.one({ ...base, subresource, name });
    }
  }

  #allows(attributes: ResourceAttributes): boolean {
    return this.#authorizer.authorize(attributes).allowed;
  }
}

function withDefaultGroup(name: string, groups: readonly string[]): readonly string[] {
  if (name === anonymousName) return including(groups, unauthenticatedGroup);
  return groups.includes(unauthenticatedGroup) ? groups : including(groups, authenticatedGroup);
}

function including(groups: readonly string[], group: string): readonly string[] {
  return groups.includes(group) ? groups : [...groups, group];
}
