import type { Definitions } from '@keelson/kubernetes/schema';
import { isJsonObject, type JsonObject } from '@keelson/schema';
import { deprecationWarningOf } from '../custom-resources/deprecation-warning.ts';
import { refusalOfCreate } from '../custom-resources/delete-definition.ts';
import { customResourceStrategy } from '../custom-resources/custom-resource-strategy.ts';
import { replicasPathsOf, scaleProjection } from '../custom-resources/scale-projection.ts';
import type { ReplicasPaths } from '../fields/scale-managers.ts';
import { textOf } from '../json/text-of.ts';
import { nameRuleOf } from '../metadata/name-rules.ts';
import { storageVersionHash } from '../discovery/storage-version-hash.ts';
import { bodyStrategy } from '../registry/body-strategy.ts';
import type { Strategy } from '../registry/strategy.ts';
import type { StatusError } from '../status-error.ts';
import type { ServedResource, Subresource } from '../rest/served-resource.ts';
import { StoredForm } from './stored-form.ts';
import { type ConverterParts, WebhookConverter } from './webhook-converter.ts';

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const scaleKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
const subresourceVerbs = ['get', 'patch', 'update'];

/** What {@link customResourcesOf} needs beside the definition. */
export interface CustomResourceOptions {
  /** Revision at which this definition came to hold: older objects are read through its schema. */
  readonly since: number;
  /** The definition as it is stored now. */
  readonly live: () => JsonObject;
  /** The structure of the built-in types. */
  readonly definitions: Definitions;
  /** What asking a converter takes. */
  readonly converting: ConverterParts;
}

/** The resources of an established definition, one for each served version. */
export function customResourcesOf(
  definition: JsonObject,
  { since, live, definitions, converting }: CustomResourceOptions,
): ServedResource[] {
  const spec = definition['spec'] as JsonObject;
  const versions = (spec['versions'] as JsonObject[]).filter((version) => version['served']);
  const refuseCreate = (name: string): StatusError | undefined => refusalOfCreate(live(), name);
  const strategies = strategiesOf(spec, (name) =>
    customResourceStrategy(definition, name, definitions),
  );
  const converter = converterOf(spec, converting);
  return versions.map((version) => ({
    ...customResource(definition, version, { since, strategies, definitions, converter }),
    refuseCreate,
  }));
}

function converterOf(
  { conversion }: JsonObject,
  converting: ConverterParts,
): WebhookConverter | undefined {
  if (!isJsonObject(conversion) || conversion['strategy'] !== 'Webhook') return undefined;
  return new WebhookConverter(conversion, converting);
}

/** Strategies by the apiVersion of what they are for; versions that are not served may be stored. */
function strategiesOf(
  spec: JsonObject,
  strategyOf: (version: string) => Strategy,
): Map<string, Strategy> {
  const names = (spec['versions'] as JsonObject[]).map((version) => textOf(version, 'name'));
  const group = textOf(spec, 'group');
  return new Map(names.map((name) => [`${group}/${name}`, strategyOf(name)]));
}

interface VersionOptions extends Pick<CustomResourceOptions, 'since' | 'definitions'> {
  readonly strategies: ReadonlyMap<string, Strategy>;
  readonly converter: WebhookConverter | undefined;
}

function customResource(
  definition: JsonObject,
  version: JsonObject,
  { since, strategies, definitions, converter }: VersionOptions,
): ServedResource {
  const spec = definition['spec'] as JsonObject;
  const names = (definition['status'] as JsonObject)['acceptedNames'] as JsonObject;
  const group = textOf(spec, 'group');
  const plural = textOf(names, 'plural');
  const kind = textOf(names, 'kind');
  const name = textOf(version, 'name');
  const stored = storageVersionOf(spec);
  const namespaced = spec['scope'] === 'Namespaced';
  const apiVersion = `${group}/${name}`;
  const strategy = strategies.get(apiVersion) as Strategy;
  const storedIn = `${group}/${stored}`;
  const form = new StoredForm({ apiVersion, storedIn, strategies, since, converter });
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
    subresources: subresourcesOf(version, {
      kind: { group, version: name, kind },
      replicasPaths: replicasPathsOf(spec),
      definitions,
    }),
    storage: `${plural}.${group}`,
    storageVersionHash: storageVersionHash(group, stored, kind),
    strategy,
    metadataRules: { isNamespaced: namespaced, nameRule: nameRuleOf(group, kind) },
    isCustom: true,
    deprecationWarning: deprecationWarningOf(definition, name),
    fromStorage: (object) => form.fromStorage(object),
    toStorage: (object) => form.toStorage(object),
    conversion: converter && form,
  };
}

function subresourcesOf(
  version: JsonObject,
  {
    kind,
    replicasPaths,
    definitions,
  }: {
    readonly kind: Subresource['kind'];
    readonly replicasPaths: ReplicasPaths;
    readonly definitions: Definitions;
  },
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
      kind: scaleKind,
      strategy: bodyStrategy(scaleKind, definitions),
      verbs: subresourceVerbs,
      behaviour: { type: 'scale', scale: scaleProjection(declared['scale'], replicasPaths) },
    });
  }
  return new Map(subresources.map((subresource) => [subresource.name, subresource]));
}

function storageVersionOf(spec: JsonObject): string {
  const versions = spec['versions'] as JsonObject[];
  const stored = versions.find((version) => version['storage']);
  return stored === undefined ? '' : textOf(stored, 'name');
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
