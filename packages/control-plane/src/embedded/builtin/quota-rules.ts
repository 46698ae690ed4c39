import type { FieldError, JsonObject } from '@keelson/schema';
import { labelErrors, labelKeyErrors } from '../metadata/name-rules.ts';
import {
  duplicate,
  forbidden,
  invalid,
  invalidAll,
  notSupported,
  required,
} from './field-errors.ts';
import { numberOf, objectOf, objectsOf, optionalObject, textOf, textsOf } from './json-access.ts';
import type { KindRules } from './kind-rules.ts';
import { parseQuantity } from './quantity.ts';
import { portErrors, validateQuantity } from './validate-values.ts';

const whole = new Set([
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

const quotable = new Set([
  ...whole,
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
]);

const scopes = new Set([
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
  'VolumeAttributesClass',
]);

/** ResourceQuota (ValidateResourceQuotaSpec). */
export const resourceQuotaRules: KindRules = {
  validate: validateQuota,
  validateUpdate: (quota) => validateQuota(quota),
};

function validateQuota(quota: JsonObject): FieldError[] {
  const spec = objectOf(quota, 'spec');
  const hard = objectOf(spec, 'hard');
  const errors: FieldError[] = [];
  for (const name of Object.keys(hard)) {
    const field = `spec.hard[${name}]`;
    const text = textOf(hard, name);
    errors.push(...invalidAll(field, name, labelKeyErrors(name)));
    if (!name.includes('/') && !quotable.has(name) && !/^(requests\.)?hugepages-/u.test(name)) {
      errors.push(
        invalid(field, name, 'must be a standard resource type or fully qualified'),
        invalid(field, name, 'must be a standard resource for quota'),
      );
    }
    errors.push(...validateQuantity(text, field));
    if (whole.has(name) && parseQuantity(text).nanos % 1_000_000_000n !== 0n) {
      errors.push(invalid(field, text, 'must be an integer'));
    }
  }
  const chosen = textsOf(spec, 'scopes');
  for (const scope of chosen) {
    if (!scopes.has(scope)) errors.push(invalid('spec.scopes', [...chosen], 'unsupported scope'));
  }
  for (const pair of [
    ['BestEffort', 'NotBestEffort'],
    ['Terminating', 'NotTerminating'],
  ]) {
    if (!pair.every((scope) => chosen.includes(scope))) continue;
    errors.push(invalid('spec.scopes', [...chosen], 'conflicting scopes'));
  }
  return errors;
}

/** LimitRange (ValidateLimitRange). */
export const limitRangeRules: KindRules = {
  validate: validateLimits,
  validateUpdate: (range) => validateLimits(range),
};

function validateLimits(range: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const types = new Set<string>();
  for (const [index, limit] of objectsOf(objectOf(range, 'spec'), 'limits').entries()) {
    const field = `spec.limits[${index}]`;
    const type = textOf(limit, 'type');
    if (!['Container', 'Pod', 'PersistentVolumeClaim'].includes(type)) {
      errors.push(...invalidAll(`${field}.type`, type, labelKeyErrors(type)));
    }
    if (types.has(type)) errors.push(duplicate(`${field}.type`, type));
    types.add(type);
    errors.push(...validateLimit(limit, field, type));
  }
  return errors;
}

function validateLimit(limit: JsonObject, field: string, type: string): FieldError[] {
  const errors: FieldError[] = [];
  const amount = (key: string, name: string): string => textOf(objectOf(limit, key), name);
  if (type === 'Pod') {
    for (const key of ['default', 'defaultRequest']) {
      if (optionalObject(limit, key) === undefined) continue;
      errors.push(forbidden(`${field}.${key}`, "may not be specified when `type` is 'Pod'"));
    }
  }
  if (type === 'PersistentVolumeClaim' && !amount('min', 'storage') && !amount('max', 'storage')) {
    const why = 'either minimum or maximum storage value is required, but neither was provided';
    errors.push(required(`${field}.limits`, why));
  }
  const keys = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'];
  const names = new Set(keys.flatMap((key) => Object.keys(objectOf(limit, key))));
  for (const name of names) {
    const maximum = amount('max', name);
    const minimum = amount('min', name);
    const usual = amount('default', name);
    const request = amount('defaultRequest', name);
    const ratio = amount('maxLimitRequestRatio', name);
    const refuse = (key: string, value: string, why: string): void => {
      errors.push(invalid(`${field}.${key}[${name}]`, value, why));
    };
    if (isMore(minimum, maximum)) {
      refuse('min', minimum, `min value ${minimum} is greater than max value ${maximum}`);
    }
    if (isMore(minimum, request)) {
      refuse(
        'defaultRequest',
        request,
        `min value ${minimum} is greater than default request value ${request}`,
      );
    }
    if (isMore(request, maximum)) {
      refuse(
        'defaultRequest',
        request,
        `default request value ${request} is greater than max value ${maximum}`,
      );
    }
    if (isMore(request, usual)) {
      refuse(
        'defaultRequest',
        request,
        `default request value ${request} is greater than default limit value ${usual}`,
      );
    }
    // The server shows the other side of these two.
    if (isMore(minimum, usual)) {
      refuse('default', minimum, `min value ${minimum} is greater than default value ${usual}`);
    }
    if (isMore(usual, maximum)) {
      refuse('default', maximum, `default value ${usual} is greater than max value ${maximum}`);
    }
    if (isMore('1', ratio)) {
      refuse('maxLimitRequestRatio', ratio, `ratio ${ratio} is less than 1`);
    }
  }
  return errors;
}

function isMore(a: string, b: string): boolean {
  return a !== '' && b !== '' && parseQuantity(a).nanos > parseQuantity(b).nanos;
}

/** Endpoints (ValidateEndpoints). */
export const endpointsRules: KindRules = {
  validate: validateEndpoints,
  validateUpdate: (endpoints) => validateEndpoints(endpoints),
};

function validateEndpoints(endpoints: JsonObject): FieldError[] {
  return objectsOf(endpoints, 'subsets').flatMap((subset, index) => {
    const field = `subsets[${index}]`;
    const errors: FieldError[] = [];
    const ready = objectsOf(subset, 'addresses');
    const others = objectsOf(subset, 'notReadyAddresses');
    if (ready.length === 0 && others.length === 0) {
      errors.push(required(field, 'must specify `addresses` or `notReadyAddresses`'));
    }
    for (const [at, address] of ready.entries()) {
      errors.push(...validateAddress(address, `${field}.addresses[${at}]`));
    }
    for (const [at, address] of others.entries()) {
      errors.push(...validateAddress(address, `${field}.notReadyAddresses[${at}]`));
    }
    const ports = objectsOf(subset, 'ports');
    for (const [at, port] of ports.entries()) {
      errors.push(...validateEndpointPort(port, `${field}.ports[${at}]`, ports.length > 1));
    }
    return errors;
  });
}

function validateAddress(address: JsonObject, field: string): FieldError[] {
  const ip = textOf(address, 'ip');
  const errors: FieldError[] = [];
  const isValid = /^(\d{1,3}\.){3}\d{1,3}$/u.test(ip) || /^[0-9a-fA-F:]*:[0-9a-fA-F:.]*$/u.test(ip);
  if (!isValid) {
    const why = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
    errors.push(invalid(`${field}.ip`, ip, why));
  }
  const host = textOf(address, 'hostname');
  if (host !== '') errors.push(...invalidAll(`${field}.hostname`, host, labelErrors(host)));
  if (!isValid) errors.push(invalid(`${field}.ip`, ip, 'must be a valid IP address'));
  else if (ip.startsWith('127.') || ip === '::1') {
    const why = 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
    errors.push(invalid(`${field}.ip`, ip, why));
  } else if (ip.startsWith('169.254.')) {
    const why = 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
    errors.push(invalid(`${field}.ip`, ip, why));
  }
  return errors;
}

function validateEndpointPort(port: JsonObject, field: string, needsName: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const name = textOf(port, 'name');
  if (name === '') {
    if (needsName) errors.push(required(`${field}.name`));
  } else {
    errors.push(...invalidAll(`${field}.name`, name, labelErrors(name)));
  }
  const number = numberOf(port, 'port');
  errors.push(...invalidAll(`${field}.port`, number, portErrors(number)));
  const protocol = textOf(port, 'protocol');
  const protocols = ['SCTP', 'TCP', 'UDP'];
  if (!protocols.includes(protocol)) {
    errors.push(notSupported(`${field}.protocol`, protocol, protocols));
  }
  return errors;
}
