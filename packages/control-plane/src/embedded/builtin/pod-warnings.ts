import type { JsonObject } from '@keelson/schema';
import { objectOf, objectsOf, textOf } from './json-access.ts';
import { parseQuantity } from './quantity.ts';

const deprecatedNodeLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region':
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone':
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type':
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

/** What the server warns of in a pod or a template (pkg/api/pod's warnings); `field` is where its spec is. */
export function podWarnings(spec: JsonObject, field: string): string[] {
  const warnings: string[] = [];
  for (const key of Object.keys(objectOf(spec, 'nodeSelector'))) {
    const why = deprecatedNodeLabels[key];
    if (why !== undefined) warnings.push(`${field}.nodeSelector[${key}]: ${why}`);
  }
  for (const [index, volume] of objectsOf(spec, 'volumes').entries()) {
    if (volume['gitRepo'] === undefined) continue;
    warnings.push(`${field}.volumes[${index}].gitRepo: deprecated in v1.11`);
  }
  for (const [index, alias] of objectsOf(spec, 'hostAliases').entries()) {
    const first = objectsOf(spec, 'hostAliases').findIndex(({ ip }) => ip === alias['ip']);
    if (first === index) continue;
    warnings.push(`${field}.hostAliases[${index}].ip: duplicate ip "${textOf(alias, 'ip')}"`);
  }
  const secrets = new Set<string>();
  for (const [index, secret] of objectsOf(spec, 'imagePullSecrets').entries()) {
    const name = textOf(secret, 'name');
    const path = `${field}.imagePullSecrets[${index}].name`;
    if (name === '') warnings.push(`${path}: invalid empty name ""`);
    else if (secrets.has(name)) warnings.push(`${path}: duplicate name "${name}"`);
    secrets.add(name);
  }
  for (const list of ['initContainers', 'containers']) {
    for (const [index, container] of objectsOf(spec, list).entries()) {
      warnings.push(
        ...resourceWarnings(objectOf(container, 'resources'), `${field}.${list}[${index}]`),
      );
      warnings.push(...environmentWarnings(container, `${field}.${list}[${index}]`));
    }
  }
  return warnings;
}

function resourceWarnings(resources: JsonObject, path: string): string[] {
  return ['limits', 'requests'].flatMap((key) =>
    ['memory', 'ephemeral-storage'].flatMap((name) => {
      const text = textOf(objectOf(resources, key), name);
      if (text === '' || parseQuantity(text).nanos % 1_000_000_000n === 0n) return [];
      return [
        `${path}.resources.${key}[${name}]: fractional byte value "${text}" is invalid, must be an integer`,
      ];
    }),
  );
}

function environmentWarnings(container: JsonObject, path: string): string[] {
  const seen = new Map<string, number>();
  const warnings: string[] = [];
  for (const [index, variable] of objectsOf(container, 'env').entries()) {
    const name = textOf(variable, 'name');
    const hides = seen.has(name) && textOf(variable, 'value') !== `$(${name})`;
    if (hides) {
      warnings.push(
        `${path}.env[${index}]: hides previous definition of "${name}", which may be dropped when using apply`,
      );
    }
    seen.set(name, index);
  }
  return warnings;
}
