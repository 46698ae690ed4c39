import type { JsonObject } from '@keelson/schema';
import type { ResolveStructure, StructureNode } from '../registry/structure.ts';
import { FieldSet } from './field-set.ts';
import { type FieldType, FieldTypes } from './field-type.ts';

/** A kind in the version of a request, as field management sees it. */
export interface FieldContext {
  /** Of the request. */
  readonly apiVersion: string;
  /** `''` for the main endpoint. */
  readonly subresource: string;
  readonly structure: StructureNode;
  readonly resolve: ResolveStructure;
  /** Paths that a write through this endpoint does not own, as names. */
  readonly resetFields: readonly (readonly string[])[];
  readonly now: Date;
  /** An object may not fit its type: it is written first, and judged then. @default false */
  readonly mayNotFit?: boolean | undefined;
  /** Structure in another version; `undefined` when that is not served. */
  readonly structureOf: (apiVersion: string) => StructureNode | undefined;
  /** What the kind is before anything is written to it: Go's zero value. */
  readonly zero: JsonObject;
}

const typesByResolver = new WeakMap<ResolveStructure, FieldTypes>();
const resetSets = new WeakMap<readonly (readonly string[])[], FieldSet>();

/** The type of the objects in a version; `undefined` when the version is not served. */
export function typeIn(context: FieldContext, apiVersion: string): FieldType | undefined {
  const { structure, resolve } = context;
  const node = apiVersion === context.apiVersion ? structure : context.structureOf(apiVersion);
  if (node === undefined) return undefined;
  let types = typesByResolver.get(resolve);
  if (types === undefined) {
    types = new FieldTypes(resolve);
    typesByResolver.set(resolve, types);
  }
  return types.of(node);
}

/** The fields that a write through this endpoint does not own. */
export function resetSetOf({ resetFields }: FieldContext): FieldSet {
  const known = resetSets.get(resetFields);
  if (known !== undefined) return known;
  const set = new FieldSet();
  for (const names of resetFields) set.insert(names.map((name) => `f:${name}`));
  resetSets.set(resetFields, set);
  return set;
}

/** Fields that nobody owns: they say what the object is, or are the server's. */
export const unowned: FieldSet = (() => {
  const set = new FieldSet();
  set.insert(['f:apiVersion']);
  set.insert(['f:kind']);
  set.insert(['f:metadata']);
  for (const name of [
    'clusterName',
    'creationTimestamp',
    'generation',
    'managedFields',
    'name',
    'namespace',
    'resourceVersion',
    'selfLink',
    'uid',
  ]) {
    set.insert(['f:metadata', `f:${name}`]);
  }
  return set;
})();
