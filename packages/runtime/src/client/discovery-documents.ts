import { parseApiVersion, type Scope } from '@keelson/kubernetes';
import type { APIResource, APIResourceList } from '@keelson/kubernetes/meta/v1';

/** A kind that the API server serves. */
export interface ServedResource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Lower-case plural: the word in the URL. */
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly scope: Scope;
  readonly verbs: readonly string[];
  /** Names only: `status`, `scale`. */
  readonly subresources: readonly string[];
}

/** One version of a group. */
export interface ServedVersion {
  readonly version: string;
  readonly resources: readonly ServedResource[];
  /** The server behind the version could not be reached: `resources` may be incomplete. */
  readonly isStale: boolean;
}

/** A group; the core group is `''`. */
export interface ServedGroup {
  readonly name: string;
  /** The preferred version first. */
  readonly versions: readonly ServedVersion[];
}

/** `apidiscovery.k8s.io` `APIGroupDiscoveryList`, v2 or v2beta1: as far as it is read here. */
export interface AggregatedDiscovery {
  readonly kind: 'APIGroupDiscoveryList';
  readonly items?: readonly {
    /** The core group has no name. */
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly version: string;
      readonly freshness?: 'Current' | 'Stale';
      readonly resources?: readonly AggregatedResource[];
    }[];
  }[];
}

interface AggregatedResource {
  readonly resource: string;
  readonly responseKind?: { readonly kind?: string };
  readonly scope: Scope;
  readonly singularResource?: string;
  readonly verbs?: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly { readonly subresource: string }[];
}

const aggregated = (version: string): string =>
  `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;

/** Asks for aggregated discovery; a server without it answers with its plain document. */
export const aggregatedAccept = `${aggregated('v2')},${aggregated('v2beta1')},application/json`;

/** Reads an aggregated document. */
export function groupsOfAggregated({ items = [] }: AggregatedDiscovery): ServedGroup[] {
  return items.map(({ metadata, versions = [] }) => {
    const group = metadata?.name ?? '';
    return {
      name: group,
      versions: versions.map(({ version, freshness, resources = [] }) => ({
        version,
        isStale: freshness === 'Stale',
        resources: resources.flatMap((one) => resourceOfAggregated(one, { group, version })),
      })),
    };
  });
}

function resourceOfAggregated(
  found: AggregatedResource,
  { group, version }: { readonly group: string; readonly version: string },
): ServedResource[] {
  const kind = found.responseKind?.kind ?? '';
  // A parent that serves only its subresources has no kind.
  if (kind === '') return [];
  return [
    {
      group,
      version,
      kind,
      plural: found.resource,
      singular: found.singularResource || kind.toLowerCase(),
      shortNames: found.shortNames ?? [],
      categories: found.categories ?? [],
      scope: found.scope,
      verbs: found.verbs ?? [],
      subresources: (found.subresources ?? []).map(({ subresource }) => subresource),
    },
  ];
}

/** Reads the document of one group and version, in which subresources stand beside their parents. */
export function resourcesOfList(
  { resources }: APIResourceList,
  apiVersion: string,
): ServedResource[] {
  const { group, version } = parseApiVersion(apiVersion);
  const subresources = Map.groupBy(
    resources.filter(isSubresource),
    ({ name }) => name.split('/', 1)[0],
  );
  return resources
    .filter((one) => !isSubresource(one))
    .map((one) => ({
      group,
      version,
      kind: one.kind,
      plural: one.name,
      singular: one.singularName || one.kind.toLowerCase(),
      shortNames: one.shortNames ?? [],
      categories: one.categories ?? [],
      scope: one.namespaced ? 'Namespaced' : 'Cluster',
      verbs: one.verbs,
      subresources: (subresources.get(one.name) ?? []).map(({ name }) =>
        name.slice(one.name.length + 1),
      ),
    }));
}

function isSubresource({ name }: APIResource): boolean {
  return name.includes('/');
}
