import { MatchCondition } from '@keelson/cel';
import type { FieldError, JsonObject } from '@keelson/schema';
import { validateLabelSelector } from '../auth/label-selector-validation.ts';
import { dns1035LabelErrors, labelKeyErrors, subdomainErrors } from '../metadata/name-rules.ts';
import { duplicate, invalid, invalidAll, notSupported, required } from './field-errors.ts';
import { numberOf, objectOf, objectsOf, optionalObject, textOf, textsOf } from './json-access.ts';
import type { KindRules } from './kind-rules.ts';
import { portErrors } from './validate-values.ts';

/** Both kinds of webhook configurations (pkg/apis/admissionregistration/validation). */
export const webhookRules: KindRules = {
  validate: validateConfiguration,
  validateUpdate: (configuration) => validateConfiguration(configuration),
};

function validateConfiguration(configuration: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, webhook] of objectsOf(configuration, 'webhooks').entries()) {
    const field = `webhooks[${index}]`;
    errors.push(...validateWebhook(webhook, field));
    errors.push(...validateVersions(textsOf(webhook, 'admissionReviewVersions'), field));
    const name = textOf(webhook, 'name');
    if (name === '') continue;
    if (names.has(name)) errors.push(duplicate(`${field}.name`, name));
    names.add(name);
  }
  return errors;
}

const choices: readonly (readonly [key: string, supported: readonly string[]])[] = [
  ['failurePolicy', ['Fail', 'Ignore']],
  ['matchPolicy', ['Equivalent', 'Exact']],
  ['sideEffects', ['None', 'NoneOnDryRun']],
];

function validateWebhook(webhook: JsonObject, field: string): FieldError[] {
  const errors = validateName(textOf(webhook, 'name'), `${field}.name`);
  for (const [index, rule] of objectsOf(webhook, 'rules').entries()) {
    errors.push(...validateRule(rule, `${field}.rules[${index}]`));
  }
  for (const [key, supported] of choices) {
    const value = webhook[key];
    if (typeof value !== 'string') {
      if (key !== 'sideEffects') continue;
      errors.push(required(`${field}.${key}`, 'must specify one of None, NoneOnDryRun'));
    } else if (!supported.includes(value)) {
      errors.push(notSupported(`${field}.${key}`, value, supported));
    }
  }
  const seconds = webhook['timeoutSeconds'];
  if (typeof seconds === 'number' && (seconds > 30 || seconds < 1)) {
    const why = 'the timeout value must be between 1 and 30 seconds';
    errors.push(invalid(`${field}.timeoutSeconds`, seconds, why));
  }
  for (const key of ['namespaceSelector', 'objectSelector']) {
    const selector = optionalObject(webhook, key);
    if (selector !== undefined) errors.push(...validateLabelSelector(selector, `${field}.${key}`));
  }
  const again = webhook['reinvocationPolicy'];
  if (typeof again === 'string' && again !== 'IfNeeded' && again !== 'Never') {
    errors.push(notSupported(`${field}.reinvocationPolicy`, again, ['IfNeeded', 'Never']));
  }
  errors.push(...validateClient(objectOf(webhook, 'clientConfig'), `${field}.clientConfig`));
  for (const [index, condition] of objectsOf(webhook, 'matchConditions').entries()) {
    const path = `${field}.matchConditions[${index}]`;
    errors.push(...validateExpression(textOf(condition, 'expression').trim(), path));
    const name = textOf(condition, 'name');
    if (name === '') errors.push(required(`${path}.name`));
    else errors.push(...invalidAll(`${path}.name`, name, labelKeyErrors(name)));
  }
  return errors;
}

function validateExpression(expression: string, path: string): FieldError[] {
  if (expression === '') return [required(`${path}.expression`)];
  // Who may do what is not known here: such an expression fails when it is evaluated.
  if (/\bauthorizer\b/u.test(expression)) return [];
  const { error } = new MatchCondition(expression);
  return error === undefined ? [] : [invalid(`${path}.expression`, expression, error)];
}

/** IsFullyQualifiedName */
function validateName(name: string, field: string): FieldError[] {
  if (name === '') return [required(field)];
  const faults = subdomainErrors(name);
  if (faults.length > 0) return [invalid(field, name, faults.join(','))];
  return name.split('.').length < 3
    ? [invalid(field, name, 'should be a domain with at least three segments separated by dots')]
    : [];
}

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];

function validateRule(rule: JsonObject, field: string): FieldError[] {
  const errors = validateWildcard(rule, field, ['operations', 'operations']);
  for (const [index, operation] of textsOf(rule, 'operations').entries()) {
    if (operations.includes(operation)) continue;
    errors.push(notSupported(`${field}.operations[${index}]`, operation, operations));
  }
  errors.push(
    ...validateWildcard(rule, field, ['apiGroups', 'API groups']),
    ...validateWildcard(rule, field, ['apiVersions', 'API versions']),
  );
  for (const [index, version] of textsOf(rule, 'apiVersions').entries()) {
    if (version === '') errors.push(required(`${field}.apiVersions[${index}]`));
  }
  errors.push(...validateResources(textsOf(rule, 'resources'), `${field}.resources`));
  const scope = rule['scope'];
  const scopes = ['*', 'Cluster', 'Namespaced'];
  if (typeof scope === 'string' && !scopes.includes(scope)) {
    errors.push(notSupported(`${field}.scope`, scope, scopes));
  }
  return errors;
}

