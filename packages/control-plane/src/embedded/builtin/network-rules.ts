import type { FieldError, JsonObject } from '@keelson/schema';
import { validateLabelSelector } from '../auth/label-selector-validation.ts';
import { labelErrors, subdomainErrors } from '../metadata/name-rules.ts';
import { duplicate, invalid, invalidAll, notSupported, required } from './field-errors.ts';
import { listOf, objectOf, objectsOf, optionalObject, textOf, textsOf } from './json-access.ts';
import type { KindRules } from './kind-rules.ts';
import { portErrors, portNameErrors, validatePort } from './validate-values.ts';

const wildcardPattern = String.raw`\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*`;

/** IsWildcardDNS1123Subdomain */
function wildcardErrors(host: string): string[] {
  if (new RegExp(`^${wildcardPattern}$`, 'u').test(host)) return [];
  return [
    `a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '${wildcardPattern}')`,
  ];
}

/** Ingress (pkg/apis/networking/validation). */
export const ingressRules: KindRules = {
  validate: validateIngress,
  validateUpdate: (ingress) => validateIngress(ingress),
};

function validateIngress(ingress: JsonObject): FieldError[] {
  const spec = objectOf(ingress, 'spec');
  const rules = objectsOf(spec, 'rules');
  const backend = optionalObject(spec, 'defaultBackend');
  const errors: FieldError[] = [];
  if (rules.length === 0 && backend === undefined) {
    errors.push(invalid('spec', null, 'either `defaultBackend` or `rules` must be specified'));
  }
  if (backend !== undefined) errors.push(...validateBackend(backend, 'spec.defaultBackend'));
  for (const [index, rule] of rules.entries()) {
    errors.push(...validateRule(rule, `spec.rules[${index}]`));
  }
  for (const [index, tls] of objectsOf(spec, 'tls').entries()) {
    for (const [at, host] of textsOf(tls, 'hosts').entries()) {
      errors.push(...invalidAll(`spec.tls[${index}].hosts[${at}]`, host, hostErrors(host)));
    }
  }
  const name = textOf(spec, 'ingressClassName');
  if (name !== '') errors.push(...invalidAll('spec.ingressClassName', name, subdomainErrors(name)));
  return errors;
}

function hostErrors(host: string): string[] {
  return host.includes('*') ? wildcardErrors(host) : subdomainErrors(host);
}

function validateRule(rule: JsonObject, field: string): FieldError[] {
  const host = textOf(rule, 'host');
  const errors: FieldError[] = [];
  if (host !== '') {
    if (/^\d+\.\d+\.\d+\.\d+$/u.test(host)) {
      errors.push(invalid(`${field}.host`, host, 'must be a DNS name, not an IP address'));
    }
    errors.push(...invalidAll(`${field}.host`, host, hostErrors(host)));
  }
  const http = optionalObject(rule, 'http');
  if (http === undefined) return errors;
  const paths = objectsOf(http, 'paths');
  if (paths.length === 0) errors.push(required(`${field}.http.paths`));
  for (const [index, path] of paths.entries()) {
    errors.push(...validatePath(path, `${field}.http.paths[${index}]`));
  }
  return errors;
}

const invalidSequences = ['//', '/./', '/../', '%2f', '%2F'];
const invalidSuffixes = ['/..', '/.'];

function validatePath(path: JsonObject, field: string): FieldError[] {
  const type = path['pathType'];
  const text = textOf(path, 'path');
  const errors: FieldError[] = [];
  if (typeof type !== 'string') {
    return [required(`${field}.pathType`, 'pathType must be specified')];
  }
  if (type === 'Exact' || type === 'Prefix') {
    if (!text.startsWith('/')) {
      errors.push(invalid(`${field}.path`, text, 'must be an absolute path'));
    }
    if (text !== '') {
      for (const sequence of invalidSequences) {
        if (!text.includes(sequence)) continue;
        errors.push(invalid(`${field}.path`, text, `must not contain '${sequence}'`));
      }
      for (const suffix of invalidSuffixes) {
        if (!text.endsWith(suffix)) continue;
        errors.push(invalid(`${field}.path`, text, `cannot end with '${suffix}'`));
      }
    }
  } else if (type === 'ImplementationSpecific') {
    if (text !== '' && !text.startsWith('/')) {
      errors.push(invalid(`${field}.path`, text, 'must be an absolute path'));
    }
  } else {
    const supported = ['Exact', 'ImplementationSpecific', 'Prefix'];
    errors.push(notSupported(`${field}.pathType`, type, supported));
  }
  return [...errors, ...validateBackend(objectOf(path, 'backend'), `${field}.backend`)];
}

function validateBackend(backend: JsonObject, field: string): FieldError[] {
  const service = optionalObject(backend, 'service');
  const resource = optionalObject(backend, 'resource');
  if (service !== undefined && resource !== undefined) {
    return [invalid(field, '', 'cannot set both resource and service backends')];
  }
  if (resource !== undefined) {
    return ['name', 'kind']
      .filter((key) => textOf(resource, key) === '')
      .map((key) => required(`${field}.resource.${key}`));
  }
  if (service === undefined) return [invalid(field, '', 'resource or service backend is required')];
  const name = textOf(service, 'name');
  const errors =
    name === ''
      ? [required(`${field}.service.name`)]
      : invalidAll(`${field}.service.name`, name, labelErrors(name));
  const port = objectOf(service, 'port');
  const portName = textOf(port, 'name');
  const { number = 0 } = port;
  if (portName !== '' && number !== 0) {
    errors.push(invalid(field, '', 'cannot set both port name & port number'));
  } else if (portName !== '') {
    errors.push(...invalidAll(`${field}.service.port.name`, portName, portNameErrors(portName)));
  } else if (typeof number === 'number' && number !== 0) {
    errors.push(...invalidAll(`${field}.service.port.number`, number, portErrors(number)));
  } else {
    errors.push(required(field, 'port name or number is required'));
  }
  return errors;
}

