import { createHash } from 'node:crypto';
import type { Definitions } from '@keelson/kubernetes/schema';
import { compareUtf8, type JsonObject } from '@keelson/schema';
import {
  objectOf,
  optionalObject,
  textOf,
  versionOf,
  versionsOf,
} from '../custom-resources/definition.ts';
import type { DiscoveredResource } from '../discovery/discovered-resource.ts';
import {
  builtinComponents,
  listComponent,
  patchSchema,
  referenceOf,
} from './builtin-components.ts';
import { componentName, customComponentName } from './component-name.ts';
import { builtinInfo, securitySchemes } from './document-head.ts';
import { customComponents } from './custom-components.ts';
import { streams } from './connect-paths.ts';
import { operationPrefix, type PublishedResource, tagOf } from './describe-path.ts';
import { rootDocument, rootPathsOf } from './root-documents.ts';
import { pathsOf } from './operations.ts';

/** What is served now. */
interface OpenApiState {
  /** Built-in resources; custom ones are taken from their definitions. */
  readonly resources: Iterable<DiscoveredResource>;
  /** The established CustomResourceDefinitions. An unchanged one is the same object. */
  readonly definitions: readonly JsonObject[];
}

/** Builds the documents of `/openapi/v3`, each when it is first asked for. */
export interface OpenApiDocuments {
  /** `/openapi/v3`: where the document of each group version is, with a hash of its content. */
  index(state: OpenApiState): JsonObject;
  /** The hash that the index names for a document: its ETag. */
  hash(path: string, state: OpenApiState): string | undefined;
  /** The document of `api/v1` or `apis/<group>/<version>`; `undefined` when nothing is served there. */
  document(path: string, state: OpenApiState): JsonObject | undefined;
}

