import type { Definitions } from '@keelson/kubernetes/schema';
import type { ResourceRegistry } from '../registry/resource-registry.ts';
import type { Strategy } from '../registry/strategy.ts';
import type { KnownKinds } from '../rest/registry-services.ts';
import { apiVersionOf } from '../rest/watch-objects.ts';

/** Kinds of every group: options and lists. */
const everywhere: ReadonlySet<string> = new Set([
  'CreateOptions',
  'DeleteOptions',
  'GetOptions',
  'ListOptions',
  'PatchOptions',
  'UpdateOptions',
  'WatchEvent',
]);

/** Versions that Go still knows although no server serves them, and the version of today. */
const former: ReadonlyMap<string, string> = new Map(
  [
    ['apps', 'v1beta1', 'v1beta2'],
    ['batch', 'v1beta1'],
    ['autoscaling', 'v2beta1', 'v2beta2'],
    ['policy', 'v1beta1'],
    ['networking.k8s.io', 'v1beta1'],
    ['rbac.authorization.k8s.io', 'v1alpha1', 'v1beta1'],
    ['coordination.k8s.io', 'v1beta1'],
    ['events.k8s.io', 'v1beta1'],
    ['discovery.k8s.io', 'v1beta1'],
    ['scheduling.k8s.io', 'v1alpha1', 'v1beta1'],
    ['storage.k8s.io', 'v1alpha1', 'v1beta1'],
    ['admissionregistration.k8s.io', 'v1beta1'],
    ['apiextensions.k8s.io', 'v1beta1'],
    ['authentication.k8s.io', 'v1beta1'],
    ['authorization.k8s.io', 'v1beta1'],
    ['certificates.k8s.io', 'v1beta1'],
  ].flatMap(([group = '', ...versions]) =>
    versions.map((version) => [`${group}/${version}`, `${group}/v1`] as const),
  ),
);

/** The kinds that the structure of Kubernetes defines, their lists, and what all groups have. */
export function knownKindsOf(definitions: Definitions, registry: ResourceRegistry): KnownKinds {
  let known: KnownKinds | undefined;
  // The registry is filled later.
  const collectOnce = (): KnownKinds => (known ??= collect(definitions, registry));
  return {
    has: (apiVersion, kind) => collectOnce().has(apiVersion, kind),
    strategyOf: (apiVersion, kind) => collectOnce().strategyOf?.(apiVersion, kind),
  };
}

function collect(definitions: Definitions, registry: ResourceRegistry): KnownKinds {
  const kinds = new Set<string>();
  const strategies = new Map<string, Strategy>();
  const apiVersions = new Set<string>();
  for (const { isCustom, kind, listKind, strategy, ...resource } of registry.all()) {
    if (isCustom) continue;
    const apiVersion = apiVersionOf(resource);
    apiVersions.add(apiVersion);
    kinds.add(`${apiVersion} ${kind}`);
    strategies.set(`${apiVersion} ${kind}`, strategy);
    kinds.add(`${apiVersion} ${listKind}`);
    for (const { kind: body } of resource.subresources.values()) {
      kinds.add(`${apiVersionOf(body)} ${body.kind}`);
    }
  }
  for (const module of definitions.modules) {
    for (const definition of Object.values(definitions.moduleOf(module).definitions)) {
      const named = definition['x-kubernetes-group-version-kind'];
      if (named !== undefined) kinds.add(`${apiVersionOf(named)} ${named.kind}`);
    }
  }
  return {
    has: (apiVersion, kind) =>
      kinds.has(`${apiVersion} ${kind}`) ||
      kinds.has(`${former.get(apiVersion)} ${kind}`) ||
      (everywhere.has(kind) && (apiVersions.has(apiVersion) || apiVersion === 'meta.k8s.io/v1')),
    strategyOf: (apiVersion, kind) => strategies.get(`${apiVersion} ${kind}`),
  };
}