/** NetworkPolicy (ValidateNetworkPolicySpec). */
export const networkPolicyRules: KindRules = {
  validate: validateNetworkPolicy,
  validateUpdate: (policy) => validateNetworkPolicy(policy),
};

function validateNetworkPolicy(policy: JsonObject): FieldError[] {
  const spec = objectOf(policy, 'spec');
  const errors = validateLabelSelector(objectOf(spec, 'podSelector'), 'spec.podSelector');
  for (const [list, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    for (const [index, rule] of objectsOf(spec, list).entries()) {
      const field = `spec.${list}[${index}]`;
      for (const [at, port] of objectsOf(rule, 'ports').entries()) {
        errors.push(...validatePolicyPort(port, `${field}.ports[${at}]`));
      }
      for (const [at, peer] of objectsOf(rule, peers).entries()) {
        errors.push(...validatePeer(peer, `${field}.${peers}[${at}]`));
      }
    }
  }
  const types = textsOf(spec, 'policyTypes');
  if (types.length > 2) {
    errors.push(
      invalid('spec.policyTypes', [...types], 'may not specify more than two policyTypes'),
    );
    return errors;
  }
  for (const [index, type] of types.entries()) {
    if (type === 'Ingress' || type === 'Egress') continue;
    errors.push(notSupported(`spec.policyTypes[${index}]`, type, ['Ingress', 'Egress']));
  }
  return errors;
}

function validatePolicyPort(port: JsonObject, field: string): FieldError[] {
  const errors: FieldError[] = [];
  const protocol = textOf(port, 'protocol');
  const protocols = ['TCP', 'UDP', 'SCTP'];
  if (protocol !== '' && !protocols.includes(protocol)) {
    errors.push(notSupported(`${field}.protocol`, protocol, protocols));
  }
  const { port: number, endPort } = port;
  if (number !== undefined) errors.push(...validatePort(number, `${field}.port`));
  if (typeof endPort !== 'number') return errors;
  if (number === undefined) {
    errors.push(
      invalid(`${field}.endPort`, endPort, 'may not be specified when `port` is not specified'),
    );
  } else if (typeof number === 'number') {
    if (endPort < number) {
      errors.push(invalid(`${field}.endPort`, endPort, 'must be greater than or equal to `port`'));
    }
    errors.push(...invalidAll(`${field}.endPort`, endPort, portErrors(endPort)));
  } else {
    const why = 'may not be specified when `port` is non-numeric';
    errors.push(invalid(`${field}.endPort`, endPort, why));
  }
  return errors;
}

function validatePeer(peer: JsonObject, field: string): FieldError[] {
  const errors: FieldError[] = [];
  let found = 0;
  for (const key of ['podSelector', 'namespaceSelector']) {
    const selector = optionalObject(peer, key);
    if (selector === undefined) continue;
    found++;
    errors.push(...validateLabelSelector(selector, `${field}.${key}`));
  }
  const block = optionalObject(peer, 'ipBlock');
  if (block !== undefined && textOf(block, 'cidr') === '') {
    errors.push(required(`${field}.ipBlock.cidr`));
  }
  if (found === 0 && block === undefined) errors.push(required(field, 'must specify a peer'));
  else if (found > 0 && block !== undefined) {
    errors.push({
      type: 'FieldValueForbidden',
      field,
      detail: 'may not specify both ipBlock and another peer',
    });
  }
  return errors;
}

/** EndpointSlice (ValidateEndpointSlice). */
export const endpointSliceRules: KindRules = {
  validate: validateSlice,
  validateUpdate: (slice, old) => {
    const errors = validateSlice(slice);
    if (slice['addressType'] === old['addressType']) return errors;
    return [...errors, invalid('addressType', null, 'field is immutable')];
  },
};

function validateSlice(slice: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, port] of objectsOf(slice, 'ports').entries()) {
    const field = `ports[${index}]`;
    const name = textOf(port, 'name');
    if (name !== '') errors.push(...invalidAll(`${field}.name`, name, labelErrors(name)));
    if (names.has(name)) errors.push(duplicate(`${field}.name`, name));
    names.add(name);
    const protocol = textOf(port, 'protocol');
    const protocols = ['SCTP', 'TCP', 'UDP'];
    if (!protocols.includes(protocol)) {
      errors.push(notSupported(`${field}.protocol`, protocol, protocols));
    }
  }
  const type = textOf(slice, 'addressType');
  const types = ['FQDN', 'IPv4', 'IPv6'];
  if (type === '') errors.push(required('addressType'));
  else if (!types.includes(type)) errors.push(notSupported('addressType', type, types));
  for (const [index, endpoint] of objectsOf(slice, 'endpoints').entries()) {
    if (listOf(endpoint, 'addresses').length > 0) continue;
    errors.push(required(`endpoints[${index}].addresses`));
  }
  return errors;
}
