import type { KubernetesObject } from './object.ts';

/** Whether the objects of a kind live in a namespace. */
export type Scope = 'Namespaced' | 'Cluster';

/** Group, version and kind: what an object says of itself. The core group is `''`. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

declare const objectType: unique symbol;

/**
 * A kind as a value: all that is needed to address its objects, and (for the compiler only) the
 * type of the object. Every built-in kind of this package is one:
 * `client.get(Deployment, key)` infers `Deployment`.
 */
export interface ResourceType<
  T extends KubernetesObject = KubernetesObject,
> extends GroupVersionKind {
  /** `v1` for the core group, `<group>/<version>` for the others. */
  readonly apiVersion: string;
  /** Lower-case plural: the word in the URL, for example `deployments`. */
  readonly plural: string;
  readonly scope: Scope;
  /** Never set: carries `T` for inference. */
  readonly [objectType]?: T;
}

/** The parts of a {@link ResourceType} that cannot be derived from the others. */
export interface ResourceTypeParts extends GroupVersionKind {
  readonly plural: string;
  readonly scope: Scope;
}

/** Builds a {@link ResourceType}; `apiVersion` is derived. */
export function resourceType<T extends KubernetesObject>(
  parts: ResourceTypeParts,
): ResourceType<T> {
  const { group, version, kind, plural, scope } = parts;
  return Object.freeze({
    apiVersion: formatApiVersion(group, version),
    group,
    version,
    kind,
    plural,
    scope,
  });
}

/** `('', 'v1')` is `v1`, `('apps', 'v1')` is `apps/v1`. */
export function formatApiVersion(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

/**
 * The inverse of {@link formatApiVersion}.
 * @throws {TypeError} when there is more than one slash or an empty part.
 */
export function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const parts = apiVersion.split('/');
  if (parts.length > 2 || parts.includes('')) {
    throw new TypeError(`"${apiVersion}" is not an apiVersion: write "v1" or "<group>/<version>"`);
  }
  const [first = '', second] = parts;
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}
