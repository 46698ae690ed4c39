import {
  cloneJson,
  goQuote,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  setOwn,
} from '@keelson/schema';
import type { ParsedJson } from '../json/json-reader.ts';
import { badRequest } from '../status-error.ts';
import { type FieldValidation, goValueName, type PatchResult } from './patch-body.ts';
import { showPatched, sortMerged } from './shown-object.ts';

/**
 * Applies a JSON merge patch (RFC 7386): null removes, objects merge, anything else replaces. Nulls
 * within what is new are dropped, those of a list's own items are not.
 * @throws {StatusError} 400 when the patch is not an object
 */
export function applyMergePatch(
  object: JsonObject,
  patch: ParsedJson,
  validation: FieldValidation,
): PatchResult {
  const { value } = patch;
  if (isJsonObject(value)) {
    const apply = (): JsonObject => {
      const merged = cloneJson(object);
      mergeInto(merged, cloneJson(value));
      return merged;
    };
    return {
      value: apply(),
      strictErrors: validation === 'Ignore' ? [] : duplicateErrors(patch.duplicates),
      shown: () => showPatched(sortMerged(apply(), value)),
    };
  }
  if (value !== null && validation !== 'Ignore') throw badRequest(notAnObject(value));
  if (!Array.isArray(value)) throw badRequest('Invalid JSON Patch');
  // As the server: a list takes the place of the whole object, and is refused when it is decoded.
  const list = cloneJson(value);
  list.forEach(dropNulls);
  return { value: list, strictErrors: [], shown: () => showPatched(list) };
}

/** What strict decoding says of keys that a patch repeats. */
export function duplicateErrors(duplicates: readonly string[]): string[] {
  return duplicates.map((path) => `duplicate field ${goQuote(path)}`);
}

function notAnObject(value: JsonValue): string {
  return `error decoding patch: json: cannot unmarshal ${goValueName(value)} into Go value of type map[string]interface {}`;
}

function mergeInto(target: JsonObject, patch: JsonObject): void {
  for (const key of Object.keys(patch)) {
    const value = patch[key] as JsonValue;
    if (value === null) {
      delete target[key];
      continue;
    }
    const current = Object.hasOwn(target, key) ? target[key] : undefined;
    if (!isJsonObject(current)) {
      dropNulls(value);
      setOwn(target, key, value);
    } else if (isJsonObject(value)) {
      mergeInto(current, value);
    } else {
      setOwn(target, key, value);
    }
  }
}

function dropNulls(value: JsonValue): void {
  if (Array.isArray(value)) {
    value.forEach(dropNulls);
    return;
  }
  if (!isJsonObject(value)) return;
  for (const key of Object.keys(value)) {
    const item = value[key] as JsonValue;
    if (item === null) delete value[key];
    else dropNulls(item);
  }
}
