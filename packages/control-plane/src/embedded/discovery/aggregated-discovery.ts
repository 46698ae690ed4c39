import type { JsonObject } from '@keelson/schema';
import {
  type DiscoveredGroup,
  type DiscoveredResource,
  groupsOf,
  subresourcesOf,
} from './discovered-resource.ts';
import { namesOf } from './discovery-documents.ts';

/** What an Accept header names for {@link aggregatedDiscovery}; v2beta1 is no longer served. */
export const aggregatedMediaType =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/**
 * All of discovery in one document (apidiscovery.k8s.io/v2): the core group at `/api`, the others at
 * `/apis`.
 */
export function aggregatedDiscovery(
  resources: Iterable<DiscoveredResource>,
  path: '/api' | '/apis',
): JsonObject {
  const groups = groupsOf(resources).filter(({ name }) => (name === '') === (path === '/api'));
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(describeGroup),
  };
}

function describeGroup({ name, versions }: DiscoveredGroup): JsonObject {
  return {
    metadata: name === '' ? {} : { name },
    versions: [...versions].map(([version, list]) => ({
      version,
      resources: list.map(describeResource),
      freshness: 'Current',
    })),
  };
}

function describeResource(resource: DiscoveredResource): JsonObject {
  const subresources = subresourcesOf(resource).map(({ name, kind, verbs }) => ({
    subresource: name,
    responseKind: responseKind(resource, kind),
    verbs: [...verbs],
  }));
  return {
    resource: resource.plural,
    responseKind: responseKind(resource, resource),
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: [...resource.verbs],
    ...namesOf(resource),
    ...(subresources.length === 0 ? undefined : { subresources }),
  };
}

/** Built-in kinds of the same group and version are told by their name alone. */
function responseKind(
  resource: DiscoveredResource,
  {
    group,
    version,
    kind,
  }: { readonly group: string; readonly version: string; readonly kind: string },
): JsonObject {
  const isOwn = group === resource.group && version === resource.version;
  return isOwn && !resource.isCustom ? { group: '', version: '', kind } : { group, version, kind };
}
