import { formatApiVersion, type GroupVersionKind, parseApiVersion } from '@keelson/kubernetes';

/** What an object, or a reference to one, says of its kind. */
export interface TypeMeta {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * The group, version and kind of an object.
 * @throws {TypeError} when the apiVersion is none
 */
export function groupVersionKindOf({ apiVersion, kind }: TypeMeta): GroupVersionKind {
  return { ...parseApiVersion(apiVersion), kind };
}

/** `batch/v1, Kind=Job`. Semantics: apimachinery's `schema.GroupVersionKind.String`. */
export function formatGroupVersionKind({ group, version, kind }: GroupVersionKind): string {
  return `${formatApiVersion(group, version)}, Kind=${kind}`;
}

/**
 * The inverse of {@link formatGroupVersionKind}.
 * @throws {TypeError} when the text has another form
 */
export function parseGroupVersionKind(text: string): GroupVersionKind {
  const [, apiVersion, kind] = /^(\S+), Kind=(\S+)$/.exec(text) ?? [];
  if (apiVersion === undefined || kind === undefined) {
    throw new TypeError(`"${text}" is not a kind: write "<group>/<version>, Kind=<kind>"`);
  }
  return groupVersionKindOf({ apiVersion, kind });
}

/** Whether both are the same kind of the same group and version. */
export function isSameGroupVersionKind(a: GroupVersionKind, b: GroupVersionKind): boolean {
  return isSameGroupKind(a, b) && a.version === b.version;
}

/** Whether both are the same kind, in whichever version: one object can be read as either. */
export function isSameGroupKind(
  a: Omit<GroupVersionKind, 'version'>,
  b: Omit<GroupVersionKind, 'version'>,
): boolean {
  return a.group === b.group && a.kind === b.kind;
}
