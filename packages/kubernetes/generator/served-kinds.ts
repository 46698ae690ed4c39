import type { GroupVersionKind } from '../src/resource-type.ts';
import type { ServedKind } from '../src/schema-definition.ts';
import { compareText } from './compare-text.ts';
import type {
  DiscoveryKind,
  DiscoveryResource,
  RawSchema,
  ServerDocuments,
} from './read-server.ts';

/** A served kind, and the name of its schema in the documents. */
export interface PublishedKind {
  readonly schemaName: string;
  readonly served: ServedKind;
}

/**
 * Where Kubernetes' own types come from. A server also publishes the schemas of custom resources
 * and of aggregated APIs, which are not ours to write down.
 */
const builtIn = /^io\.k8s\.(api|apimachinery|apiextensions-apiserver|kube-aggregator)\./;

/** Whether a schema of the documents belongs to Kubernetes itself. */
export function isBuiltIn(schemaName: string): boolean {
  return builtIn.test(schemaName);
}

/** The built-in kinds that a server serves as resources, as its discovery documents list them. */
export function servedKinds({ groups, schemas }: ServerDocuments): PublishedKind[] {
  const schemaOf = schemaNames(schemas);
  return groups.flatMap((group) =>
    group.versions.flatMap(({ version, resources = [] }) =>
      resources.flatMap((resource) => {
        const parent = { group: group.metadata.name ?? '', version };
        const kind = kindWithin(parent, resource.responseKind);
        const schemaName = schemaOf.get(formatKind(kind));
        return schemaName === undefined ? [] : [published(kind, resource, schemaName)];
      }),
    ),
  );
}

/** Names of the built-in schemas by the kind that they are. */
function schemaNames(schemas: ServerDocuments['schemas']): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(schemas)
      .filter(([name]) => isBuiltIn(name))
      .flatMap(([name, schema]) =>
        groupVersionKinds(schema)
          .filter(({ kind }) => name.endsWith(`.${kind}`))
          .map((kind) => [formatKind(kind), name]),
      ),
  );
}

/** What a schema says of the kinds that it stands for. */
export function groupVersionKinds(schema: RawSchema): readonly GroupVersionKind[] {
  return (schema['x-kubernetes-group-version-kind'] ?? []) as readonly GroupVersionKind[];
}

function published(
  kind: GroupVersionKind,
  resource: DiscoveryResource,
  schemaName: string,
): PublishedKind {
  const subresources = (resource.subresources ?? []).map((subresource) => ({
    name: subresource.subresource,
    kind: kindWithin(kind, subresource.responseKind),
    verbs: subresource.verbs.toSorted(compareText),
  }));
  const served = {
    ...kind,
    definition: schemaName.slice(schemaName.lastIndexOf('.') + 1),
    plural: resource.resource,
    scope: resource.scope,
    verbs: resource.verbs.toSorted(compareText),
    shortNames: resource.shortNames ?? [],
    categories: resource.categories ?? [],
    subresources: subresources.toSorted((a, b) => compareText(a.name, b.name)),
  };
  return { schemaName, served };
}

/** In discovery an empty version means: the group and version that the resource is listed under. */
function kindWithin(
  parent: { readonly group: string; readonly version: string; readonly kind?: string },
  kind: DiscoveryKind | undefined,
): GroupVersionKind {
  const { group, version } = kind === undefined || kind.version === '' ? parent : kind;
  return { group, version, kind: kind?.kind ?? parent.kind ?? '' };
}

function formatKind({ group, version, kind }: GroupVersionKind): string {
  return `${group}/${version} ${kind}`;
}
