import { StatusError } from '../status-error.ts';
import type { Authorizer } from './authorizer.ts';
import { forbiddenRequest } from './forbidden-request.ts';
import { authorizeUser, type ImpersonationMode } from './impersonation-check.ts';
import { wantedUser } from './impersonation-headers.ts';
import type { RequestAttributes } from './request-attributes.ts';
import type { RequestHeaders } from './request-headers.ts';
import { parseNodeUsername, parseServiceAccountUsername } from './service-account-name.ts';
import type { UserInfo } from './user.ts';

/** A way of acting as another user, with permissions of its own. */
interface Mode extends ImpersonationMode {
  appliesTo(wanted: UserInfo, requestor: UserInfo): boolean;
}

const isNode = (user: UserInfo): boolean => parseNodeUsername(user.name) !== undefined;
const isServiceAccount = (user: UserInfo): boolean =>
  parseServiceAccountUsername(user.name) !== undefined;

/** In the order in which they are tried: the narrowest first. */
const modes: readonly Mode[] = [
  { name: 'associated-node', appliesTo: isNodeOf },
  { name: 'arbitrary-node', appliesTo: (wanted) => hasNameOnly(wanted) && isNode(wanted) },
  {
    name: 'serviceaccount',
    appliesTo: (wanted) => hasNameOnly(wanted) && isServiceAccount(wanted),
  },
  { name: 'user-info', appliesTo: (wanted) => !isNode(wanted) && !isServiceAccount(wanted) },
  { name: '', appliesTo: () => true },
];

/** So many users are remembered. */
const mostRemembered = 10_000;

/**
 * Lets users act as others (Impersonate-User, -Group, -Uid and -Extra-* headers), as
 * endpoints/filters/impersonation does: constrained modes, then the old verb `impersonate`. It looks
 * at the rules at every request, where the real server remembers a constrained success for ten seconds.
 */
export class Impersonator {
  readonly #authorizer: Authorizer;
  /** Mode that a user last succeeded with, which is tried first and whose refusal is told. */
  readonly #lastMode = new Map<string, Mode>();

  constructor(authorizer: Authorizer) {
    this.#authorizer = authorizer;
  }

  /**
   * Whom a request acts as: its own user when it does not ask for another. `attributes` are the
   * request's, with its own user; path requests and resource requests alike.
   * @throws {StatusError} 403 when it may not, 400 when the headers name no user
   */
  userOf(headers: RequestHeaders, attributes: RequestAttributes): UserInfo {
    const wanted = wantedUser(headers);
    if (wanted === undefined) return attributes.user;
    const last = this.#lastMode.get(attributes.user.name);
    const order = last === undefined ? modes : [last, ...modes.filter((mode) => mode !== last)];
    let refusal: StatusError | undefined;
    for (const mode of order) {
      if (!mode.appliesTo(wanted, attributes.user)) continue;
      try {
        const user = this.#become(mode, wanted, attributes);
        this.#remember(attributes.user.name, mode);
        return user;
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        refusal ??= error;
      }
    }
    throw refusal as StatusError;
  }

  #become(mode: Mode, wanted: UserInfo, attributes: RequestAttributes): UserInfo {
    const requestor = attributes.user;
    const asker = mode.name === 'associated-node' ? withoutExtraValues(requestor) : requestor;
    if (mode.name !== '') {
      const on = {
        ...attributes,
        user: asker,
        verb: `impersonate-on:${mode.name}:${attributes.verb}`,
      };
      const { allowed, reason } = this.#authorizer.authorize(on);
      if (!allowed) throw forbiddenRequest(on, reason);
    }
    return authorizeUser({ authorizer: this.#authorizer, mode, requestor: asker, wanted });
  }

  #remember(name: string, mode: Mode): void {
    if (this.#lastMode.size >= mostRemembered) this.#lastMode.clear();
    this.#lastMode.set(name, mode);
  }
}

function hasNameOnly({ uid = '', groups, extra = {} }: UserInfo): boolean {
  return uid === '' && groups.length === 0 && Object.keys(extra).length === 0;
}

/** A service account in a pod may act as the node that its token says the pod is on. */
function isNodeOf(wanted: UserInfo, requestor: UserInfo): boolean {
  const node = parseNodeUsername(wanted.name);
  const [ownNode, ...more] = requestor.extra?.['authentication.kubernetes.io/node-name'] ?? [];
  return (
    hasNameOnly(wanted) &&
    node !== undefined &&
    isServiceAccount(requestor) &&
    ownNode === node &&
    more.length === 0
  );
}

function withoutExtraValues(user: UserInfo): UserInfo {
  const keys = Object.keys(user.extra ?? {}).toSorted();
  return { ...user, extra: { 'authentication.kubernetes.io/associated-node-keys': keys } };
}
