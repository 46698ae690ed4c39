import { goJson, isJsonObject, type JsonObject } from '@keelson/schema';
import { JsonError } from '../json/json-error.ts';
import { parseJson } from '../json/parse-json.ts';
import { textOf } from '../json/text-of.ts';
import { compareFields } from './compare-fields.ts';
import type { FieldSet } from './field-set.ts';
import type { FieldType } from './field-type.ts';
import { fieldsOf } from './fields-of.ts';
import { withoutManagedFields } from './update-managers.ts';

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
/** The server keeps no annotation that makes all of them longer than this, in bytes. */
const longest = 256 * 1024;

/**
 * What `kubectl apply` on the client's side has set and is still as it was: `kubectl apply
 * --server-side` may take it over. `undefined` when the object tells nothing of it.
 */
export function allowedByLastApplied(
  live: JsonObject,
  type: FieldType,
  apiVersion: string,
): FieldSet | undefined {
  const annotations = annotationsOf(live['metadata'] as JsonObject);
  const text = textOf(annotations, annotation);
  if (text === '') return undefined;
  const last = parse(text);
  if (last === undefined || last['apiVersion'] !== apiVersion) return undefined;
  const { added, modified, removed } = compareFields(type, last, withoutManagedFields(live));
  return fieldsOf(type, last).difference(modified).difference(added).difference(removed);
}

/** Keeps the annotation true for those who go back to applying on the client's side. */
export function renewLastApplied(metadata: JsonObject, applied: JsonObject): void {
  const annotations = annotationsOf(metadata);
  if (textOf(annotations, annotation) === '') return;
  const next = { ...applied };
  const own = isJsonObject(next['metadata']) ? { ...next['metadata'] } : {};
  const { [annotation]: _last, ...others } = annotationsOf(own);
  if (own['annotations'] !== undefined) own['annotations'] = others;
  next['metadata'] = own;
  const text = `${goJson(next)}\n`;
  annotations[annotation] = text;
  const size = Object.keys(annotations).reduce(
    (sum, key) => sum + Buffer.byteLength(key) + Buffer.byteLength(textOf(annotations, key)),
    0,
  );
  if (size > longest) delete annotations[annotation];
}

function annotationsOf(metadata: JsonObject): JsonObject {
  return isJsonObject(metadata['annotations']) ? metadata['annotations'] : {};
}

function parse(text: string): JsonObject | undefined {
  try {
    const { value } = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}
