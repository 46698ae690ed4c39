import type { FieldError, JsonObject } from '@keelson/schema';
import {
  duplicate,
  forbidden,
  invalid,
  invalidAll,
  notSupported,
  required,
} from './field-errors.ts';
import {
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  optionalObject,
  textOf,
  textsOf,
} from './json-access.ts';
import {
  addressErrors,
  portErrors,
  validateLabelName,
  validateLabels,
  validatePort,
  validateQualifiedName,
  validateSubdomain,
} from './validate-values.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];
const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const policies = ['Cluster', 'Local'];

/** Everything wrong with a service (validateService). */
export function validateService(service: JsonObject): FieldError[] {
  const refusals = validateAllocation(objectOf(service, 'spec'), false);
  return refusals.length > 0 ? refusals : validateServiceFields(service);
}

/**
 * What cannot be had: the server asks for it before it judges anything else. An address that a service
 * has already is not asked for again, whatever it is changed to.
 */
export function validateAllocation(spec: JsonObject, hasAddress: boolean): FieldError[] {
  if (textOf(spec, 'type') === 'ExternalName') return [];
  const errors = validateFamilies(spec);
  if (errors.length > 0) return errors;
  const ip = textOf(spec, 'clusterIP');
  if (!hasAddress && /^\d+\.\d+\.\d+\.\d+$/u.test(ip) && !ip.startsWith('10.0.0.')) {
    const why = `failed to allocate IP ${ip}: the provided network does not match the current range`;
    return [invalid('spec.clusterIPs', [...textsOf(spec, 'clusterIPs')], why)];
  }
  const type = textOf(spec, 'type');
  if (type !== 'NodePort' && type !== 'LoadBalancer') return [];
  for (const [index, port] of objectsOf(spec, 'ports').entries()) {
    const number = numberOf(port, 'nodePort');
    if (number === 0 || (number >= 30_000 && number <= 32_767)) continue;
    const why = 'provided port is not in the valid range. The range of valid ports is 30000-32767';
    return [invalid(`spec.ports[${index}].nodePort`, number, why)];
  }
  return [];
}

/** Everything wrong with a service that has got all that it asked for. */
export function validateServiceFields(service: JsonObject): FieldError[] {
  const spec = objectOf(service, 'spec');
  const type = textOf(spec, 'type');
  const ports = objectsOf(spec, 'ports');
  const isHeadless = listOf(spec, 'clusterIPs')[0] === 'None';
  const errors: FieldError[] = [];
  if (ports.length === 0 && !isHeadless && type !== 'ExternalName') {
    errors.push(required('spec.ports'));
  }
  if (isHeadless && (type === 'LoadBalancer' || type === 'NodePort')) {
    const why = `may not be set to 'None' for ${type} services`;
    errors.push(invalid('spec.clusterIPs[0]', 'None', why));
  }
  if (type === 'ExternalName') errors.push(...validateExternalName(spec));
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    errors.push(...validateServicePort(port, index, { names, needsName: ports.length > 1 }));
  }
  const selector = optionalObject(spec, 'selector');
  if (selector !== undefined) errors.push(...validateLabels(selector, 'spec.selector'));
  const affinity = textOf(spec, 'sessionAffinity');
  if (affinity !== 'ClientIP' && affinity !== 'None') {
    errors.push(notSupported('spec.sessionAffinity', affinity, ['ClientIP', 'None']));
  }
  if (affinity === 'ClientIP') errors.push(...validateAffinity(spec));
  errors.push(...validateAddresses(spec));
  if (!types.includes(type)) errors.push(notSupported('spec.type', type, types));
  errors.push(...validatePortNumbers(ports, type));
  return [...errors, ...validateLoadBalancer(spec), ...validatePolicies(spec)];
}

function validateExternalName(spec: JsonObject): FieldError[] {
  const errors = ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy']
    .filter((key) => spec[key] !== undefined)
    .map((key) => forbidden(`spec.${key}`, 'may not be set for ExternalName services'));
  const name = textOf(spec, 'externalName').replace(/\.$/u, '');
  if (name === '') errors.push(required('spec.externalName'));
  else errors.push(...validateSubdomain(name, 'spec.externalName'));
  return errors;
}

interface PortContext {
  readonly names: Set<string>;
  readonly needsName: boolean;
}

function validateServicePort(
  port: JsonObject,
  index: number,
  { names, needsName }: PortContext,
): FieldError[] {
  const errors: FieldError[] = [];
  const path = `spec.ports[${index}]`;
  const name = textOf(port, 'name');
  if (name === '') {
    if (needsName) errors.push(required(`${path}.name`));
  } else {
    errors.push(...validateLabelName(name, `${path}.name`));
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
  }
  const number = numberOf(port, 'port');
  errors.push(...invalidAll(`${path}.port`, number, portErrors(number)));
  const protocol = textOf(port, 'protocol');
  if (!protocols.includes(protocol)) {
    errors.push(notSupported(`${path}.protocol`, protocol, protocols));
  }
  errors.push(...validatePort(port['targetPort'], `${path}.targetPort`));
  const { appProtocol } = port;
  if (typeof appProtocol === 'string') {
    errors.push(...validateQualifiedName(appProtocol, `${path}.appProtocol`));
  }
  return errors;
}

