import { equalJson, type JsonObject, type JsonValue } from '@keelson/schema';
import {
  ensureObject,
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  setDefault,
  textOf,
} from './json-access.ts';
import type { KindRules } from './kind-rules.ts';
import { validateServiceStatus, validateServiceUpdate } from './service-update.ts';
import { validateService } from './validate-service.ts';

/** Hands out one number after another from a range, and starts again at its end. */
class Allocator {
  readonly #first: number;
  readonly #count: number;
  #next = 0;

  constructor(first: number, count: number) {
    this.#first = first;
    this.#count = count;
  }

  next(): number {
    const number = this.#first + this.#next;
    this.#next = (this.#next + 1) % this.#count;
    return number;
  }
}

/** Service (pkg/registry/core/service), with addresses and ports of its own from the usual ranges. */
export function createServiceRules(): KindRules {
  // 10.0.0.1 belongs to the service `kubernetes`; the lower sixteen are for addresses asked for.
  const addresses = new Allocator(17, 237);
  const ports = new Allocator(30_100, 2_600);
  const allocate = (service: JsonObject): void => {
    const spec = ensureObject(service, 'spec');
    const type = textOf(spec, 'type');
    if (type === 'ExternalName') return;
    allocateAddress(spec, addresses);
    if (
      type === 'NodePort' ||
      (type === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false)
    ) {
      for (const port of objectsOf(spec, 'ports')) {
        if (numberOf(port, 'nodePort') === 0) port['nodePort'] = ports.next();
      }
    }
    const needsHealthPort = type === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local';
    if (needsHealthPort && numberOf(spec, 'healthCheckNodePort') === 0) {
      spec['healthCheckNodePort'] = ports.next();
    }
  };
  return {
    prepareForCreate: allocate,
    prepareForUpdate: (service, old) => {
      const spec = ensureObject(service, 'spec');
      const oldSpec = objectOf(old, 'spec');
      dropForType(spec, oldSpec);
      if (textOf(spec, 'type') !== 'LoadBalancer') {
        ensureObject(service, 'status')['loadBalancer'] = {};
      }
      keepAllocated(spec, oldSpec);
      allocate(service);
    },
    validate: validateService,
    validateUpdate: validateServiceUpdate,
    validateSubresource: validateServiceStatus,
    warningsOf,
    fieldLabels: {
      'spec.clusterIP': (service) => textOf(objectOf(service, 'spec'), 'clusterIP'),
      'spec.type': (service) => textOf(objectOf(service, 'spec'), 'type'),
    },
  };
}

function warningsOf(service: JsonObject): string[] {
  const spec = objectOf(service, 'spec');
  const warnings: string[] = [];
  if (listOf(spec, 'externalIPs').length > 0) {
    warnings.push(
      'spec.externalIPs is deprecated and may no longer be implemented in some clusters',
    );
  }
  if (textOf(spec, 'type') !== 'ExternalName' && textOf(spec, 'externalName') !== '') {
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  return warnings;
}

function allocateAddress(spec: JsonObject, addresses: Allocator): void {
  const [first] = listOf(spec, 'clusterIPs');
  if (textOf(spec, 'clusterIP') === '') {
    spec['clusterIP'] = first ?? `10.0.0.${addresses.next()}`;
  }
  if (first === undefined) spec['clusterIPs'] = [spec['clusterIP'] as JsonValue];
  const isHeadless = spec['clusterIP'] === 'None';
  if (isHeadless && Object.keys(objectOf(spec, 'selector')).length === 0) {
    setDefault(spec, 'ipFamilyPolicy', 'RequireDualStack');
    const families = spec['ipFamilyPolicy'] === 'SingleStack' ? ['IPv4'] : ['IPv4', 'IPv6'];
    setDefault(spec, 'ipFamilies', families);
    return;
  }
  setDefault(spec, 'ipFamilyPolicy', 'SingleStack');
  setDefault(spec, 'ipFamilies', ['IPv4']);
}

/** A change of type takes the fields away that the new type has not, unless they were changed too. */
function dropForType(spec: JsonObject, old: JsonObject): void {
  const type = textOf(spec, 'type');
  const oldType = textOf(old, 'type');
  if (type === 'ExternalName' && oldType !== 'ExternalName') {
    for (const key of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) {
      if (JSON.stringify(spec[key]) === JSON.stringify(old[key])) delete spec[key];
    }
  }
  if (type === 'ExternalName' && oldType !== 'ExternalName') {
    const key = 'internalTrafficPolicy';
    if (spec[key] === old[key]) delete spec[key];
  }
  const hadPorts = oldType === 'NodePort' || oldType === 'LoadBalancer';
  const hasPorts = type === 'NodePort' || type === 'LoadBalancer';
  if (hadPorts && !hasPorts) dropNodePorts(spec, old);
  if (type !== 'LoadBalancer' && oldType === 'LoadBalancer') {
    for (const key of [
      'allocateLoadBalancerNodePorts',
      'loadBalancerClass',
      'healthCheckNodePort',
    ]) {
      if (spec[key] === old[key]) delete spec[key];
    }
  }
  if (!hasPorts && listOf(spec, 'externalIPs').length === 0) {
    if (spec['externalTrafficPolicy'] === old['externalTrafficPolicy']) {
      delete spec['externalTrafficPolicy'];
    }
  }
}

function dropNodePorts(spec: JsonObject, old: JsonObject): void {
  const before = new Set(objectsOf(old, 'ports').map((port) => numberOf(port, 'nodePort')));
  for (const port of objectsOf(spec, 'ports')) {
    if (before.has(numberOf(port, 'nodePort'))) delete port['nodePort'];
  }
}

/** Who changes one of the two fields that hold the address means both (normalizeClusterIPs). */
function alignAddresses(spec: JsonObject, old: JsonObject): void {
  const { clusterIP: ip = '' } = spec;
  const { clusterIP: before = '' } = old;
  const hadAll = listOf(old, 'clusterIPs').length > 0;
  if (hadAll && listOf(spec, 'clusterIPs').length === 0 && ip === before) {
    spec['clusterIPs'] = [...listOf(old, 'clusterIPs')];
  }
  const isSameList = equalJson(spec['clusterIPs'] ?? null, old['clusterIPs'] ?? null);
  if (ip === before || !isSameList) return;
  if (ip === '') delete spec['clusterIPs'];
  else spec['clusterIPs'] = [ip];
}

/** What was handed out stays when a client leaves it out (patchAllocatedValues). */
function keepAllocated(spec: JsonObject, old: JsonObject): void {
  if (textOf(spec, 'type') !== 'ExternalName' && textOf(old, 'type') !== 'ExternalName') {
    if (textOf(spec, 'clusterIP') === '' && old['clusterIP'] !== undefined) {
      spec['clusterIP'] = old['clusterIP'];
    }
    alignAddresses(spec, old);
  }
  const oldPorts = objectsOf(old, 'ports');
  const taken = new Set(objectsOf(spec, 'ports').map((port) => numberOf(port, 'nodePort')));
  const type = textOf(spec, 'type');
  if (type !== 'NodePort' && type !== 'LoadBalancer') return;
  for (const port of objectsOf(spec, 'ports')) {
    if (numberOf(port, 'nodePort') !== 0) continue;
    const before = oldPorts.find(({ name = '' }) => name === (port['name'] ?? ''));
    const kept = before === undefined ? 0 : numberOf(before, 'nodePort');
    if (kept === 0 || taken.has(kept)) continue;
    port['nodePort'] = kept;
    taken.add(kept);
  }
}
