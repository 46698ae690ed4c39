import { labelErrors, subdomainErrors } from '../metadata/name-rules.ts';

const usernamePrefix = 'system:serviceaccount:';
const allServiceAccountsGroup = 'system:serviceaccounts';

/** A service account as names of users carry it. */
export interface ServiceAccountName {
  readonly namespace: string;
  readonly name: string;
}

/** Name of the user that a service account is, for example `system:serviceaccount:default:builder`. */
export function serviceAccountUsername({ namespace, name }: ServiceAccountName): string {
  return `${usernamePrefix}${namespace}:${name}`;
}

/** Groups of every service account of a namespace. */
export function serviceAccountGroups(namespace: string): string[] {
  return [allServiceAccountsGroup, `${allServiceAccountsGroup}:${namespace}`];
}

/** The service account behind a user's name; `undefined` when the name is none of a service account. */
export function parseServiceAccountUsername(username: string): ServiceAccountName | undefined {
  if (!username.startsWith(usernamePrefix)) return undefined;
  const parts = username.slice(usernamePrefix.length).split(':');
  const [namespace, name] = parts;
  if (parts.length !== 2 || namespace === undefined || name === undefined) return undefined;
  return labelErrors(namespace).length === 0 && subdomainErrors(name).length === 0
    ? { namespace, name }
    : undefined;
}

/** The node behind a user's name `system:node:…`; `undefined` when the name is none of a node. */
export function parseNodeUsername(username: string): string | undefined {
  const prefix = 'system:node:';
  if (!username.startsWith(prefix)) return undefined;
  const name = username.slice(prefix.length);
  return subdomainErrors(name).length === 0 ? name : undefined;
}