function validateAffinity(spec: JsonObject): FieldError[] {
  const field = 'spec.sessionAffinityConfig.clientIP.timeoutSeconds';
  const seconds = numberOf(
    objectOf(objectOf(spec, 'sessionAffinityConfig'), 'clientIP'),
    'timeoutSeconds',
  );
  return seconds > 0 && seconds <= 86_400
    ? []
    : [invalid(field, seconds, 'must be greater than 0 and less than 86400')];
}

/** What the fields of addresses and families say of each other (ValidateServiceClusterIPsRelatedFields). */
export function validateAddresses(spec: JsonObject): FieldError[] {
  if (textOf(spec, 'type') === 'ExternalName') return [];
  const errors: FieldError[] = [];
  const ips = textsOf(spec, 'clusterIPs');
  const ip = textOf(spec, 'clusterIP');
  if (ip !== '' && ips[0] !== ip) {
    errors.push(invalid('spec.clusterIPs', [...ips], 'first value must match `clusterIP`'));
  }
  errors.push(...validateFamilies(spec));
  for (const [index, one] of ips.entries()) {
    if (index === 0 && one === 'None') continue;
    const path = `spec.clusterIPs[${index}]`;
    const faults = addressErrors(one);
    const family = textsOf(spec, 'ipFamilies')[index];
    const own = one.includes(':') ? 'IPv6' : 'IPv4';
    if (faults.length === 0 && family !== undefined && family !== own) {
      faults.push(`expected an ${family} value as indicated by \`ipFamilies[${index}]\``);
    }
    errors.push(...invalidAll(path, one, faults));
  }
  return errors;
}

function validateFamilies(spec: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const families = textsOf(spec, 'ipFamilies');
  for (const [index, family] of families.entries()) {
    const field = `spec.ipFamilies[${index}]`;
    if (family !== 'IPv4' && family !== 'IPv6') {
      errors.push(notSupported(field, family, ['IPv4', 'IPv6']));
    }
    if (families.indexOf(family) < index) errors.push(duplicate(field, family));
  }
  const policy = textOf(spec, 'ipFamilyPolicy');
  const supported = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
  if (policy !== '' && !supported.includes(policy)) {
    errors.push(notSupported('spec.ipFamilyPolicy', policy, supported));
  }
  return errors;
}

function validatePortNumbers(ports: readonly JsonObject[], type: string): FieldError[] {
  const nodeErrors: FieldError[] = [];
  const errors: FieldError[] = [];
  const nodePorts = new Set<string>();
  const numbers = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const path = `spec.ports[${index}]`;
    const node = numberOf(port, 'nodePort');
    const protocol = textOf(port, 'protocol');
    if (node !== 0) {
      if (type === 'ClusterIP') {
        const why = "may not be used when `type` is 'ClusterIP'";
        nodeErrors.push(forbidden(`${path}.nodePort`, why));
      }
      const key = `${protocol}/${node}`;
      if (nodePorts.has(key)) nodeErrors.push(duplicate(`${path}.nodePort`, node));
      nodePorts.add(key);
    }
    const number = numberOf(port, 'port');
    const key = `${protocol}/${number}`;
    if (numbers.has(key)) errors.push(duplicatePort(path, protocol, number));
    numbers.add(key);
  }
  return [...nodeErrors, ...errors];
}

/** The server prints the key as its own type. */
function duplicatePort(field: string, protocol: string, port: number): FieldError {
  const text = `{"Name":"","Protocol":${JSON.stringify(protocol)},"AppProtocol":null,"Port":${port},"TargetPort":0,"NodePort":0}`;
  return { type: 'FieldValueDuplicate', field, detail: text };
}

function validateLoadBalancer(spec: JsonObject): FieldError[] {
  const why = "may only be used when `type` is 'LoadBalancer'";
  if (textOf(spec, 'type') === 'LoadBalancer') return [];
  const errors: FieldError[] = [];
  if (listOf(spec, 'loadBalancerSourceRanges').length > 0) {
    errors.push(forbidden('spec.LoadBalancerSourceRanges', why));
  }
  if (spec['allocateLoadBalancerNodePorts'] !== undefined) {
    errors.push(forbidden('spec.allocateLoadBalancerNodePorts', why));
  }
  if (spec['loadBalancerClass'] !== undefined)
    errors.push(forbidden('spec.loadBalancerClass', why));
  return errors;
}

function validatePolicies(spec: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const external = textOf(spec, 'externalTrafficPolicy');
  const type = textOf(spec, 'type');
  const isExternal =
    type === 'LoadBalancer' ||
    type === 'NodePort' ||
    (type === 'ClusterIP' && listOf(spec, 'externalIPs').length > 0);
  if (!isExternal) {
    if (external !== '') {
      const why = 'may only be set for externally-accessible services';
      errors.push(invalid('spec.externalTrafficPolicy', external, why));
    }
  } else if (external === '') {
    errors.push(required('spec.externalTrafficPolicy', 'for externally-accessible services'));
  } else if (!policies.includes(external)) {
    errors.push(notSupported('spec.externalTrafficPolicy', external, policies));
  }
  const { internalTrafficPolicy: internal } = spec;
  if (internal === undefined) {
    if (type === 'NodePort' || type === 'LoadBalancer' || type === 'ClusterIP') {
      errors.push(required('spec.internalTrafficPolicy'));
    }
  } else if (typeof internal === 'string' && !policies.includes(internal)) {
    errors.push(notSupported('spec.internalTrafficPolicy', internal, policies));
  }
  return errors;
}
