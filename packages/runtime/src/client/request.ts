import type { ResourceType } from '@keelson/kubernetes';
import type { TypeMeta } from '../api/group-version-kind.ts';
import { type ObjectKey, keyOf } from '../api/object-key.ts';
import type { GetOptions, ListOptions } from '../api/reader.ts';
import { isMetadataOnly } from '../scheme/metadata-only.ts';
import type { ApplyOptions, DeleteOptions, Patch, WatchOptions, WriteOptions } from './client.ts';
import { refuseInexactIntegers } from './exact-integers.ts';
import { collectionPath, objectPath, requireNamespace } from './resource-path.ts';
import type { TransportRequest } from './transport.ts';

/** What a client adds to writes that do not say it themselves. */
export interface WriteDefaults {
  readonly fieldManager?: string | undefined;
  readonly fieldValidation?: WriteOptions['fieldValidation'];
}

/** One endpoint of one object. */
export interface Target {
  readonly type: ResourceType;
  readonly key: ObjectKey;
  /** @default the object itself */
  readonly subresource?: string | undefined;
}

/** A collection, in one namespace or in all. */
export type CollectionOptions = DeleteOptions &
  Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'>;

const json = 'application/json';

const patchTypes = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
} as const;

export function getRequest({ type, key, subresource }: Target, options: GetOptions = {}) {
  return read(objectPath(type, key, subresource), type, options);
}

export function listRequest(type: ResourceType, options: ListOptions = {}): TransportRequest {
  return read(collectionPath(type, options.namespace), type, options, 'List');
}

export function watchRequest(type: ResourceType, options: WatchOptions = {}): TransportRequest {
  const request = read(collectionPath(type, options.namespace), type, options);
  request.query.set('watch', 'true');
  return request;
}

/**
 * A create of an object, or of a subresource's object below it.
 * @throws {TypeError} when the object's namespace does not fit the kind
 */
export function createRequest(
  type: ResourceType,
  object: { readonly metadata: { readonly namespace?: string | undefined } },
  options: WriteOptions & WriteDefaults,
): TransportRequest {
  const namespace = requireNamespace(type, object.metadata.namespace);
  const body = JSON.stringify(withKind(type, object));
  return write({ method: 'POST', path: collectionPath(type, namespace), body }, type, options);
}

export function createSubresourceRequest(
  { type, key, subresource }: Target,
  object: object,
  options: WriteOptions & WriteDefaults,
): TransportRequest {
  const path = objectPath(type, key, subresource);
  return write({ method: 'POST', path, body: JSON.stringify(object) }, type, options);
}

/** @throws {TypeError} when the object holds an integer that JavaScript has rounded */
export function updateRequest(
  { type, key, subresource }: Target,
  object: object,
  options: WriteOptions & WriteDefaults,
): TransportRequest {
  const body = JSON.stringify(object);
  refuseInexactIntegers(object, body);
  return write({ method: 'PUT', path: objectPath(type, key, subresource), body }, type, options);
}

export function patchRequest(
  { type, key, subresource }: Target,
  patch: Patch,
  options: WriteOptions & WriteDefaults,
): TransportRequest {
  const path = objectPath(type, key, subresource);
  const contentType = patchTypes[patch.type];
  return write(
    { method: 'PATCH', path, body: JSON.stringify(patch.body), contentType },
    type,
    options,
  );
}

/**
 * A server-side apply; JSON is YAML.
 * @throws {TypeError} when nothing says who the field manager is
 */
export function applyRequest(
  { type, subresource }: Pick<Target, 'type' | 'subresource'>,
  object: { readonly metadata: { readonly name: string; readonly namespace?: string | undefined } },
  options: ApplyOptions & WriteDefaults,
): TransportRequest {
  if (options.fieldManager === undefined || options.fieldManager === '') {
    throw new TypeError(
      'apply needs a field manager: give the client or the call a `fieldManager`',
    );
  }
  const path = objectPath(type, keyOf(object), subresource);
  const body = JSON.stringify(withKind(type, object));
  const contentType = 'application/apply-patch+yaml';
  const request = write({ method: 'PATCH', path, body, contentType }, type, options);
  request.query.set('force', String(options.force ?? true));
  return request;
}

export function deleteRequest({ type, key }: Target, options: DeleteOptions = {}) {
  return remove(objectPath(type, key), options);
}

/** @throws {TypeError} without a namespace for a namespaced kind: the server deletes in one only */
export function deleteAllOfRequest(
  type: ResourceType,
  options: CollectionOptions = {},
): TransportRequest {
  if (type.scope === 'Namespaced' && !options.namespace) {
    throw new TypeError(`${type.kind} is namespaced: deleteAllOf needs a namespace`);
  }
  const request = remove(collectionPath(type, options.namespace), options);
  return { ...request, query: selection(options) };
}

type QueryRequest = TransportRequest & { readonly query: URLSearchParams };

function read(
  path: string,
  type: ResourceType,
  options: ListOptions & Omit<WatchOptions, 'resourceVersionMatch'>,
  suffix: 'List' | '' = '',
): QueryRequest {
  const query = selection(options);
  for (const name of readParameters) {
    const value = options[name];
    if (value !== undefined) query.set(name, String(value));
  }
  if (options.allowBookmarks !== undefined) {
    query.set('allowWatchBookmarks', String(options.allowBookmarks));
  }
  const headers = { accept: acceptOf(type, suffix) };
  return { method: 'GET', path, query, headers, signal: options.signal };
}

const readParameters = [
  'limit',
  'continue',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
] as const;

function selection(options: Pick<ListOptions, 'labelSelector' | 'fieldSelector'>): URLSearchParams {
  const query = new URLSearchParams();
  const { labelSelector, fieldSelector } = options;
  if (labelSelector) query.set('labelSelector', labelSelector);
  if (fieldSelector) query.set('fieldSelector', fieldSelector);
  return query;
}

interface WriteParts {
  readonly method: 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly body: string;
  readonly contentType?: string;
}

function write(
  { method, path, body, contentType = json }: WriteParts,
  type: ResourceType,
  options: WriteOptions & WriteDefaults,
): QueryRequest {
  const query = new URLSearchParams();
  if (options.dryRun === true) query.set('dryRun', 'All');
  if (options.fieldManager) query.set('fieldManager', options.fieldManager);
  if (options.fieldValidation) query.set('fieldValidation', options.fieldValidation);
  const headers = { accept: acceptOf(type, ''), 'content-type': contentType };
  return { method, path, query, headers, body, signal: options.signal };
}

function remove(path: string, options: DeleteOptions): TransportRequest {
  const { dryRun, gracePeriodSeconds, propagationPolicy, preconditions, signal } = options;
  const body = JSON.stringify({
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    dryRun: dryRun === true ? ['All'] : undefined,
    gracePeriodSeconds,
    propagationPolicy,
    preconditions,
  });
  const headers = { accept: json, 'content-type': json };
  return { method: 'DELETE', path, headers, body, signal };
}

/** An object that says something else keeps it, and the server says what is wrong. */
function withKind(type: ResourceType, object: object): object {
  const { apiVersion = type.apiVersion, kind = type.kind } = object as Partial<TypeMeta>;
  return { ...object, apiVersion, kind };
}

function acceptOf(type: ResourceType, suffix: 'List' | ''): string {
  if (!isMetadataOnly(type)) return json;
  return `${json};as=PartialObjectMetadata${suffix};g=meta.k8s.io;v=v1`;
}
