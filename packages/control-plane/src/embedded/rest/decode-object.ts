import { cloneJson, compareUtf8, isJsonObject, type JsonObject } from '@keelson/schema';
import { type ReadBody, readBody } from '../json/read-body.ts';
import { orderComplaints } from '../json/order-complaints.ts';
import { DecodeError } from '../registry/decode-error.ts';
import type { Strategy } from '../registry/strategy.ts';
import { textOf } from '../json/text-of.ts';
import { readProtobufBody } from '../protobuf/read-protobuf-body.ts';
import type { FieldValidation } from '../patch/patch-body.ts';
import {
  badRequest,
  invalid,
  type StatusError,
  tooLarge,
  unsupportedMediaType,
} from '../status-error.ts';
import type { ApiRequest } from './api-exchange.ts';
import { isProtobuf, mediaTypeOf } from './negotiation.ts';
import type { KnownKinds } from './registry-services.ts';
import type { GroupVersionKind, ServedResource } from './served-resource.ts';
import { apiVersionOf } from './watch-objects.ts';

/** The API server's limit of a request body, in bytes. */
const bodyLimit = 3 * 1024 * 1024;

const mediaTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
/** Where Go's scheme was made, which its messages tell. */
const scheme = 'in scheme "pkg/runtime/scheme.go:111"';

/** @throws {StatusError} 413 */
export function checkBodySize({ body, headers }: ApiRequest): void {
  // A character is at most three bytes of UTF-8.
  if (body.length <= bodyLimit / 3) return;
  if (Buffer.byteLength(body, isProtobuf(headers) ? 'latin1' : 'utf8') > bodyLimit) {
    throw tooLarge(`limit is ${bodyLimit}`);
  }
}

/** In which form a body was sent. @throws {StatusError} 415 */
export function bodyFormatOf({ headers }: ApiRequest): 'json' | 'yaml' | 'protobuf' {
  const contentType = headers['content-type'];
  const isTold = contentType !== undefined && contentType !== '';
  const type = isTold ? mediaTypeOf(contentType) : 'application/json';
  if (type === 'application/json') return 'json';
  if (type === 'application/yaml') return 'yaml';
  if (isProtobuf(headers)) return 'protobuf';
  throw unsupportedMediaType(mediaTypes);
}

/**
 * Parses the body of a create or update.
 * @throws {StatusError} 400, 413 and 415
 */
export function parseBody(
  request: ApiRequest,
  { kind, isCustom }: { readonly kind: GroupVersionKind; readonly isCustom: boolean },
): ReadBody {
  const format = bodyFormatOf(request);
  checkBodySize(request);
  if (format !== 'protobuf') return readBody(request.body, { kind: kind.kind, isCustom, format });
  // Here the API server panics and breaks off the connection.
  if (isCustom) throw unsupportedMediaType(mediaTypes.slice(0, 2));
  return readProtobufBody(request.body, { apiVersion: apiVersionOf(kind), kind: kind.kind });
}

/** What an object is decoded for. */
export interface DecodeTarget {
  readonly resource: ServedResource;
  /** Kind of the bodies of this endpoint. */
  readonly kind: GroupVersionKind;
  readonly fieldValidation: FieldValidation;
  readonly warnings: string[];
  readonly knownKinds: KnownKinds;
}

/**
 * Makes the object of a request from its parsed body: kind checked, unknown fields taken out and
 * reported as asked, defaults filled in.
 * @throws {StatusError} 400 in the server's words
 */
export function decodeObject(body: ReadBody, target: DecodeTarget): JsonObject {
  const { resource, kind, fieldValidation, warnings } = target;
  const { value: object, repeatingText } = body;
  if (!resource.isCustom) checkKind(object, target);
  // The body of a subresource is of another kind, which its own code reads.
  const isOwnKind = kind.kind === resource.kind;
  const isKnown = !resource.isCustom || isOfKind(object, kind);
  const unknown = isOwnKind && isKnown ? unknownFields(object, target) : [];
  const isOrdered = !resource.isCustom && repeatingText !== undefined && unknown.length > 0;
  const complaints = isOrdered ? orderComplaints(repeatingText, unknown) : undefined;
  if (fieldValidation === 'Strict') {
    const errors = complaints ?? [...body.strictErrors, ...unknown];
    if (errors.length > 0) {
      throw badRequest(
        `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: strict decoding error: ${errors.join(', ')}`,
      );
    }
  }
  if (fieldValidation === 'Warn') warnings.push(...(complaints ?? [...body.warnings, ...unknown]));
  if (resource.isCustom) checkCustomKind(object, kind);
  if (isOwnKind) resource.strategy.setDefaults(object);
  return object;
}

