import {
  cloneJson,
  goQuote,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@keelson/schema';
import { printJson } from '../json/print-json.ts';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import { applyStrategicMergePatch } from '../patch/strategic-merge-patch.ts';
import { badRequest, invalid, unsupportedMediaType } from '../status-error.ts';
import type { ApiRequest } from './api-exchange.ts';
import { strictJson, strictYaml } from './decode-object.ts';
import { mediaTypeOf } from './negotiation.ts';
import type { FieldValidation } from './request-options.ts';
import type { ServedResource } from './served-resource.ts';

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
  const accepted = [...mediaTypes].filter(([, patch]) => !isCustom || patch !== 'strategic');
  throw unsupportedMediaType(accepted.map(([name]) => name));
}

/** A patch that changes an object, parsed once however often it is tried. */
export interface ParsedPatch {
  /** What is wrong with the patch itself: `duplicate field "x"`. */
  readonly strictErrors: readonly string[];
  /** A new object; the given one stays as it is. */
  apply(object: JsonObject): JsonObject;
}

/** @throws {StatusError} 400 */
export function parsePatch(
  type: Exclude<PatchType, 'apply'>,
  text: string,
  resource: ServedResource,
): ParsedPatch {
  const { value, strictErrors } = strictJson(text);
  switch (type) {
    case 'json':
      return {
        strictErrors: strictErrors.map((error) => `json patch ${error}`),
        apply: (object) => asObject(applyJsonPatch(cloneJson(object), value), object),
      };
    case 'merge':
      return {
        strictErrors,
        apply: (object) => asObject(applyMergePatch(cloneJson(object), cloneJson(value)), object),
      };
    case 'strategic': {
      if (!isJsonObject(value)) throw badRequest(notAnObject(value));
      const { structure, resolve } = resource.strategy;
      return {
        strictErrors,
        apply: (object) =>
          applyStrategicMergePatch(cloneJson(object), cloneJson(value), { structure, resolve }),
      };
    }
  }
}

/** The object of an apply patch. */
export function parseApplyPatch(
  text: string,
  fieldValidation: FieldValidation,
  warnings: string[],
): JsonObject {
  const { value, strictErrors } = strictYaml(text);
  if (!isJsonObject(value)) throw badRequest(`error decoding patch: ${notAnObject(value)}`);
  if (strictErrors.length > 0) {
    const all = strictErrors.join(', ');
    if (fieldValidation === 'Strict') throw badRequest(`error strict decoding patch: ${all}`);
    if (fieldValidation === 'Warn') warnings.push(...strictErrors);
  }
  return value;
}

/**
 * Decodes a patched object, and says what strict decoding finds.
 * @throws {StatusError} 422 that shows the object
 */
export function decodePatched(
  resource: ServedResource,
  patched: JsonObject,
  request: {
    readonly strictErrors: readonly string[];
    readonly fieldValidation: FieldValidation;
    readonly warnings: string[];
  },
): JsonObject {
  const { fieldValidation, warnings } = request;
  const shown = fieldValidation === 'Strict' ? printJson(patched) : '';
  const unknown = resource.strategy.decode(patched).map((path) => `unknown field "${path}"`);
  const errors = [...request.strictErrors, ...unknown];
  if (errors.length > 0) {
    if (fieldValidation === 'Strict') {
      throw invalid({ group: '', kind: '' }, '', [
        {
          type: 'FieldValueInvalid',
          field: 'patch',
          value: shown,
          detail: `strict decoding error: ${errors.join(', ')}`,
        },
      ]);
    }
    if (fieldValidation === 'Warn') warnings.push(...errors);
  }
  resource.strategy.setDefaults(patched);
  return patched;
}

function asObject(value: JsonValue, before: JsonObject): JsonObject {
  if (isJsonObject(value)) return value;
  throw invalid({ group: '', kind: '' }, '', [
    {
      type: 'FieldValueInvalid',
      field: 'patch',
      value: printJson(value),
      detail: `couldn't get version/kind; json parse error: json: cannot unmarshal ${goQuote(typeof before)}`,
    },
  ]);
}

function notAnObject(value: JsonValue): string {
  const type = Array.isArray(value) ? 'array' : typeof value;
  return `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
}
