import { createHash } from 'node:crypto';
import { ConfigMap } from '@keelson/kubernetes/core/v1';
import type { Client, Discovery, DynamicType, ObjectKey } from '@keelson/runtime';
import type { Manifest } from '@keelson/scaffold';

/**
 * What was deployed together, so that what is no longer among it can be found: an ApplySet, which
 * `kubectl apply --prune --applyset` understands. Semantics: KEP-3659.
 */
export interface ApplySet {
  /** The ConfigMap that stands for the set. */
  readonly parent: Required<ObjectKey>;
  readonly id: string;
}

const prefix = 'applyset.kubernetes.io';
const partOf = `${prefix}/part-of`;
const groupKinds = `${prefix}/contains-group-kinds`;
const namespaces = `${prefix}/additional-namespaces`;

/** The set of a project's objects: its parent is in the namespace of the deployment. */
export function applySetOf(projectName: string, manifests: readonly Manifest[]): ApplySet {
  const home = manifests.find(({ kind }) => kind === 'Deployment') ?? manifests.find(namespaceOf);
  const namespace = (home && namespaceOf(home)) ?? 'default';
  const parent = { namespace, name: `${projectName}-deployed` };
  const identity = [parent.name, parent.namespace, 'ConfigMap', ''].join('.');
  const hash = createHash('sha256').update(identity).digest('base64url');
  return { parent, id: `applyset-${hash}-v1` };
}

/** The object as a member of the set. */
export function asMember(manifest: Manifest, { id }: ApplySet): Manifest {
  const { metadata } = manifest;
  const labels = metadata['labels'] as Record<string, string> | undefined;
  return { ...manifest, metadata: { ...metadata, labels: { ...labels, [partOf]: id } } };
}

/** The parent of a set with such members. */
export function parentOf(
  { parent, id }: ApplySet,
  members: readonly Manifest[],
  version: string,
): Manifest {
  const others = members.map(namespaceOf).filter((one) => one !== parent.namespace);
  const listed = (values: readonly (string | undefined)[]): string =>
    [...new Set(values.filter((one) => one !== undefined))].toSorted().join(',');
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      ...parent,
      labels: { [`${prefix}/id`]: id },
      annotations: {
        [`${prefix}/tooling`]: `operator/v${version}`,
        [groupKinds]: listed(members.map(groupKindOf)),
        [namespaces]: listed(others),
      },
    },
  };
}

/** Asks about members of a set. */
export interface MemberQuery {
  readonly client: Client;
  readonly discovery: Discovery;
  readonly signal: AbortSignal;
}

/** Every object in the cluster that was deployed as a member of the set; none before the first time. */
export async function membersOf(
  { parent, id }: ApplySet,
  { client, discovery, signal }: MemberQuery,
): Promise<Manifest[]> {
  const found = await client.get(ConfigMap, parent, { signal });
  const kinds = found?.metadata.annotations?.[groupKinds]?.split(',') ?? [];
  const types = await servedTypes(discovery, new Set(kinds));
  const lists = await Promise.all(
    types.map(async (type) => {
      const { items } = await client.list(type, { labelSelector: `${partOf}=${id}`, signal });
      // The items of a list do not say what they are.
      return items.map((item): Manifest => ({ ...item, ...type }));
    }),
  );
  return lists.flat().filter(({ metadata }) => metadata['deletionTimestamp'] === undefined);
}

/** Those members that none of the manifests is. */
export function leftovers(
  members: readonly Manifest[],
  manifests: readonly Manifest[],
): Manifest[] {
  const kept = new Set(manifests.map(identityOf));
  return members.filter((member) => !kept.has(identityOf(member)));
}

/** The preferred version of each kind that is still served. */
async function servedTypes(
  discovery: Discovery,
  wanted: ReadonlySet<string>,
): Promise<DynamicType[]> {
  if (wanted.size === 0) return [];
  const types = new Map<string, DynamicType>();
  for (const group of await discovery.groups()) {
    for (const { version, resources } of group.versions) {
      const apiVersion = group.name === '' ? version : `${group.name}/${version}`;
      for (const { kind } of resources) {
        const name = groupKindOf({ apiVersion, kind });
        if (wanted.has(name) && !types.has(name)) types.set(name, { apiVersion, kind });
      }
    }
  }
  return [...types.values()];
}

function identityOf(manifest: Manifest): string {
  const { name } = manifest.metadata;
  return [groupKindOf(manifest), namespaceOf(manifest) ?? '', name].join(' ');
}

function groupKindOf({ apiVersion, kind }: DynamicType): string {
  const [group, version] = apiVersion.split('/');
  return version === undefined ? kind : `${kind}.${group}`;
}

function namespaceOf({ metadata }: Manifest): string | undefined {
  return metadata['namespace'] as string | undefined;
}
