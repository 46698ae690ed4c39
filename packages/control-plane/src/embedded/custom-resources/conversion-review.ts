import {
  cloneJson,
  equalJson,
  errorText,
  isJsonObject,
  type FieldError,
  type JsonObject,
  type JsonValue,
} from '@keelson/schema';
import { textOf } from '../json/text-of.ts';
import { checkAnnotations, checkLabels } from '../metadata/validate-metadata.ts';
import { goTypeName } from '../patch/go-print.ts';

const group = 'apiextensions.k8s.io';
const supported: ReadonlySet<string> = new Set(['v1', 'v1beta1']);

/** One object that is to be converted. */
export interface ConversionCall {
  readonly uid: string;
  readonly object: JsonObject;
  /** What it is to become. */
  readonly apiVersion: string;
  /** Version of the review itself. */
  readonly reviewVersion: string;
}

/**
 * The first of a definition's `conversionReviewVersions` that this server speaks.
 * @throws {Error} when there is none
 */
export function reviewVersionOf(versions: readonly string[]): string {
  const version = versions.find((one) => supported.has(one));
  if (version === undefined) throw new Error('no supported conversion review versions');
  return version;
}

/** What a converter is asked. */
export function conversionReviewOf({
  uid,
  object,
  apiVersion,
  reviewVersion,
}: ConversionCall): JsonObject {
  return {
    kind: 'ConversionReview',
    apiVersion: `${group}/${reviewVersion}`,
    request: { uid, desiredAPIVersion: apiVersion, objects: [object] },
  };
}

/**
 * The converted object of an answer, with the identity of the original: a converter changes the
 * content, labels and annotations (apiextensions' webhookConverter).
 * @throws {Error} that goes on after `conversion webhook for GROUP/VERSION, Kind=KIND `
 */
export function readConversion(text: string, call: ConversionCall): JsonObject {
  const objects = convertedObjects(text, call);
  if (objects.length !== 1) throw new Error(`returned ${objects.length} objects, expected 1`);
  const [value] = objects;
  const converted = isJsonObject(value) ? value : {};
  checkIdentity(converted, call);
  return { ...converted, metadata: restoredMetadata(converted, call.object) };
}

function convertedObjects(
  text: string,
  { uid, reviewVersion }: ConversionCall,
): readonly JsonValue[] {
  const review = parse(text);
  const { response } = review;
  const apiVersion = `${group}/${reviewVersion}`;
  const [gotVersion, gotKind] = [textOf(review, 'apiVersion'), textOf(review, 'kind')];
  if (gotVersion !== apiVersion || gotKind !== 'ConversionReview') {
    throw new Error(
      `failed: no kind ${JSON.stringify(gotKind)} is registered for version ${JSON.stringify(gotVersion)} in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  if (!isJsonObject(response)) throw new Error('failed: no response provided');
  // Answers of v1beta1 need not say which request they are of.
  if (reviewVersion === 'v1' && textOf(response, 'uid') !== uid) {
    const got = JSON.stringify(textOf(response, 'uid'));
    throw new Error(`failed: expected response.uid=${JSON.stringify(uid)}, got ${got}`);
  }
  const result = isJsonObject(response['result']) ? response['result'] : {};
  const status = textOf(result, 'status');
  if (status !== 'Success') {
    const message = textOf(result, 'message');
    throw new Error(
      `failed: ${message === '' ? `response.result.status was '${status}', not 'Success'` : message}`,
    );
  }
  const { convertedObjects: objects } = response;
  return Array.isArray(objects) ? objects : [];
}

function parse(text: string): JsonObject {
  let review: JsonValue;
  try {
    review = JSON.parse(text) as JsonValue;
  } catch {
    throw new Error('failed: the answer is not JSON');
  }
  return isJsonObject(review) ? review : {};
}

function checkIdentity(converted: JsonObject, { object, apiVersion }: ConversionCall): void {
  const got = textOf(converted, 'apiVersion');
  if (got !== apiVersion) {
    throw new Error(
      `returned invalid object at index 0: invalid groupVersion (expected ${apiVersion}, received ${got})`,
    );
  }
  const [kind, gotKind] = [textOf(object, 'kind'), textOf(converted, 'kind')];
  if (gotKind !== kind) {
    throw new Error(
      `returned invalid object at index 0: invalid kind (expected ${kind}, received ${gotKind})`,
    );
  }
  const [metadata, gotMetadata] = [object, converted].map(({ metadata: one }) =>
    isJsonObject(one) ? one : {},
  ) as [JsonObject, JsonObject];
  for (const [field, title] of [
    ['name', 'name'],
    ['namespace', 'namespace'],
    ['uid', 'UID'],
  ] as const) {
    const [wanted, given] = [textOf(metadata, field), textOf(gotMetadata, field)];
    if (wanted === given) continue;
    throw new Error(`returned invalid object: must have the same ${title}: ${wanted} != ${given}`);
  }
}

/** The metadata of the original with the labels and annotations of what was answered. */
function restoredMetadata(converted: JsonObject, original: JsonObject): JsonObject {
  const given = converted['metadata'] as JsonObject;
  const metadata = cloneJson(original['metadata'] as JsonObject);
  for (const field of ['labels', 'annotations'] as const) {
    const value = given[field];
    if (value === undefined || value === null) {
      delete metadata[field];
      continue;
    }
    const invalid = (why: string): Error => new Error(`returned invalid metadata: ${why}`);
    if (!isJsonObject(value)) {
      throw invalid(`invalid metadata.${field} of type ${goTypeName(value)} in converted object`);
    }
    for (const [key, text] of Object.entries(value)) {
      if (typeof text === 'string') continue;
      throw invalid(
        `metadata.${field}[${key}] must be a string, but is ${goTypeName(text)} in converted object`,
      );
    }
    if (!equalJson(value, metadata[field])) {
      const errors: FieldError[] = [];
      if (field === 'labels') checkLabels(value, 'metadata.labels', errors);
      else checkAnnotations(value, 'metadata.annotation', errors);
      if (errors.length > 0) throw invalid(aggregate(errors.map(errorText)));
    }
    metadata[field] = value;
  }
  return metadata;
}

function aggregate(messages: readonly string[]): string {
  return messages.length === 1 ? (messages[0] as string) : `[${messages.join(', ')}]`;
}
