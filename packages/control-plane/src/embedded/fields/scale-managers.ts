import type { JsonObject, JsonValue } from '@keelson/schema';
import { type FieldPath, FieldSet } from './field-set.ts';
import { decodeManagers, encodeManagers, type Manager, type Managers } from './managers.ts';

const scaleVersion = 'autoscaling/v1';
const replicasInScale: FieldPath = ['f:spec', 'f:replicas'];

/**
 * Where a kind keeps its replicas, as names by apiVersion; `undefined` in a version without a scale.
 * A version that is not there at all is not served.
 */
export type ReplicasPaths = ReadonlyMap<string, readonly string[] | undefined>;

/** Who owns the replicas of an object, as managed fields of its Scale (managedfields.ScaleHandler). */
export function managedFieldsOfScale(
  entries: JsonValue | undefined,
  paths: ReplicasPaths,
): JsonValue | undefined {
  const managers: Managers = new Map();
  for (const [id, manager] of decodeManagers(entries) ?? []) {
    const path = fieldPath(paths.get(manager.apiVersion));
    if (path === undefined || !manager.fields.has(path)) continue;
    managers.set(id, { ...manager, apiVersion: scaleVersion, fields: setOf(replicasInScale) });
  }
  return encoded(managers);
}

/** Managed fields before and after a write through a Scale. */
export interface ScaleWrite {
  /** Of the object. */
  readonly object: JsonValue | undefined;
  /** Of the Scale that was written. */
  readonly scale: JsonValue | undefined;
  readonly paths: ReplicasPaths;
  /** Version of the request. */
  readonly apiVersion: string;
}

/**
 * The managed fields of an object whose Scale was written: the replicas go to who owns them there.
 * Of who wrote no more than replicas through a Scale, the API server does not keep the time.
 */
export function managedFieldsAfterScale({
  object,
  scale,
  paths,
  apiVersion,
}: ScaleWrite): JsonValue | undefined {
  const scalers: Managers = decodeManagers(scale) ?? new Map();
  const managers: Managers = new Map();
  for (const [id, manager] of decodeManagers(object) ?? []) {
    if (!paths.has(manager.apiVersion)) continue;
    const path = fieldPath(paths.get(manager.apiVersion));
    if (path === undefined || !manager.fields.has(path) || scalers.delete(id)) {
      managers.set(id, manager);
      continue;
    }
    const fields = manager.fields.difference(setOf(path));
    if (!fields.isEmpty) managers.set(id, { ...manager, fields });
  }
  const own = fieldPath(paths.get(apiVersion));
  if (own === undefined) return encoded(managers);
  for (const [id, scaler] of scalers) {
    if (!scaler.fields.has(replicasInScale)) continue;
    const moved: Manager = { ...scaler, apiVersion, time: '', fields: setOf(own) };
    // By its identity in the Scale: who owns other fields as well is there twice.
    managers.set(id, moved);
  }
  return encoded(managers);
}

function fieldPath(names: readonly string[] | undefined): FieldPath | undefined {
  return names?.map((name) => `f:${name}`);
}

function setOf(path: FieldPath): FieldSet {
  const set = new FieldSet();
  set.insert(path);
  return set;
}

function encoded(managers: Managers): JsonValue | undefined {
  const metadata: JsonObject = {};
  encodeManagers(metadata, managers);
  return metadata['managedFields'];
}