function unknownFields(object: JsonObject, { resource, kind }: DecodeTarget): string[] {
  try {
    return decodeFields(resource, object);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(
      `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${error.message}`,
    );
  }
}

function checkKind(object: JsonObject, { kind, knownKinds }: DecodeTarget): void {
  const expected = apiVersionOf(kind);
  if ((object['apiVersion'] ?? '') === '') object['apiVersion'] = expected;
  if ((object['kind'] ?? '') === '') object['kind'] = kind.kind;
  const apiVersion = object['apiVersion'] as string;
  const given = object['kind'] as string;
  const why = wrongKind(object, kind, knownKinds);
  if (why !== undefined) {
    const version = apiVersion.split('/').at(-1) ?? '';
    throw badRequest(
      `${given} in version "${version}" cannot be handled as a ${kind.kind}: ${why}`,
    );
  }
  if (apiVersion !== expected) throw wrongVersion(apiVersion, expected);
}

/** Why an object of a built-in kind is of another kind than the endpoint's, in Go's words. */
export function wrongKind(
  object: JsonObject,
  kind: GroupVersionKind,
  knownKinds: KnownKinds,
): string | undefined {
  const apiVersion = textOf(object, 'apiVersion');
  const given = textOf(object, 'kind');
  if (!knownKinds.has(apiVersion, given)) {
    return `no kind "${given}" is registered for version "${apiVersion}" ${scheme}`;
  }
  if (given === kind.kind && groupOf(apiVersion) === kind.group) return undefined;
  const ownFault = faultOf(object, knownKinds.strategyOf?.(apiVersion, given));
  if (ownFault !== undefined) return ownFault;
  const version = apiVersion.split('/').at(-1) ?? '';
  const internal = kind.group === '' ? 'core' : kind.group.split('.')[0];
  return `converting (${version}.${given}) to (${internal}.${kind.kind}): unknown conversion`;
}

/** An object is read as what it says that it is before anybody sees that another kind is wanted. */
function faultOf(object: JsonObject, strategy: Strategy | undefined): string | undefined {
  try {
    strategy?.decode(cloneJson(object));
    return undefined;
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
}

/** A Go type that a scheme does not know. */
export function unregistered({ version, kind }: GroupVersionKind): StatusError {
  return badRequest(`no kind is registered for the type ${version}.${kind} ${scheme}`);
}

/** The object of a PUT or PATCH has no name. */
export function undeterminableName(name: string): string {
  return `the name of the object (${name} based on URL) was undeterminable: name must be provided`;
}

/**
 * Takes out what the kind does not know and answers it in the words of strict decoding. An empty list
 * of managed fields stays: it asks to forget them.
 * @throws {DecodeError} when a value has a type that cannot be decoded
 */
export function decodeFields(
  { strategy }: ServedResource,
  object: JsonObject,
  isConverted = false,
): string[] {
  const { metadata } = object;
  const sent = isJsonObject(metadata) ? metadata['managedFields'] : undefined;
  const unknown = strategy.decode(object, isConverted).map((path) => `unknown field "${path}"`);
  if (isConverted) unknown.sort(compareUtf8);
  if (Array.isArray(sent) && sent.length === 0) {
    (object['metadata'] as JsonObject)['managedFields'] = [];
  }
  return unknown;
}

function isOfKind(object: JsonObject, kind: GroupVersionKind): boolean {
  return object['apiVersion'] === apiVersionOf(kind) && object['kind'] === kind.kind;
}

/** @throws {StatusError} 400 and 422 */
export function checkCustomKind(object: JsonObject, kind: GroupVersionKind): void {
  const expected = apiVersionOf(kind);
  const apiVersion = (object['apiVersion'] ?? '') as string;
  if (apiVersion !== expected) throw wrongVersion(apiVersion, expected);
  const given = object['kind'] as string;
  if (given === kind.kind) return;
  const name = textOf((object['metadata'] ?? {}) as JsonObject, 'name');
  throw invalid({ group: kind.group, kind: given }, name, [
    { type: 'FieldValueInvalid', field: 'kind', value: given, detail: `must be ${kind.kind}` },
  ]);
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '';
}

function wrongVersion(given: string, expected: string): StatusError {
  return badRequest(
    `the API version in the data (${given}) does not match the expected API version (${expected})`,
  );
}
