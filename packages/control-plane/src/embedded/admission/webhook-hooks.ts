import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import type { AdmissionAttributes } from '../rest/admission.ts';
import { parseLabelSelector } from '../selectors/label-selector.ts';
import type { ObjectStore } from '../storage/object-store.ts';

/** One entry of a stored webhook configuration. */
export interface Hook {
  readonly name: string;
  /** Unique among all: the configuration and the place in it. */
  readonly id: string;
  readonly entry: JsonObject;
}

/** Which resource a hook is asked about: the version may be another than that of the request. */
export interface HookTarget {
  readonly hook: Hook;
  readonly version: string;
}

/** The hooks of all configurations of a kind, by name of the configuration, then as they are listed. */
export function hooksIn(store: ObjectStore, storage: string): Hook[] {
  return store
    .log(storage)
    .list()
    .flatMap(({ object }) => {
      const configuration = textOf(objectOf(object['metadata'])['name']);
      return objectsOf(object['webhooks']).map((entry, index) => ({
        name: textOf(entry['name']),
        id: `${configuration}/${index}`,
        entry,
      }));
    });
}

/** Kinds that decide about admission are not subject to it, or nobody could undo a mistake. */
export function isExempt({ resource: { group, kind } }: AdmissionAttributes): boolean {
  if (group === 'admissionregistration.k8s.io') return true;
  const isReview = group === 'authentication.k8s.io' || group === 'authorization.k8s.io';
  return isReview && kind.endsWith('Review');
}

/**
 * Whether, and about which version, a hook is to be asked, apart from its match conditions (generic
 * webhook's ShouldCallHook).
 */
export function targetOf(
  hook: Hook,
  attributes: AdmissionAttributes,
  cluster: {
    /** Labels of a namespace. */
    labelsOf(namespace: string): JsonValue | undefined;
    /** Versions in which a resource is served. */
    versionsOf(group: string, plural: string): readonly string[];
  },
): HookTarget | undefined {
  const { entry } = hook;
  const { resource, namespace, name, subresource, operation, object, old } = attributes;
  const isNamespace = resource.group === '' && resource.plural === 'namespaces';
  const ownNamespace = isNamespace ? name : namespace;
  if (ownNamespace !== '' && !isEverything(entry['namespaceSelector'])) {
    const isItself = isNamespace && subresource === '' && operation !== 'DELETE';
    const labels = isItself ? labelsIn(object) : cluster.labelsOf(ownNamespace);
    if (!matchesLabels(entry['namespaceSelector'], labels)) return undefined;
  }
  const selector = entry['objectSelector'];
  if (!isEverything(selector)) {
    const shown = [object, old].filter((one) => one !== undefined);
    if (!shown.some((one) => matchesLabels(selector, labelsIn(one)))) return undefined;
  }
  const rules = objectsOf(entry['rules']);
  if (rules.some((rule) => matchesRule(rule, attributes, resource.version))) {
    return { hook, version: resource.version };
  }
  if (entry['matchPolicy'] === 'Exact') return undefined;
  const others = cluster.versionsOf(resource.group, resource.plural);
  const version = others.find((one) => rules.some((rule) => matchesRule(rule, attributes, one)));
  return version === undefined ? undefined : { hook, version };
}

function matchesRule(
  rule: JsonObject,
  { resource, namespace, subresource, operation }: AdmissionAttributes,
  version: string,
): boolean {
  const isNamespace = resource.group === '' && resource.plural === 'namespaces';
  const isInNamespace = namespace !== '' && !isNamespace;
  if (rule['scope'] === 'Namespaced' && !isInNamespace) return false;
  if (rule['scope'] === 'Cluster' && isInNamespace) return false;
  return (
    includes(rule['operations'], operation) &&
    includes(rule['apiGroups'], resource.group) &&
    includes(rule['apiVersions'], version) &&
    listOf(rule['resources']).some((pattern) => {
      const [main, sub = ''] = textOf(pattern).split('/', 2);
      return (main === '*' || main === resource.plural) && (sub === '*' || sub === subresource);
    })
  );
}

function includes(list: JsonValue | undefined, wanted: string): boolean {
  return listOf(list).some((item) => item === '*' || item === wanted);
}

function isEverything(selector: JsonValue | undefined): boolean {
  const { matchLabels, matchExpressions } = objectOf(selector);
  return Object.keys(objectOf(matchLabels)).length === 0 && listOf(matchExpressions).length === 0;
}

function matchesLabels(selector: JsonValue | undefined, labels: JsonValue | undefined): boolean {
  return parseLabelSelector(selectorText(objectOf(selector))).matches(labels);
}

/** A selector of the API as the text of a request. */
function selectorText({ matchLabels, matchExpressions }: JsonObject): string {
  const equal = Object.entries(objectOf(matchLabels)).map(
    ([key, value]) => `${key}=${textOf(value)}`,
  );
  const others = objectsOf(matchExpressions).map(({ key, operator, values }) => {
    const name = textOf(key);
    if (operator === 'Exists') return name;
    if (operator === 'DoesNotExist') return `!${name}`;
    return `${name} ${textOf(operator).toLowerCase()} (${listOf(values).map(textOf).join(',')})`;
  });
  return [...equal, ...others].join(',');
}

function labelsIn(object: JsonObject | undefined): JsonValue | undefined {
  return objectOf(object?.['metadata'])['labels'];
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function objectsOf(value: JsonValue | undefined): JsonObject[] {
  return listOf(value).filter(isJsonObject);
}
