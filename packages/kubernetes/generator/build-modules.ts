import type { GroupVersionKind } from '../src/resource-type.ts';
import type { Definition, SchemaModule, ServedKind } from '../src/schema-definition.ts';
import type { DiscoveryResource, RawSchema, ServerDocuments } from './read-server.ts';
import { normaliseSchema } from './normalise-schema.ts';
import { markNullable } from './sent-as-null.ts';

/** Go packages whose types all kinds share: they go to the module `meta/v1`. */
const sharedPackages = new Set([
  'io.k8s.apimachinery.pkg.apis.meta.v1',
  'io.k8s.apimachinery.pkg.api.resource',
  'io.k8s.apimachinery.pkg.runtime',
  'io.k8s.apimachinery.pkg.util.intstr',
]);

/** Request bodies of the documents that are no type of an object. */
const leftOut = new Set(['io.k8s.apimachinery.pkg.apis.meta.v1.Patch']);

/**
 * The modules of this package, from what a server says: one per group and version, each with the
 * kinds that are served and the definitions they are made of. Lists of served kinds are left out
 * (`KubernetesList<T>` stands for all of them).
 * @throws {Error} when two groups would share a module, or a schema uses an unknown keyword
 */
export function buildModules(documents: ServerDocuments): SchemaModule[] {
  const served = servedKinds(documents);
  const definitionOfKind = new Map<string, string>();
  for (const [name, schema] of Object.entries(documents.schemas)) {
    for (const kind of groupVersionKinds(schema)) {
      if (name.endsWith(`.${kind.kind}`)) definitionOfKind.set(formatKind(kind), name);
    }
  }

  const moduleOfPackage = new Map<string, string>();
  for (const { kind } of served) {
    const name = definitionOfKind.get(formatKind(kind));
    if (name === undefined) throw new Error(`no schema is published for ${formatKind(kind)}`);
    const modulePath = `${kind.group === '' ? 'core' : kind.group.split('.')[0]}/${kind.version}`;
    const known = moduleOfPackage.get(packageOf(name));
    if (known !== undefined && known !== modulePath) {
      throw new Error(`${packageOf(name)} would go to two modules: ${known} and ${modulePath}`);
    }
    moduleOfPackage.set(packageOf(name), modulePath);
  }
  assertOnePackagePerModule(moduleOfPackage);

  const placeOf = (name: string): { module: string; name: string } => ({
    module: moduleOfPackage.get(packageOf(name)) ?? defaultModule(packageOf(name)),
    name: name.slice(packageOf(name).length + 1),
  });
  const referenceTo = (name: string): string => {
    const place = placeOf(name);
    return `${place.module}#${place.name}`;
  };

  const modules = new Map<
    string,
    { kinds: ServedKind[]; definitions: Record<string, Definition> }
  >();
  for (const name of Object.keys(documents.schemas).toSorted()) {
    const raw = documents.schemas[name] ?? {};
    if (leftOut.has(name) || isListOfKinds(raw)) continue;
    const place = placeOf(name);
    const module = modules.get(place.module) ?? { kinds: [], definitions: {} };
    modules.set(place.module, module);
    if (place.name in module.definitions) {
      throw new Error(`two definitions would be ${place.module}#${place.name}`);
    }
    module.definitions[place.name] = normaliseSchema(raw, referenceTo);
  }
  for (const { kind, resource } of served) {
    const place = placeOf(definitionOfKind.get(formatKind(kind))!);
    modules.get(place.module)!.kinds.push(servedKind(kind, resource, place.name));
  }
  const sorted = [...modules]
    .map(([module, { kinds, definitions }]) => ({
      module,
      kinds: kinds.toSorted((a, b) => compare(a.kind, b.kind)),
      definitions,
    }))
    .toSorted((a, b) => compare(a.module, b.module));
  return markNullable(sorted);
}

function servedKinds(
  documents: ServerDocuments,
): { kind: GroupVersionKind; resource: DiscoveryResource }[] {
  return documents.groups.flatMap((group) =>
    group.versions.flatMap(({ version, resources = [] }) =>
      resources.map((resource) => {
        const parent = { group: group.metadata.name ?? '', version };
        return { kind: kindOr(resource.responseKind, parent), resource };
      }),
    ),
  );
}

function servedKind(
  kind: GroupVersionKind,
  resource: DiscoveryResource,
  definition: string,
): ServedKind {
  return {
    ...kind,
    definition,
    plural: resource.resource,
    scope: resource.scope,
    verbs: resource.verbs.toSorted(),
    shortNames: resource.shortNames ?? [],
    categories: resource.categories ?? [],
    subresources: (resource.subresources ?? [])
      .map((sub) => ({
        name: sub.subresource,
        kind: sub.responseKind === undefined ? kind : kindOr(sub.responseKind, kind),
        verbs: sub.verbs.toSorted(),
      }))
      .toSorted((a, b) => compare(a.name, b.name)),
  };
}

/** In discovery an empty version means: the group and version that the resource is listed under. */
function kindOr(
  kind: GroupVersionKind,
  parent: { group: string; version: string },
): GroupVersionKind {
  const { group, version } = kind.version === '' ? parent : kind;
  return { group, version, kind: kind.kind };
}

function groupVersionKinds(schema: RawSchema): readonly GroupVersionKind[] {
  return (schema['x-kubernetes-group-version-kind'] ?? []) as readonly GroupVersionKind[];
}

function isListOfKinds(schema: RawSchema): boolean {
  const properties = (schema['properties'] ?? {}) as Record<string, RawSchema>;
  return (
    groupVersionKinds(schema).length > 0 &&
    'items' in properties &&
    JSON.stringify(properties['metadata'] ?? {}).includes('meta.v1.ListMeta')
  );
}

function assertOnePackagePerModule(moduleOfPackage: ReadonlyMap<string, string>): void {
  const owners = new Map<string, string>();
  for (const [goPackage, module] of moduleOfPackage) {
    const owner = owners.get(module);
    if (owner !== undefined) {
      throw new Error(`${owner} and ${goPackage} would share the module ${module}`);
    }
    owners.set(module, goPackage);
  }
}

/** A package that serves no kind: `io.k8s.api.scheduling.v1alpha3` is `scheduling/v1alpha3`. */
function defaultModule(goPackage: string): string {
  return sharedPackages.has(goPackage) ? 'meta/v1' : goPackage.split('.').slice(-2).join('/');
}

function packageOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

function formatKind({ group, version, kind }: GroupVersionKind): string {
  return `${group}/${version} ${kind}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
