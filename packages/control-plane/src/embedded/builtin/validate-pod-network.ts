import type { FieldError, JsonObject } from '@keelson/schema';
import { labelKeyErrors, subdomainErrors } from '../metadata/name-rules.ts';
import { forbidden, invalid, invalidAll, required } from './field-errors.ts';
import { numberOf, objectsOf, optionalObject, textOf, textsOf } from './json-access.ts';
import { addressErrors } from './validate-values.ts';

/** What follows from a pod that uses its node's network. */
export function validateHostNetwork(spec: JsonObject, field: string): FieldError[] {
  if (spec['hostNetwork'] !== true) return [];
  return ['containers', 'initContainers'].flatMap((list) =>
    objectsOf(spec, list).flatMap((container, index) =>
      objectsOf(container, 'ports').flatMap((port, at) => {
        const host = numberOf(port, 'hostPort');
        if (numberOf(port, 'containerPort') === host) return [];
        const path = `${field}.${list}[${index}].ports[${at}].hostPort`;
        return [invalid(path, host, 'must match `containerPort` when `hostNetwork` is true')];
      }),
    ),
  );
}

/** A pod with users of its own shares no namespace of its node (validateHostUsers). */
export function validateHostUsers(spec: JsonObject, field: string): FieldError[] {
  if (spec['hostUsers'] !== false) return [];
  return ['hostNetwork', 'hostPID', 'hostIPC']
    .filter((key) => spec[key] === true)
    .map((key) => forbidden(`${field}.${key}`, 'when `hostUsers` is false'));
}

const searchPattern = String.raw`_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*`;
const search = new RegExp(`^${searchPattern}$`, 'u');

/** How a pod finds names (validatePodDNSConfig). */
export function validateDns(spec: JsonObject, field: string): FieldError[] {
  const config = optionalObject(spec, 'dnsConfig');
  const isNone = spec['dnsPolicy'] === 'None';
  const path = `${field}.dnsConfig`;
  if (config === undefined) {
    return isNone ? [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')] : [];
  }
  const errors: FieldError[] = [];
  const servers = textsOf(config, 'nameservers');
  if (isNone && servers.length === 0) {
    const why = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
    return [required(`${path}.nameservers`, why)];
  }
  if (servers.length > 3) {
    const why = 'must not have more than 3 nameservers';
    errors.push(invalid(`${path}.nameservers`, [...servers], why));
  }
  for (const [index, server] of servers.entries()) {
    errors.push(...invalidAll(`${path}.nameservers[${index}]`, server, addressErrors(server)));
  }
  for (const [index, domain] of textsOf(config, 'searches').entries()) {
    const bare = domain.length > 1 ? domain.replace(/\.$/u, '') : domain;
    if (bare === '.' || search.test(bare)) continue;
    const why = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${searchPattern}')`;
    errors.push(invalid(`${path}.searches[${index}]`, bare, why));
  }
  for (const [index, option] of objectsOf(config, 'options').entries()) {
    if (textOf(option, 'name') !== '') continue;
    errors.push(required(`${path}.options[${index}]`, 'must not be empty'));
  }
  return errors;
}

/** Names that a pod knows by itself (ValidateHostAliases). */
export function validateHostAliases(spec: JsonObject, field: string): FieldError[] {
  return objectsOf(spec, 'hostAliases').flatMap((alias, index) => {
    const path = `${field}.hostAliases[${index}]`;
    const ip = textOf(alias, 'ip');
    const errors = invalidAll(`${path}.ip`, ip, addressErrors(ip));
    for (const [at, name] of textsOf(alias, 'hostnames').entries()) {
      errors.push(...invalidAll(`${path}.hostnames[${at}]`, name, subdomainErrors(name)));
    }
    return errors;
  });
}

/** Conditions that make a pod ready (validateReadinessGates). */
export function validateReadinessGates(spec: JsonObject, field: string): FieldError[] {
  return objectsOf(spec, 'readinessGates').flatMap((gate, index) => {
    const type = textOf(gate, 'conditionType');
    return invalidAll(
      `${field}.readinessGates[${index}].conditionType`,
      type,
      labelKeyErrors(type),
    );
  });
}
