import type { JsonObject } from '@keelson/schema';
import {
  type DiscoveredGroup,
  type DiscoveredResource,
  type DiscoveredSubresource,
  groupsOf,
  subresourcesOf,
} from './discovered-resource.ts';

/** `/api`: the versions of the core group. `address` is `host:port` of the server. */
export function apiVersions(address: string): JsonObject {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  };
}

/** `/apis`: all groups but the core one. */
export function apiGroupList(resources: Iterable<DiscoveredResource>): JsonObject {
  const groups = groupsOf(resources).filter(({ name }) => name !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(describeGroup) };
}

/** `/apis/<group>`; `undefined` when there is no such group. */
export function apiGroup(
  resources: Iterable<DiscoveredResource>,
  name: string,
): JsonObject | undefined {
  const group = groupsOf(resources).find((found) => found.name === name);
  if (group === undefined || name === '') return undefined;
  return { kind: 'APIGroup', apiVersion: 'v1', ...describeGroup(group) };
}

function describeGroup({ name, versions }: DiscoveredGroup): JsonObject {
  const described = [...versions.keys()].map((version) => ({
    groupVersion: `${name}/${version}`,
    version,
  }));
  return { name, versions: described, preferredVersion: described[0] as JsonObject };
}

/** `/api/v1` and `/apis/<group>/<version>`; `undefined` when nothing is served there. */
export function apiResourceList(
  resources: Iterable<DiscoveredResource>,
  group: string,
  version: string,
): JsonObject | undefined {
  const list = groupsOf(resources)
    .find(({ name }) => name === group)
    ?.versions.get(version);
  if (list === undefined) return undefined;
  return {
    kind: 'APIResourceList',
    // The core group's list, an older kind of document, has no version of its own.
    ...(group === '' ? undefined : { apiVersion: 'v1' }),
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: list.flatMap((resource) => [
      describeResource(resource),
      ...subresourcesOf(resource).map((subresource) => describeSubresource(resource, subresource)),
    ]),
  };
}

function describeResource(resource: DiscoveredResource): JsonObject {
  return {
    name: resource.plural,
    singularName: resource.singular,
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: [...resource.verbs],
    ...namesOf(resource),
    ...(resource.storageVersionHash === ''
      ? undefined
      : { storageVersionHash: resource.storageVersionHash }),
  };
}

function describeSubresource(
  resource: DiscoveredResource,
  { name, kind, verbs }: DiscoveredSubresource,
): JsonObject {
  const isForeign = kind.group !== resource.group || kind.version !== resource.version;
  return {
    name: `${resource.plural}/${name}`,
    singularName: '',
    namespaced: resource.namespaced,
    ...(isForeign ? { group: kind.group, version: kind.version } : undefined),
    kind: kind.kind,
    verbs: [...verbs],
  };
}

/** Lists of names are left out when they are empty. */
export function namesOf({ shortNames, categories }: DiscoveredResource): JsonObject {
  return {
    ...(shortNames.length === 0 ? undefined : { shortNames: [...shortNames] }),
    ...(categories.length === 0 ? undefined : { categories: [...categories] }),
  };
}