const customInfo = { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' };
const patchName = 'io.k8s.apimachinery.pkg.apis.meta.v1.Patch';

/** Documents of the built-in kinds from their published structure, of custom ones from their schemas. */
export function createOpenApiDocuments(kubernetes: Definitions): OpenApiDocuments {
  const builtins = new Map<string, JsonObject>();
  const customs = new WeakMap<JsonObject, Map<string, JsonObject>>();
  const hashes = new WeakMap<JsonObject, string>();

  const customDocument = (definition: JsonObject, version: string): JsonObject => {
    const known = customs.get(definition) ?? new Map<string, JsonObject>();
    customs.set(definition, known);
    const document = known.get(version) ?? buildCustom(definition, version, kubernetes);
    known.set(version, document);
    return document;
  };
  const hashOfDefinition = (definition: JsonObject): string => {
    const known = hashes.get(definition) ?? hash(JSON.stringify(definition['spec'], exact));
    hashes.set(definition, known);
    return known;
  };

  /** What the documents are made from, by path. */
  const contentsOf = (state: OpenApiState): Map<string, string[]> => {
    const contents = new Map<string, string[]>();
    const groups = new Set<string>();
    for (const { group, version, isCustom } of state.resources) {
      if (isCustom) continue;
      const path = pathOf(group, version);
      contents.set(path, [`${kubernetes.kubernetes} ${path}`]);
      if (group !== '') groups.add(group);
    }
    for (const path of rootPathsOf(groups)) {
      contents.set(path, [`${kubernetes.kubernetes} ${path}`]);
    }
    for (const definition of state.definitions) {
      const group = textOf(objectOf(definition, 'spec'), 'group');
      for (const version of versionsOf(definition)) {
        if (version['served'] !== true) continue;
        const path = pathOf(group, textOf(version, 'name'));
        contents.set(path, [...(contents.get(path) ?? []), hashOfDefinition(definition)]);
      }
    }
    return contents;
  };

  return {
    index: (state) => {
      const paths = [...contentsOf(state)]
        .toSorted(([a], [b]) => compareUtf8(a, b))
        .map(([path, content]) => [
          path,
          { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOfContent(content)}` },
        ]);
      return { paths: Object.fromEntries(paths) as JsonObject };
    },

    hash: (path, state) => {
      const content = contentsOf(state).get(path);
      return content && hashOfContent(content);
    },

    document: (path, state) => {
      const resources = [...state.resources].filter(
        ({ group, version, isCustom }) => !isCustom && pathOf(group, version) === path,
      );
      const parts: JsonObject[] = [];
      if (resources.length > 0) {
        const known = builtins.get(path) ?? buildBuiltin(resources, kubernetes);
        builtins.set(path, known);
        parts.push(known);
      }
      for (const definition of state.definitions) {
        const group = textOf(objectOf(definition, 'spec'), 'group');
        const version = versionsOf(definition).find(
          (one) => one['served'] === true && pathOf(group, textOf(one, 'name')) === path,
        );
        if (version !== undefined) parts.push(customDocument(definition, textOf(version, 'name')));
      }
      if (parts.length > 1) return merge(parts);
      return parts[0] ?? rootDocument(path, groupsOf(state), kubernetes);
    },
  };
}

/** Groups with built-in kinds. */
function groupsOf({ resources }: OpenApiState): Set<string> {
  const own = [...resources].filter(({ isCustom, group }) => !isCustom && group !== '');
  return new Set(own.map(({ group }) => group));
}

function pathOf(group: string, version: string): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}

function buildBuiltin(
  resources: readonly DiscoveredResource[],
  kubernetes: Definitions,
): JsonObject {
  const [first] = resources;
  const { group = '', version = 'v1' } = first ?? {};
  const schemas: Record<string, JsonObject> = { [patchName]: patchSchema };
  const components = builtinComponents(kubernetes, group, version);
  const paths: Record<string, JsonObject> = {};
  for (const resource of resources) {
    const published = publishedOf(resource, kubernetes);
    const reference = referenceOf(kubernetes, resource);
    if (published === undefined || reference === undefined) continue;
    components.add(schemas, reference);
    if (resource.verbs.includes('list')) {
      schemas[published.listComponent] = listComponent(resource, published.component);
    }
    for (const { kind } of resource.subresources.values()) {
      const other = referenceOf(kubernetes, kind);
      if (other !== undefined) components.add(schemas, other);
    }
    Object.assign(paths, pathsOf(published));
  }
  for (const name of ['APIResourceList', 'DeleteOptions', 'ListMeta', 'Status', 'WatchEvent']) {
    components.add(schemas, `meta/v1#${name}`);
  }
  Object.assign(paths, resourceListPath(group, version));
  return {
    openapi: '3.0.0',
    info: builtinInfo,
    paths: sortedByKey(paths),
    components: { schemas: sortedByKey(schemas), securitySchemes },
  };
}

function publishedOf(
  resource: DiscoveredResource,
  kubernetes: Definitions,
): PublishedResource | undefined {
  const reference = referenceOf(kubernetes, resource);
  if (reference === undefined) return undefined;
  const component = componentName(reference);
  return {
    ...resource,
    component,
    listComponent: `${component}List`,
    subresources: [...resource.subresources.values()].flatMap(({ name, kind, verbs }) => {
      if (streams.has(name)) return [];
      const other = referenceOf(kubernetes, kind);
      return other === undefined ? [] : [{ name, kind, verbs, component: componentName(other) }];
    }),
  };
}

/** `/apis/<group>/<version>/`, which lists the resources. */
function resourceListPath(group: string, version: string): Record<string, JsonObject> {
  const tag = tagOf({ group, version });
  const $ref = `#/components/schemas/${componentName('meta/v1#APIResourceList')}`;
  const types = ['application/json', 'application/vnd.kubernetes.protobuf', 'application/yaml'];
  const content = Object.fromEntries(types.map((type) => [type, { schema: { $ref } }]));
  const get = {
    tags: [tag],
    description: 'get available resources',
    operationId: `get${operationPrefix({ group, version })}APIResources`,
    responses: {
      200: { description: 'OK', content },
      401: { description: 'Unauthorized' },
    },
  };
  return { [`/${pathOf(group, version)}/`]: { get } };
}

const customVerbs = ['get', 'list', 'create', 'update', 'patch', 'delete', 'deletecollection'];
const subresourceVerbs = ['get', 'patch', 'update'];

function buildCustom(definition: JsonObject, version: string, kubernetes: Definitions): JsonObject {
  const spec = objectOf(definition, 'spec');
  const names = objectOf(spec, 'names');
  const group = textOf(spec, 'group');
  const kind = { group, version, kind: textOf(names, 'kind') };
  const component = customComponentName(group, version, kind.kind);
  const declared = objectOf(versionOf(definition, version) ?? {}, 'subresources');
  const scale = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
  const hasScale = optionalObject(declared, 'scale') !== undefined;
  const schemas: Record<string, JsonObject> = {
    ...customComponents(definition, version),
    [patchName]: patchSchema,
  };
  const components = builtinComponents(kubernetes, group, version);
  for (const name of ['DeleteOptions', 'ListMeta', 'ObjectMeta', 'Status']) {
    components.add(schemas, `meta/v1#${name}`);
  }
  if (hasScale) components.add(schemas, 'autoscaling/v1#Scale');
  const paths = pathsOf({
    ...kind,
    plural: textOf(names, 'plural'),
    namespaced: spec['scope'] === 'Namespaced',
    verbs: customVerbs,
    isCustom: true,
    component,
    listComponent: customComponentName(group, version, textOf(names, 'listKind')),
    subresources: [
      ...(optionalObject(declared, 'status') === undefined
        ? []
        : [{ name: 'status', kind, component, verbs: subresourceVerbs }]),
      ...(hasScale
        ? [
            {
              name: 'scale',
              kind: scale,
              component: componentName('autoscaling/v1#Scale'),
              verbs: subresourceVerbs,
            },
          ]
        : []),
    ],
  });
  return {
    openapi: '3.0.0',
    info: customInfo,
    paths: sortedByKey(paths),
    components: { schemas: sortedByKey(schemas) },
  };
}

/** Documents of several definitions of one group version in one. */
function merge(documents: readonly JsonObject[]): JsonObject {
  const [first = {}] = documents;
  const paths: Record<string, JsonObject> = {};
  const schemas: Record<string, JsonObject> = {};
  for (const document of documents) {
    Object.assign(paths, document['paths']);
    Object.assign(schemas, objectOf(objectOf(document, 'components'), 'schemas'));
  }
  const components = { ...objectOf(first, 'components'), schemas: sortedByKey(schemas) };
  return { ...first, paths: sortedByKey(paths), components };
}

function sortedByKey(map: Record<string, JsonObject>): JsonObject {
  return Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => compareUtf8(a, b)));
}

function hashOfContent(content: readonly string[]): string {
  return hash(content.toSorted().join(','));
}

function hash(content: string): string {
  return createHash('sha512').update(content).digest('hex').toUpperCase();
}

/** JSON text has no bigints. */
function exact(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
