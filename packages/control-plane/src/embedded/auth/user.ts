/** Who makes a request, as the authenticators found out. */
export interface UserInfo {
  readonly name: string;
  /** @default none */
  readonly uid?: string | undefined;
  readonly groups: readonly string[];
  /** What else the authenticator knows, by lower-case key. @default none */
  readonly extra?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Name of a user without credentials. */
export const anonymousName = 'system:anonymous';
export const authenticatedGroup = 'system:authenticated';
export const unauthenticatedGroup = 'system:unauthenticated';
/** Members may do everything, whatever RBAC says. */
export const privilegedGroup = 'system:masters';
/** Key in a user's `extra` of the credential that was presented. */
export const credentialIdKey = 'authentication.kubernetes.io/credential-id';

export const anonymous: UserInfo = { name: anonymousName, groups: [unauthenticatedGroup] };

/** Whether a user may do everything, whatever RBAC says. */
export function isPrivileged(user: UserInfo): boolean {
  return user.groups.includes(privilegedGroup);
}

/** Adds `system:authenticated` to a user that an authenticator has found. */
export function withAuthenticatedGroup(user: UserInfo): UserInfo {
  const { name, groups } = user;
  if (
    name === anonymousName ||
    groups.includes(authenticatedGroup) ||
    groups.includes(unauthenticatedGroup)
  ) {
    return user;
  }
  return { ...user, groups: [...groups, authenticatedGroup] };
}

/** A user as the JSON of authentication.k8s.io/v1 UserInfo, in the server's order of keys. */
export function userInfoJson(user: UserInfo): UserInfoJson {
  const { name, uid, groups, extra } = user;
  return {
    ...(name === '' ? undefined : { username: name }),
    ...(uid === undefined || uid === '' ? undefined : { uid }),
    ...(groups.length === 0 ? undefined : { groups: [...groups] }),
    ...(extra === undefined || Object.keys(extra).length === 0
      ? undefined
      : {
          extra: Object.fromEntries(
            Object.keys(extra)
              .toSorted()
              .map((key) => [key, [...(extra[key] ?? [])]]),
          ),
        }),
  };
}

type UserInfoJson = {
  username?: string;
  uid?: string;
  groups?: string[];
  extra?: Record<string, string[]>;
};
