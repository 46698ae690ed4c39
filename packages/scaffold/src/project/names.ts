import { ProjectError } from './project-error.ts';

const label = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
const labelPattern = new RegExp(`^${label}$`);
const subdomainPattern = new RegExp(`^${label}(\\.${label})*$`);
const versionPattern = /^v\d+(alpha\d+|beta\d+)?$/;

/** @throws {ProjectError} unless it is a DNS-1123 label: the prefix of names in the cluster */
export function checkProjectName(name: string): string {
  return checked(name, labelPattern.test(name) && name.length <= 40, () =>
    broken('project name', name, `${labelRule}, at most 40 characters`),
  );
}

/** @throws {ProjectError} unless it is a DNS-1123 subdomain */
export function checkDomain(domain: string): string {
  return checked(domain, isSubdomain(domain), () => broken('domain', domain, subdomainRule));
}

/** @throws {ProjectError} unless it is a DNS-1123 subdomain that leaves room for the domain */
export function checkGroup(group: string, domain: string): string {
  if (!isSubdomain(group)) throw broken('group', group, subdomainRule);
  return checked(group, isSubdomain(`${group}.${domain}`), () =>
    broken('group', `${group}.${domain}`, 'at most 253 characters together with the domain'),
  );
}

/** @throws {ProjectError} unless it is a version of the form `v1`, `v1alpha1`, `v1beta1` */
export function checkVersion(version: string): string {
  return checked(version, versionPattern.test(version) && version.length <= 63, () =>
    broken('version', version, `must match ${versionPattern.source}, for example v1 or v1beta1`),
  );
}

/** @throws {ProjectError} unless it starts with a capital and has letters and digits only */
export function checkKind(kind: string): string {
  if (kind.length > 63) throw broken('Kind', kind, 'at most 63 characters');
  const expected = pascalCase(kind);
  if (!/^[A-Za-z0-9_ -]*$/.test(kind) || !/^[A-Z]/.test(expected)) {
    throw broken('Kind', kind, 'must start with a letter A-Z and have letters and digits only');
  }
  return checked(
    kind,
    kind === expected,
    () => new ProjectError(`Kind must be camelcase (expected ${expected} was ${kind})`),
  );
}

/** @throws {ProjectError} unless it is a DNS-1035 label */
export function checkPlural(plural: string): string {
  return checked(plural, isDns1035Label(plural), () => broken('plural', plural, dns1035Rule));
}

/** @throws {ProjectError} unless it is a DNS-1035 label */
export function checkShortName(name: string): string {
  return checked(name, isDns1035Label(name), () => broken('short name', name, dns1035Rule));
}

/** `HealthCheckPolicy` is `health-check-policy`, `HTTPRoute2` is `http-route2`. */
export function kebabCase(kind: string): string {
  return kind
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

/** Any text as a DNS-1123 label, as far as it can be one: the name of a folder as a project name. */
export function toProjectName(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
}

const subdomainRule =
  'must be a DNS-1123 subdomain: lower case letters, digits, "-" and ".", starting and ending with a letter or digit';
const labelRule =
  'must be a DNS-1123 label: lower case letters, digits and "-", starting and ending with a letter or digit';
const dns1035Rule =
  'must be a DNS-1035 label: lower case letters, digits and "-", starting with a letter, at most 63 characters';

function isSubdomain(text: string): boolean {
  return text.length <= 253 && subdomainPattern.test(text);
}

function isDns1035Label(text: string): boolean {
  return /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text);
}

/** `my-crew` is `MyCrew`. */
export function pascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function broken(what: string, value: string, rule: string): ProjectError {
  return new ProjectError(`${what} ${JSON.stringify(value)} is invalid: ${rule}`);
}

function checked(value: string, holds: boolean, error: () => ProjectError): string {
  if (!holds) throw error();
  return value;
}
