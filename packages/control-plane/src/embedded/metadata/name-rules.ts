/**
 * What is wrong with a name, a sentence each. `isPrefix`: the server will append to it, so that a
 * dash at the end is fine.
 */
export type NameRule = (name: string, isPrefix: boolean) => string[];

const none: string[] = [];

const labelPattern = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomainPattern = String.raw`${labelPattern}(\.${labelPattern})*`;
const dns1035Pattern = '[a-z]([-a-z0-9]*[a-z0-9])?';
const keyPattern = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const configKeyPattern = '[-._a-zA-Z0-9]+';

const label = new RegExp(`^${labelPattern}$`);
const subdomain = new RegExp(`^${subdomainPattern}$`);
const dns1035 = new RegExp(`^${dns1035Pattern}$`);
const key = new RegExp(`^${keyPattern}$`);
const labelValue = new RegExp(`^(${keyPattern})?$`);
const configKey = new RegExp(`^${configKeyPattern}$`);

const keyMessage =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** A DNS-1123 subdomain, the rule of most kinds (NameIsDNSSubdomain). */
export const subdomainName: NameRule = (name, isPrefix) =>
  subdomainErrors(isPrefix ? maskTrailingDash(name) : name);

/** A DNS-1123 label: Namespace, Service, StatefulSet (NameIsDNSLabel). */
export const labelName: NameRule = (name, isPrefix) =>
  labelErrors(isPrefix ? maskTrailingDash(name) : name);

/** A DNS-1035 label (NameIsDNS1035Label). */
export const dns1035LabelName: NameRule = (name, isPrefix) =>
  dns1035LabelErrors(isPrefix ? maskTrailingDash(name) : name);

/** Whatever a URL's path can hold: the kinds of RBAC (IsValidPathSegmentName). */
export const pathSegmentName: NameRule = (name) => pathSegmentErrors(name);

/** A key of a ConfigMap: LeaseCandidate (IsConfigMapKey). */
export const configKeyName: NameRule = (name) => configKeyErrors(name);

/** Any name: CertificateSigningRequest. */
export const anyName: NameRule = () => none;

const kindRules: ReadonlyMap<string, NameRule> = new Map([
  ['Namespace', labelName],
  ['Service', labelName],
  ['StatefulSet.apps', labelName],
  ['Role.rbac.authorization.k8s.io', pathSegmentName],
  ['ClusterRole.rbac.authorization.k8s.io', pathSegmentName],
  ['RoleBinding.rbac.authorization.k8s.io', pathSegmentName],
  ['ClusterRoleBinding.rbac.authorization.k8s.io', pathSegmentName],
  ['CertificateSigningRequest.certificates.k8s.io', anyName],
  ['LeaseCandidate.coordination.k8s.io', configKeyName],
]);

/**
 * The rule for the names of a kind, custom resources included. CustomResourceDefinition and
 * APIService ask more: see their own validation.
 */
export function nameRuleOf(group: string, kind: string): NameRule {
  return kindRules.get(group === '' ? kind : `${kind}.${group}`) ?? subdomainName;
}

/** IsDNS1123Subdomain */
export function subdomainErrors(value: string): string[] {
  return subdomainErrorsIn(value, 'characters');
}

function subdomainErrorsIn(value: string, unit: LengthUnit): string[] {
  if (value.length <= 253 && subdomain.test(value)) return none;
  const errors = tooLong(value, 253, unit);
  if (!subdomain.test(value)) {
    errors.push(
      `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomainPattern}')`,
    );
  }
  return errors;
}

/** IsDNS1123Label */
export function labelErrors(value: string): string[] {
  if (value.length <= 63 && label.test(value)) return none;
  const errors = tooLong(value, 63);
  if (label.test(value)) return errors;
  errors.push(
    subdomain.test(value)
      ? 'must not contain dots'
      : `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${labelPattern}')`,
  );
  return errors;
}

/** IsDNS1035Label */
export function dns1035LabelErrors(value: string): string[] {
  if (value.length <= 63 && dns1035.test(value)) return none;
  const errors = tooLong(value, 63);
  if (!dns1035.test(value)) {
    errors.push(
      `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${dns1035Pattern}')`,
    );
  }
  return errors;
}

/** IsValidPathSegmentName */
export function pathSegmentErrors(value: string): string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%']
    .filter((illegal) => value.includes(illegal))
    .map((illegal) => `may not contain '${illegal}'`);
}

/** IsQualifiedName: keys of labels and annotations, finalizers. */
export function labelKeyErrors(value: string): string[] {
  if (value.length <= 63 && key.test(value)) return none;
  const parts = value.split('/');
  if (parts.length > 2) {
    return [
      `a valid label key ${keyMessage} ${keyExamples} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const errors: string[] = [];
  const [prefix, name] = parts.length === 2 ? parts : [undefined, value];
  if (prefix === '') errors.push('prefix part must be non-empty');
  else if (prefix !== undefined) {
    for (const message of subdomainErrorsIn(prefix, 'bytes')) errors.push(`prefix part ${message}`);
  }
  return [...errors, ...keyNameErrors(name)];
}

const keyExamples = `(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${keyPattern}')`;

function keyNameErrors(name: string): string[] {
  const errors: string[] = [];
  if (name === '') errors.push('name part must be non-empty');
  else for (const message of tooLong(name, 63, 'bytes')) errors.push(`name part ${message}`);
  if (!key.test(name)) errors.push(`name part ${keyMessage} ${keyExamples}`);
  return errors;
}

/** IsValidLabelValue */
export function labelValueErrors(value: string): string[] {
  if (value.length <= 63 && labelValue.test(value)) return none;
  const errors = tooLong(value, 63, 'bytes');
  if (!labelValue.test(value)) {
    errors.push(
      `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${keyPattern})?')`,
    );
  }
  return errors;
}

/** IsConfigMapKey */
export function configKeyErrors(value: string): string[] {
  const errors = tooLong(value, 253);
  if (!configKey.test(value)) {
    errors.push(
      `a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '${configKeyPattern}')`,
    );
  }
  if (value === '.' || value === '..') errors.push(`must not be '${value}'`);
  else if (value.startsWith('..')) errors.push("must not start with '..'");
  return errors;
}

/** What the server counts is bytes; the rules of names say characters. */
type LengthUnit = 'bytes' | 'characters';

function tooLong(value: string, limit: number, unit: LengthUnit = 'characters'): string[] {
  return Buffer.byteLength(value) > limit ? [`must be no more than ${limit} ${unit}`] : [];
}

/** A dash at the end is followed by more: it and the character before count as one letter. */
function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}
