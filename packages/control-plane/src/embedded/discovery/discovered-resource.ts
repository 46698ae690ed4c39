import { compareUtf8 } from '@keelson/schema';
import { compareVersions } from '../custom-resources/kube-version.ts';

/** What discovery says of a subresource. */
export interface DiscoveredSubresource {
  readonly name: string;
  /** Kind of the bodies. */
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly verbs: readonly string[];
}

/** What discovery says of a resource in one version. */
export interface DiscoveredResource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: ReadonlyMap<string, DiscoveredSubresource>;
  readonly storageVersionHash: string;
  readonly isCustom: boolean;
}

/** The groups of Kubernetes itself in the order of a real server (by priority); others follow by name. */
const builtinGroups: readonly string[] = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'storagemigration.k8s.io',
];

/** A group and its versions, the preferred first, with the resources of each by name. */
export interface DiscoveredGroup {
  readonly name: string;
  readonly versions: ReadonlyMap<string, readonly DiscoveredResource[]>;
}

/** Sorts resources into groups and versions, in the order of discovery. */
export function groupsOf(resources: Iterable<DiscoveredResource>): DiscoveredGroup[] {
  const groups = new Map<string, Map<string, DiscoveredResource[]>>();
  for (const resource of resources) {
    const versions = groups.get(resource.group) ?? new Map<string, DiscoveredResource[]>();
    groups.set(resource.group, versions);
    const list = versions.get(resource.version) ?? [];
    versions.set(resource.version, list);
    list.push(resource);
  }
  return [...groups]
    .toSorted(([a], [b]) => compareGroups(a, b))
    .map(([name, versions]) => ({
      name,
      versions: new Map(
        [...versions]
          .toSorted(([a], [b]) => compareVersions(a, b))
          .map(([version, list]) => [
            version,
            list.toSorted((a, b) => compareUtf8(a.plural, b.plural)),
          ]),
      ),
    }));
}

function compareGroups(a: string, b: string): number {
  const [first, second] = [rankOf(a), rankOf(b)];
  return first === second ? compareUtf8(a, b) : first - second;
}

function rankOf(group: string): number {
  const index = builtinGroups.indexOf(group);
  return index < 0 ? builtinGroups.length : index;
}

/**
 * The subresources in the order of discovery: by name, but those of custom resources as the server
 * adds them, the status first.
 */
export function subresourcesOf({
  subresources,
  isCustom,
}: DiscoveredResource): DiscoveredSubresource[] {
  const list = [...subresources.values()];
  return isCustom ? list : list.toSorted((a, b) => compareUtf8(a.name, b.name));
}