function validateWildcard(
  rule: JsonObject,
  field: string,
  [key, what]: readonly [key: string, what: string],
): FieldError[] {
  const values = textsOf(rule, key);
  if (values.length === 0) return [required(`${field}.${key}`)];
  return values.length > 1 && values.includes('*')
    ? [invalid(`${field}.${key}`, [...values], `if '*' is present, must not specify other ${what}`)]
    : [];
}

function validateResources(resources: readonly string[], field: string): FieldError[] {
  if (resources.length === 0) return [required(field)];
  const errors: FieldError[] = [];
  const allOf = new Set<string>();
  const ofAll = new Set<string>();
  let hasPlain = false;
  for (const [index, one] of resources.entries()) {
    if (one === '') {
      errors.push(required(`${field}[${index}]`));
      continue;
    }
    const slash = one.indexOf('/');
    if (slash < 0) {
      // As in the server, the last one without a subresource decides.
      hasPlain = one !== '*';
      continue;
    }
    const resource = one.slice(0, slash);
    const sub = one.slice(slash + 1);
    const refuse = (pattern: string): void => {
      const why = `if '${pattern}' is present, must not specify ${one}`;
      errors.push(invalid(`${field}[${index}]`, one, why));
    };
    if (allOf.has(resource)) refuse(`${resource}/*`);
    if (ofAll.has(sub)) refuse(`*/${sub}`);
    if (sub === '*') allOf.add(resource);
    if (resource === '*') ofAll.add(sub);
  }
  if (resources.length > 1 && resources.includes('*/*')) {
    const why = "if '*/*' is present, must not specify other resources";
    errors.push(invalid(field, [...resources], why));
  }
  if (resources.includes('*') && hasPlain) {
    const why = "if '*' is present, must not specify other resources without subresources";
    errors.push(invalid(field, [...resources], why));
  }
  return errors;
}

function validateClient(client: JsonObject, field: string): FieldError[] {
  const service = optionalObject(client, 'service');
  const { url } = client;
  if ((typeof url === 'string') === (service !== undefined)) {
    return [required(field, 'exactly one of url or service is required')];
  }
  return service === undefined
    ? validateUrl(textOf(client, 'url'), `${field}.url`)
    : validateService(service, `${field}.service`);
}

function validateUrl(text: string, field: string): FieldError[] {
  const form = '; desired format: https://host[/path]';
  const match = /^(?:([^:/?#]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/su.exec(text);
  const [, scheme = '', authority = '', , query = '', fragment = ''] = match ?? [];
  const errors: FieldError[] = [];
  if (scheme !== 'https') {
    errors.push(invalid(field, scheme, `'https' is the only allowed URL scheme${form}`));
  }
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  if (host === '') errors.push(invalid(field, host, `host must be specified${form}`));
  if (at >= 0) {
    const user = authority.slice(0, at);
    errors.push(invalid(field, user, 'user information is not permitted in the URL'));
  }
  if (fragment !== '') {
    errors.push(invalid(field, fragment, 'fragments are not permitted in the URL'));
  }
  if (query !== '') {
    errors.push(invalid(field, query, 'query parameters are not permitted in the URL'));
  }
  return errors;
}

function validateService(service: JsonObject, field: string): FieldError[] {
  const errors = ['name', 'namespace']
    .filter((key) => textOf(service, key) === '')
    .map((key) => required(`${field}.${key}`));
  const port = numberOf(service, 'port');
  const faults = portErrors(port);
  if (faults.length > 0) {
    errors.push(invalid(`${field}.port`, port, `port is not valid: ${faults.join(', ')}`));
  }
  const path = textOf(service, 'path');
  if (path === '' || path === '/') return errors;
  const refuse = (why: string): void => {
    errors.push(invalid(`${field}.path`, path, why));
  };
  if (path === '//') {
    refuse('segment[0] may not be empty');
    return errors;
  }
  if (!path.startsWith('/')) refuse("must start with a '/'");
  for (const [index, step] of path.slice(1).replace(/\/$/u, '').split('/').entries()) {
    if (step === '') refuse(`segment[${index}] may not be empty`);
    else for (const why of subdomainErrors(step)) refuse(`segment[${index}]: ${why}`);
  }
  return errors;
}

function validateVersions(versions: readonly string[], webhook: string): FieldError[] {
  const field = `${webhook}.admissionReviewVersions`;
  if (versions.length === 0) return [required(field, 'must specify one of v1, v1beta1')];
  const errors: FieldError[] = [];
  for (const [index, version] of versions.entries()) {
    const at = `${field}[${index}]`;
    if (versions.indexOf(version) < index) errors.push(invalid(at, version, 'duplicate version'));
    else errors.push(...invalidAll(at, version, dns1035LabelErrors(version)));
  }
  if (!versions.includes('v1') && !versions.includes('v1beta1')) {
    errors.push(invalid(field, [...versions], 'must include at least one of v1, v1beta1'));
  }
  return errors;
}
