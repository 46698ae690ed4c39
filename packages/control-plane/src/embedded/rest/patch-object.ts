import { compareUtf8, isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import { type FieldValidation, parsePatch, type PatchResult } from '../patch/patch-body.ts';
import { applyStrategicMergePatch } from '../patch/strategic-merge-patch.ts';
import { badRequest, invalid, unknownMediaType, unsupportedMediaType } from '../status-error.ts';
import type { ApiRequest } from './api-exchange.ts';
import { textOf } from '../json/text-of.ts';
import { checkCustomKind, decodeFields, undeterminableName, wrongKind } from './decode-object.ts';
import { DecodeError } from '../registry/decode-error.ts';
import type { KnownKinds } from './registry-services.ts';
import { mediaTypeOf } from './negotiation.ts';
import type { ServedResource } from './served-resource.ts';
import { apiVersionOf } from './watch-objects.ts';

/** How a patch is to be read. */
export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

const mediaTypes: ReadonlyMap<string, PatchType> = new Map<string, PatchType>([
  ['application/json-patch+json', 'json'],
  ['application/merge-patch+json', 'merge'],
  ['application/strategic-merge-patch+json', 'strategic'],
  ['application/apply-patch+yaml', 'apply'],
]);

/** @throws {StatusError} 415 with the types that this resource takes */
export function patchTypeOf(request: ApiRequest, isCustom: boolean): PatchType {
  const type = mediaTypes.get(mediaTypeOf(request.headers['content-type']));
  if (type !== undefined && !(isCustom && type === 'strategic')) return type;
  if (!isCustom) throw unknownMediaType();
  const accepted = [...mediaTypes].filter(([, patch]) => patch !== 'strategic');
  throw unsupportedMediaType(accepted.map(([name]) => name));
}

/** A patch that changes an object, parsed once however often it is tried. */
export type ObjectPatch = (object: JsonObject) => PatchResult;

/** @throws {StatusError} 400 */
export function readPatch(
  type: Exclude<PatchType, 'apply'>,
  { body, fieldValidation }: { readonly body: string; readonly fieldValidation: FieldValidation },
  { strategy }: ServedResource,
): ObjectPatch {
  const patch = parsePatch(body);
  switch (type) {
    case 'json':
      return (object) => applyJsonPatch(object, patch, fieldValidation);
    case 'merge':
      return (object) => applyMergePatch(object, patch, fieldValidation);
    case 'strategic': {
      const { structure, resolve } = strategy;
      const request = { patch, validation: fieldValidation };
      return (object) => applyStrategicMergePatch(object, request, { structure, resolve });
    }
  }
}

/**
 * Decodes a patched object, and says what strict decoding finds.
 * @throws {StatusError} 422 that shows the object
 */
export function decodePatched(
  resource: ServedResource,
  result: PatchResult,
  request: {
    readonly fieldValidation: FieldValidation;
    readonly warnings: string[];
    /** From the path. */
    readonly name: string;
    readonly knownKinds: KnownKinds;
  },
): JsonObject {
  const { value, strictErrors } = result;
  const { fieldValidation, warnings } = request;
  const refuse = (detail: string): never => {
    throw invalid({ group: '', kind: '' }, '', [
      { type: 'FieldValueInvalid', field: 'patch', value: result.shown(), detail },
    ]);
  };
  if (!isJsonObject(value)) {
    return refuse(`couldn't get version/kind; json parse error: ${notAnObject(value)}`);
  }
  if (resource.isCustom) {
    checkCustomKind(value, resource);
  } else if (result.isConverted === true) {
    // What it says that it is does not count.
  } else if (textOf(value, 'kind') === '' || textOf(value, 'apiVersion') === '') {
    // The server then reads it as an object without any field.
    const keys = Object.keys(value).toSorted(compareUtf8);
    warnings.push(...keys.map((key) => `unknown field "${key}"`));
    throw badRequest(undeterminableName(request.name));
  } else {
    const why = wrongKind(value, resource, request.knownKinds);
    if (why !== undefined) return refuse(why);
  }
  let unknown: string[];
  try {
    unknown = decodeFields(resource, value, result.isConverted);
  } catch (error) {
    if (error instanceof DecodeError) return refuse(error.message);
    throw error;
  }
  const errors = [...strictErrors, ...unknown];
  if (errors.length > 0) {
    if (fieldValidation === 'Strict') refuse(`strict decoding error: ${errors.join(', ')}`);
    if (fieldValidation === 'Warn') warnings.push(...errors);
  }
  if (result.isConverted === true) {
    value['apiVersion'] = apiVersionOf(resource);
    value['kind'] = resource.kind;
  }
  resource.strategy.setDefaults(value);
  return value;
}

function notAnObject(value: JsonValue): string {
  const type = Array.isArray(value) ? 'array' : typeof value;
  return `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
}
