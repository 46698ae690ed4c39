import { cloneJson, isJsonObject, type JsonObject, type JsonValue, setOwn } from '@keelson/schema';
import type { ParsedJson } from '../json/json-reader.ts';
import type { ResolveStructure, StructureNode } from '../registry/structure.ts';
import { badRequest } from '../status-error.ts';
import { hasDirective, removeDirectives } from './directives.ts';
import { goPrint, goTypeName } from './go-print.ts';
import { mergeList, orderList } from './merge-list.ts';
import { duplicateErrors } from './merge-patch.ts';
import { type FieldValidation, goValueName, type PatchResult } from './patch-body.ts';
import { PatchSchema } from './patch-schema.ts';
import { strategicPatchFailed } from './strategic-patch-error.ts';

/** The type of the object that a strategic merge patch is for. */
export interface PatchedType {
  /** A `$ref`, so that messages can name the type. */
  readonly structure: StructureNode;
  readonly resolve: ResolveStructure;
}

/** A request's strategic merge patch. */
export interface StrategicPatch {
  readonly patch: ParsedJson;
  readonly validation: FieldValidation;
}

/**
 * Applies a strategic merge patch: lists merge by the keys that the type declares, and directives
 * (`$patch`, `$retainKeys`, `$deleteFromPrimitiveList/…`, `$setElementOrder/…`) say more.
 * @throws {StatusError} 400 for a directive of a wrong form, 500 for what cannot be merged, as the server
 */
export function applyStrategicMergePatch(
  object: JsonObject,
  { patch, validation }: StrategicPatch,
  { structure, resolve }: PatchedType,
): PatchResult {
  const value = patch.value ?? {};
  if (!isJsonObject(value)) {
    throw badRequest(
      `json: cannot unmarshal ${goValueName(value)} into Go value of type map[string]interface {}`,
    );
  }
  const schema = new PatchSchema(structure, resolve);
  return {
    value: mergeMap(cloneJson(object), cloneJson(value), schema),
    isConverted: true,
    strictErrors: validation === 'Ignore' ? [] : duplicateErrors(patch.duplicates),
    shown: () => {
      // Merging takes the directives out of the patch.
      const shown = cloneJson(value);
      mergeMap(cloneJson(object), shown, schema);
      return goPrint(shown);
    },
  };
}

const deletePrefix = '$deleteFromPrimitiveList';
const orderPrefix = '$setElementOrder';

/** Merges a patch into an object; both are changed. */
function mergeMap(original: JsonObject, patch: JsonObject, schema: PatchSchema): JsonObject {
  const directive = patch['$patch'];
  if (directive === 'delete') return {};
  if (directive === 'replace') {
    delete patch['$patch'];
    return patch;
  }
  if (directive !== undefined) {
    throw strategicPatchFailed(
      `unknown patch type: ${goPrint(directive)} in map: ${goPrint(patch)}`,
    );
  }
  retainKeys(original, patch);
  for (const key of Object.keys(patch)) {
    if (key.startsWith(orderPrefix)) setElementOrder(original, patch, { key, schema });
  }
  for (const key of Object.keys(patch)) mergeField(original, patch, { key, schema });
  return original;
}

interface Field {
  readonly key: string;
  readonly schema: PatchSchema;
}

function mergeField(original: JsonObject, patch: JsonObject, field: Field): void {
  const value = patch[field.key] as JsonValue;
  const isDeletion = field.key.startsWith(deletePrefix);
  const key = isDeletion ? fieldOf(field.key, deletePrefix, 'primitive list') : field.key;
  if (value === null) {
    delete original[key];
    return;
  }
  const current = Object.hasOwn(original, key) ? original[key] : undefined;
  if (isJsonObject(current) && isJsonObject(value)) {
    const rule = field.schema.ofObject(key);
    const merged = rule.strategy === 'replace' ? value : mergeMap(current, value, rule.schema);
    setOwn(original, key, merged);
  } else if (Array.isArray(current) && Array.isArray(value)) {
    const rule = field.schema.ofList(key);
    const isMerged = isDeletion || rule.strategy === 'merge';
    setOwn(
      original,
      key,
      isMerged ? mergeList(current, value, { ...rule, isDeletion, mergeMap }) : value,
    );
  } else if (!isDeletion) {
    replaceField(original, key, value);
  }
}

/** Nulls and what carries a directive are not part of a new value. */
function replaceField(original: JsonObject, key: string, value: JsonValue): void {
  discardNulls(value);
  if (hasDirective(value)) delete original[key];
  else setOwn(original, key, removeDirectives(value));
}

function setElementOrder(original: JsonObject, patch: JsonObject, { key, schema }: Field): void {
  const order = patch[key] as JsonValue;
  delete patch[key];
  checkList(order);
  const name = fieldOf(key, orderPrefix, 'setElementOrder list');
  const current = Object.hasOwn(original, name) ? original[name] : undefined;
  const changes = Object.hasOwn(patch, name) ? patch[name] : undefined;
  if (current !== undefined) checkList(current);
  if (changes !== undefined) checkList(changes);
  const rule = schema.ofList(name);
  const ordered = orderList({
    original: current,
    patch: changes,
    order,
    rule: { ...rule, isDeletion: false, mergeMap },
  });
  if (ordered === undefined) return;
  setOwn(original, name, ordered);
  delete patch[name];
}

function checkList(value: JsonValue): asserts value is JsonValue[] {
  if (Array.isArray(value)) return;
  throw strategicPatchFailed(`expected a []interface {}, but received a ${goTypeName(value)}`);
}

/** Keeps the keys that `$retainKeys` lists, which must include those of the patch. */
function retainKeys(original: JsonObject, patch: JsonObject): void {
  const kept = patch['$retainKeys'];
  if (kept === undefined) return;
  delete patch['$retainKeys'];
  const malformed = badRequest('invalid patch format of retainKeys');
  if (!Array.isArray(kept)) throw malformed;
  for (const key of Object.keys(patch)) {
    if (patch[key] === null || key.startsWith(deletePrefix) || key.startsWith(orderPrefix))
      continue;
    if (!kept.includes(key)) throw malformed;
  }
  for (const key of Object.keys(original)) if (!kept.includes(key)) delete original[key];
}

/** The field that a directive is about: what follows the slash. */
function fieldOf(key: string, prefix: string, what: string): string {
  if (!key.startsWith(`${prefix}/`)) throw badRequest(`invalid patch format of ${what}`);
  return key.slice(prefix.length + 1);
}

function discardNulls(value: JsonValue): void {
  if (Array.isArray(value)) {
    value.forEach(discardNulls);
    return;
  }
  if (!isJsonObject(value)) return;
  for (const key of Object.keys(value)) {
    const item = value[key] as JsonValue;
    if (item === null) delete value[key];
    else discardNulls(item);
  }
}
