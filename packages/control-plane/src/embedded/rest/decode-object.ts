import { goQuote, isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { JsonError } from '../json/json-error.ts';
import type { ParsedJson } from '../json/json-reader.ts';
import { parseJson } from '../json/parse-json.ts';
import { parseYaml } from '../json/parse-yaml.tmp.ts';
import { badRequest, invalid, StatusError, tooLarge, unsupportedMediaType } from '../status-error.ts';
import type { ApiRequest } from './api-exchange.ts';
import type { FieldValidation } from '../patch/patch-body.ts';
import { mediaTypeOf } from './negotiation.ts';

import type { GroupVersionKind, ServedResource } from './served-resource.ts';
import { apiVersionOf } from './watch-objects.ts';

/** The API server's limit of a request body, in bytes. */
const bodyLimit = 3 * 1024 * 1024;

const mediaTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** A body, parsed. */
export interface ParsedBody {
  readonly value: JsonValue;
  /** What strict decoding says of it: `duplicate field "x"`. */
  readonly strictErrors: readonly string[];
}

/** @throws {StatusError} 413 */
export function checkBodySize(request: ApiRequest): void {
  const { body } = request;
  if (body.length > bodyLimit / 4 && Buffer.byteLength(body) > bodyLimit) {
    throw tooLarge(`limit is ${bodyLimit}`);
  }
}

/**
 * Parses the body of a create or update.
 * @throws {StatusError} 400, 413 and 415
 */
export function parseBody(
  request: ApiRequest,
  { isCustom, kind }: { readonly isCustom: boolean; readonly kind: string },
): ParsedBody {
  checkBodySize(request);
  const contentType = request.headers['content-type'];
  const type = contentType === undefined ? 'application/json' : mediaTypeOf(contentType);
  if (type === 'application/json') return parsed(request.body, parseJson, kind);
  if (type === 'application/yaml') return parsed(request.body, parseYaml, kind);
  throw unsupportedMediaType(isCustom ? mediaTypes.slice(0, 2) : mediaTypes);
}

function parsed(text: string, parse: (text: string) => ParsedJson, kind: string): ParsedBody {
  try {
    const { value, duplicates } = parse(text);
    return {
      value,
      strictErrors: duplicates.map((path) => `duplicate field ${goQuote(path)}`),
    };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${error.message} (${summaryOf(text)})`,
    );
  }
}

/** The beginning of a body that could not be read. */
function summaryOf(text: string): string {
  if (text === '') return '<empty>';
  const shown = text.startsWith('{') ? text : Buffer.from(text).toString('hex');
  const limit = text.startsWith('{') ? 30 : 60;
  return shown.length > limit ? `${shown.slice(0, limit)} ...` : shown;
}

/** What an object is decoded for. */
export interface DecodeTarget {
  readonly resource: ServedResource;
  /** Kind of the bodies of this endpoint. */
  readonly kind: GroupVersionKind;
  readonly fieldValidation: FieldValidation;
  readonly warnings: string[];
}

/**
 * Makes the object of a request from its parsed body: kind checked, unknown fields taken out and
 * reported as asked, defaults filled in.
 * @throws {StatusError} 400 in the server's words
 */
export function decodeObject(body: ParsedBody, target: DecodeTarget): JsonObject {
  const { resource, kind, fieldValidation, warnings } = target;
  const object = body.value;
  if (!isJsonObject(object)) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind.kind}): couldn't get version/kind; json parse error: json: cannot unmarshal ${goTypeOf(object)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  }
  checkKind(object, target);
  const strictErrors = [...body.strictErrors];
  if (kind.kind === resource.kind) {
    strictErrors.push(...resource.strategy.decode(object).map((path) => `unknown field "${path}"`));
  }
  if (strictErrors.length > 0) {
    if (fieldValidation === 'Strict') {
      throw badRequest(
        `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: strict decoding error: ${strictErrors.join(', ')}`,
      );
    }
    if (fieldValidation === 'Warn') warnings.push(...strictErrors);
  }
  if (kind.kind === resource.kind) resource.strategy.setDefaults(object);
  return object;
}

function checkKind(object: JsonObject, { resource, kind }: DecodeTarget): void {
  const expected = apiVersionOf(kind);
  const apiVersion = object['apiVersion'] ?? '';
  const given = object['kind'] ?? '';
  if (apiVersion === '') object['apiVersion'] = expected;
  if (given === '') object['kind'] = kind.kind;
  if (apiVersion !== '' && apiVersion !== expected) {
    throw wrongVersion(String(apiVersion), expected);
  }
  if (given === '' || given === kind.kind) return;
  if (resource.isCustom) {
    const metadata = object['metadata'];
    const name = isJsonObject(metadata) ? String(metadata['name'] ?? '') : '';
    throw invalid({ group: kind.group, kind: String(given) }, name, [
      {
        type: 'FieldValueInvalid',
        field: 'kind',
        value: given,
        detail: `must be ${kind.kind}`,
      },
    ]);
  }
  throw wrongKind(String(given), kind);
}

function wrongVersion(given: string, expected: string): StatusError {
  return badRequest(
    `the API version in the data (${given}) does not match the expected API version (${expected})`,
  );
}

function wrongKind(given: string, kind: GroupVersionKind): StatusError {
  return badRequest(
    `${given} in version "${kind.version}" cannot be handled as a ${kind.kind}: no kind "${given}" is registered for version "${apiVersionOf(kind)}"`,
  );
}

/** What Go calls a JSON value in its errors. */
function goTypeOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'number';
}
