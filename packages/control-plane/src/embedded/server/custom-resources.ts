import { cloneJson, isJsonObject, type JsonObject } from '@keelson/schema';
import { customResourceStrategy } from '../custom-resources/custom-resource-strategy.ts';
import { scaleProjection } from '../custom-resources/scale-projection.ts';
import { textOf } from '../json/text-of.ts';
import { nameRuleOf } from '../metadata/name-rules.ts';
import { storageVersionHash } from '../discovery/storage-version-hash.ts';
import type { Strategy } from '../registry/strategy.ts';
import type { ServedResource, Subresource } from '../rest/served-resource.ts';

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const subresourceVerbs = ['get', 'patch', 'update'];

/**
 * The resources of an established definition, one for each served version. `since` is the revision
 * at which this definition came to hold: older objects are read through its schema.
 */
export function customResourcesOf(definition: JsonObject, since: number): ServedResource[] {
  const spec = definition['spec'] as JsonObject;
  const versions = (spec['versions'] as JsonObject[]).filter((version) => version['served']);
  return versions.map((version) => customResource(definition, version, since));
}

function customResource(
  definition: JsonObject,
  version: JsonObject,
  since: number,
): ServedResource {
  const spec = definition['spec'] as JsonObject;
  const names = (definition['status'] as JsonObject)['acceptedNames'] as JsonObject;
  const group = textOf(spec, 'group');
  const plural = textOf(names, 'plural');
  const kind = textOf(names, 'kind');
  const name = textOf(version, 'name');
  const stored = storageVersionOf(spec);
  const namespaced = spec['scope'] === 'Namespaced';
  const strategy = customResourceStrategy(definition, name);
  return {
    group,
    version: name,
    kind,
    resource: plural,
    plural,
    singular: textOf(names, 'singular') || kind.toLowerCase(),
    listKind: textOf(names, 'listKind') || `${kind}List`,
    namespaced,
    verbs,
    shortNames: textsOf(names['shortNames']),
    categories: textsOf(names['categories']),
    subresources: subresourcesOf(version, { group, version: name, kind }),
    storage: `${plural}.${group}`,
    storageVersionHash: storageVersionHash(group, stored, kind),
    strategy,
    metadataRules: { isNamespaced: namespaced, nameRule: nameRuleOf(group, kind) },
    isCustom: true,
    fromStorage: reader(strategy, `${group}/${name}`, since),
    toStorage: (object) => {
      object['apiVersion'] = `${group}/${stored}`;
      return object;
    },
  };
}

function subresourcesOf(
  version: JsonObject,
  kind: Subresource['kind'],
): ReadonlyMap<string, Subresource> {
  const declared = isJsonObject(version['subresources']) ? version['subresources'] : {};
  const subresources: Subresource[] = [];
  if (declared['status'] !== undefined) {
    subresources.push({
      name: 'status',
      kind,
      verbs: subresourceVerbs,
      behaviour: { type: 'object' },
    });
  }
  if (isJsonObject(declared['scale'])) {
    subresources.push({
      name: 'scale',
      kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
      verbs: subresourceVerbs,
      behaviour: { type: 'scale', scale: scaleProjection(declared['scale']) },
    });
  }
  return new Map(subresources.map((subresource) => [subresource.name, subresource]));
}

/**
 * Shows stored objects in one version. What was written under another schema or in another version is
 * pruned and defaulted by this one, once for each object.
 */
function reader(
  strategy: Strategy,
  apiVersion: string,
  since: number,
): (object: JsonObject) => JsonObject {
  const shown = new WeakMap<JsonObject, JsonObject>();
  return (object) => {
    const { resourceVersion } = object['metadata'] as JsonObject;
    if (object['apiVersion'] === apiVersion && Number(resourceVersion) > since) return object;
    const known = shown.get(object);
    if (known !== undefined) return known;
    const view = cloneJson(object);
    view['apiVersion'] = apiVersion;
    strategy.decode(view);
    strategy.setDefaults(view);
    shown.set(object, view);
    return view;
  };
}

function storageVersionOf(spec: JsonObject): string {
  const versions = spec['versions'] as JsonObject[];
  const stored = versions.find((version) => version['storage']);
  return stored === undefined ? '' : textOf(stored, 'name');
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
