import type { Definitions, ServedKind, ServedSubresource } from '@keelson/kubernetes/schema';
import type { JsonObject } from '@keelson/schema';
import { autoscalerFromStorage, autoscalerToStorage } from '../builtin/autoscaler-versions.ts';
import { eventFromStorage, eventToStorage } from '../builtin/event-versions.ts';
import { builtinStrategy } from '../builtin/builtin-strategy.ts';
import { builtinStorageVersionHash } from '../discovery/storage-version-hash.ts';
import { nameRuleOf } from '../metadata/name-rules.ts';
import { asksQualifiedFinalizers } from '../metadata/validate-finalizers.ts';
import type {
  ServedResource,
  Subresource,
  SubresourceAction,
  VirtualCreate,
} from '../rest/served-resource.ts';
import { builtinDeprecations } from './builtin-deprecations.ts';
import { bodyStrategy } from './body-strategy.ts';
import { builtinScale } from './builtin-scale.ts';
import { deletionRulesOf } from './deletion-rules.ts';
import type { Strategy } from './strategy.ts';

/** What of the built-in kinds is no plain object: answered by other parts of the server. */
export interface BuiltinHooks {
  /** Kinds that are created and never kept, by `TokenReview.authentication.k8s.io`. */
  readonly reviews: ReadonlyMap<string, VirtualCreate>;
  /** POSTs to subresources, by `pods/eviction`. */
  readonly actions: ReadonlyMap<string, SubresourceAction>;
  /** Strategies that stand in for the generic one, by `Role.rbac.authorization.k8s.io`. */
  readonly strategies: ReadonlyMap<string, Strategy>;
}

/** Subresources that show the whole object. */
const objectSubresources: ReadonlySet<string> = new Set([
  'status',
  'finalize',
  'approval',
  'ephemeralcontainers',
  'resize',
]);

/** Kinds of one store in several versions: the version that is kept, and how the others read. */
const sharedStorage: ReadonlyMap<string, string> = new Map([['events.events.k8s.io', 'events']]);

/** The resources of all built-in kinds, from the structure that a real server published. */
export function builtinResources(definitions: Definitions, hooks: BuiltinHooks): ServedResource[] {
  return definitions.modules.flatMap((module) =>
    definitions.moduleOf(module).kinds.map((kind) => builtinResource(kind, definitions, hooks)),
  );
}

function builtinResource(
  kind: ServedKind,
  definitions: Definitions,
  hooks: BuiltinHooks,
): ServedResource {
  const { group, version, plural } = kind;
  const fullKind = group === '' ? kind.kind : `${kind.kind}.${group}`;
  const resource = group === '' ? plural : `${plural}.${group}`;
  const strategy = hooks.strategies.get(fullKind) ?? builtinStrategy(kind, definitions);
  const subresources = kind.subresources.map((one) =>
    subresourceOf(kind, one, { definitions, actions: hooks.actions }),
  );
  return {
    group,
    version,
    kind: kind.kind,
    resource: plural,
    plural,
    singular: kind.kind.toLowerCase(),
    listKind: `${kind.kind}List`,
    namespaced: kind.scope === 'Namespaced',
    verbs: kind.verbs,
    shortNames: kind.shortNames,
    categories: kind.categories,
    subresources: new Map(subresources.map((one) => [one.name, one])),
    storage: sharedStorage.get(resource) ?? resource,
    storageVersionHash: builtinStorageVersionHash(kind),
    strategy,
    metadataRules: {
      isNamespaced: kind.scope === 'Namespaced',
      nameRule: nameRuleOf(group, kind.kind),
      qualifiesFinalizers: asksQualifiedFinalizers(group),
    },
    isCustom: false,
    createVirtual: hooks.reviews.get(fullKind),
    deprecationWarning: builtinDeprecations.get(resource),
    ...deletionRulesOf(resource),
    ...versionRulesOf(resource, version),
  };
}

function subresourceOf(
  { plural }: ServedKind,
  { name, kind, verbs }: ServedSubresource,
  { definitions, actions }: Pick<BuiltinHooks, 'actions'> & { readonly definitions: Definitions },
): Subresource {
  if (objectSubresources.has(name)) return { name, kind, verbs, behaviour: { type: 'object' } };
  const strategy = bodyStrategy(kind, definitions);
  if (name === 'scale') {
    return { name, kind, verbs, strategy, behaviour: { type: 'scale', scale: builtinScale } };
  }
  const run = actions.get(`${plural}/${name}`);
  const behaviour =
    run === undefined ? ({ type: 'unserved' } as const) : ({ type: 'action', run } as const);
  return { name, kind, verbs, strategy, behaviour };
}

type VersionRules = Pick<ServedResource, 'fromStorage' | 'toStorage'>;

/** A view of a stored object, made once. */
function remembered(view: (object: JsonObject) => JsonObject): (object: JsonObject) => JsonObject {
  const views = new WeakMap<JsonObject, JsonObject>();
  return (object) => {
    const known = views.get(object) ?? view(object);
    views.set(object, known);
    return known;
  };
}

/** How a version reads and writes objects that are kept in another one. */
function versionRulesOf(resource: string, version: string): VersionRules {
  if (resource === 'horizontalpodautoscalers.autoscaling' && version === 'v1') {
    return {
      fromStorage: remembered(autoscalerFromStorage),
      toStorage: autoscalerToStorage,
    };
  }
  if (resource !== 'events.events.k8s.io') {
    return { fromStorage: (object) => object, toStorage: (object) => object };
  }
  return { fromStorage: remembered(eventFromStorage), toStorage: eventToStorage };
}
