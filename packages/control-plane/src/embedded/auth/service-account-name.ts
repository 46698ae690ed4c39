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
  return isLabel(namespace) && isSubdomain(name) ? { namespace, name } : undefined;
}

/** The node behind a user's name `system:node:…`; `undefined` when the name is none of a node. */
export function parseNodeUsername(username: string): string | undefined {
  const prefix = 'system:node:';
  if (!username.startsWith(prefix)) return undefined;
  const name = username.slice(prefix.length);
  return isSubdomain(name) ? name : undefined;
}

function isLabel(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text);
}

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** A DNS-1123 subdomain, which names of service accounts, nodes and groups are. */
function isSubdomain(text: string): boolean {
  return text.length <= 253 && subdomain.test(text);
}

/** What keeps a text from being a DNS-1123 subdomain, in the server's words. */
export function subdomainErrors(text: string): string[] {
  const errors: string[] = [];
  if (text.length > 253) errors.push('must be no more than 253 characters');
  if (!subdomain.test(text)) {
    errors.push(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', " +
        "and must start and end with an alphanumeric character (e.g. 'example.com', regex used for " +
        "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    );
  }
  return errors;
}
