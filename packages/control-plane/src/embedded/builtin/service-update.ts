import type { FieldError, JsonObject } from '@keelson/schema';
import { forbidden, invalid, invalidAll, notSupported, required } from './field-errors.ts';
import { objectOf, objectsOf, textOf, textsOf } from './json-access.ts';
import {
  validateAddresses,
  validateAllocation,
  validateServiceFields,
} from './validate-service.ts';
import { addressErrors, validateSubdomain } from './validate-values.ts';

/** Everything wrong with a change of a service (ValidateServiceUpdate). */
export function validateServiceUpdate(service: JsonObject, old: JsonObject): FieldError[] {
  const spec = objectOf(service, 'spec');
  const oldSpec = objectOf(old, 'spec');
  const isNamed = [spec, oldSpec].some((one) => textOf(one, 'type') === 'ExternalName');
  // What is to be handed out is judged first.
  const addressFaults = validateAddresses(spec);
  if (addressFaults.length > 0) return addressFaults;
  const refusals = validateAllocation(spec, textOf(oldSpec, 'type') !== 'ExternalName');
  if (refusals.length > 0) return refusals;
  return [
    ...(isNamed ? [] : validateAddressChange(spec, oldSpec)),
    ...(isNamed ? [] : validateFamilyChange(spec, oldSpec)),
    ...validateServiceFields(service),
  ];
}

const fixed = 'may not change once set';

function isHeadless(spec: JsonObject): boolean {
  const ips = textsOf(spec, 'clusterIPs');
  return ips.length === 1 && ips[0] === 'None';
}

/** Addresses may be added and taken away, but the first one stays. */
function validateAddressChange(spec: JsonObject, old: JsonObject): FieldError[] {
  const ips = textsOf(spec, 'clusterIPs');
  const before = textsOf(old, 'clusterIPs');
  if (isHeadless(spec) && isHeadless(old)) return [];
  const shown = ips.length === 0 ? null : [...ips];
  if (ips.length === before.length) {
    return before.flatMap((ip, index) =>
      ip === ips[index] ? [] : [invalid(`spec.clusterIPs[${index}]`, shown, fixed)],
    );
  }
  const errors: FieldError[] = [];
  if (ips.length === 0) {
    errors.push(invalid('spec.clusterIPs[0]', shown, 'primary clusterIP can not be unset'));
  } else if (before.length > 0 && ips[0] !== before[0]) {
    errors.push(invalid('spec.clusterIPs[0]', shown, fixed));
  }
  if (ips.length === 1 && before.length > 1) errors.push(...refuseRelease(spec, 'clusterIP'));
  return errors;
}

function validateFamilyChange(spec: JsonObject, old: JsonObject): FieldError[] {
  if (isHeadless(spec) || isHeadless(old)) return [];
  const families = textsOf(spec, 'ipFamilies');
  const before = textsOf(old, 'ipFamilies');
  const field = 'spec.ipFamilies[0]';
  const ips = textsOf(spec, 'clusterIPs');
  const isOther = families.length > 0 && before.length > 0 && families[0] !== before[0];
  if (families.length === before.length) {
    return before.flatMap((family, index) =>
      family === families[index] ? [] : [invalid(field, [...families], fixed)],
    );
  }
  const errors: FieldError[] = [];
  if (families.length < before.length && ips.length === 0) {
    const shown = families.length === 0 ? null : [...families];
    errors.push(invalid(field, shown, 'primary ipFamily can not be unset'));
  }
  // The server shows the addresses here.
  if (isOther) errors.push(invalid(field, [...ips], fixed));
  if (families.length === 1 && before.length > 1) errors.push(...refuseRelease(spec, 'ipFamily'));
  return errors;
}

/** Who gives the second one back has to say so. */
function refuseRelease(spec: JsonObject, what: string): FieldError[] {
  const { ipFamilyPolicy: policy } = spec;
  if (policy === 'SingleStack') return [];
  const why = `must be set to 'SingleStack' when releasing the secondary ${what}`;
  return [invalid('spec.ipFamilyPolicy', policy, why)];
}

/** Everything wrong with a write of the status of a service (ValidateServiceStatusUpdate). */
export function validateServiceStatus(service: JsonObject): FieldError[] {
  const balancer = objectOf(objectOf(service, 'status'), 'loadBalancer');
  const entries = objectsOf(balancer, 'ingress');
  const field = 'status.loadBalancer.ingress';
  if (textOf(objectOf(service, 'spec'), 'type') !== 'LoadBalancer' && entries.length > 0) {
    return [forbidden(field, "may only be used when `spec.type` is 'LoadBalancer'")];
  }
  return entries.flatMap((entry, index) => validateIngress(entry, `${field}[${index}]`));
}

function validateIngress(ingress: JsonObject, field: string): FieldError[] {
  const ip = textOf(ingress, 'ip');
  const host = textOf(ingress, 'hostname');
  const { ipMode: mode } = ingress;
  const errors = ip === '' ? [] : invalidAll(`${field}.ip`, ip, addressErrors(ip));
  if (mode === undefined) {
    if (ip !== '') errors.push(required(`${field}.ipMode`, 'must be specified when `ip` is set'));
  } else if (ip === '') {
    errors.push(forbidden(`${field}.ipMode`, 'may not be specified when `ip` is not set'));
  } else if (mode !== 'VIP' && mode !== 'Proxy') {
    errors.push(notSupported(`${field}.ipMode`, mode, ['Proxy', 'VIP']));
  }
  if (host === '') return errors;
  errors.push(...validateSubdomain(host, `${field}.hostname`));
  if (addressErrors(host).length === 0) {
    errors.push(invalid(`${field}.hostname`, host, 'must be a DNS name, not an IP address'));
  }
  return errors;
}
