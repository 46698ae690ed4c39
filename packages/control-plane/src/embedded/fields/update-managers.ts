import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { timestamp } from '../rest/registry-services.ts';
import { type Comparison, compareFields } from './compare-fields.ts';
import { type FieldContext, resetSetOf, typeIn, unowned } from './field-context.ts';
import { FieldSet } from './field-set.ts';
import { fitsType } from './fits-type.ts';
import {
  capUpdaters,
  decodeManagers,
  encodeManagers,
  identityOf,
  type Manager,
  type Managers,
} from './managers.ts';
import { reconcileManagers } from './reconcile-fields.ts';

/**
 * Sets the managed fields of an object that is about to be written by a create, an update or a
 * patch: who writes owns what changes (managedfields.FieldManager.Update).
 */
export function updateManagers(
  live: JsonObject | undefined,
  { next, name }: { readonly next: JsonObject; readonly name: string },
  context: FieldContext,
): void {
  const metadata = next['metadata'] as JsonObject;
  const managers = startOf(live, metadata, context.subresource !== '');
  delete metadata['managedFields'];
  if (context.mayNotFit === true && !areTyped(context, live, next)) {
    encodeManagers(metadata, managers);
    return;
  }
  // What nobody kept account of from its creation on is left so until it is applied.
  if (live !== undefined && managers.size === 0) return;
  reconcileManagers(managers, context);
  const before = withoutManagedFields(live ?? context.zero);
  const { subresource, apiVersion } = context;
  const self = { name, operation: 'Update', apiVersion, subresource } as const;
  const { comparison } = moveOwnership(managers, { before, after: next, context });
  if (comparison !== undefined) {
    const { added, modified } = comparison;
    const changed = modified.union(added).withoutTrees(resetSetOf(context)).difference(unowned);
    if (!changed.isEmpty) {
      const id = identityOf(self);
      const fields = changed.union(managers.get(id)?.fields ?? new FieldSet());
      managers.set(id, { ...self, fields, time: timestamp(context.now) });
    }
  }
  capUpdaters(managers);
  encodeManagers(metadata, managers);
}

/** Whether it can be told what a write changes; the server does not touch the account otherwise. */
function areTyped(context: FieldContext, live: JsonObject | undefined, next: JsonObject): boolean {
  const type = typeIn(context, context.apiVersion);
  if (type === undefined) return false;
  return fitsType(type, next) && (live === undefined || fitsType(type, live));
}

/** The managers before the write: those that the client sends count, unless they say nothing. */
function startOf(
  live: JsonObject | undefined,
  metadata: JsonObject,
  isSubresource: boolean,
): Managers {
  const liveMetadata = isJsonObject(live?.['metadata']) ? live['metadata'] : {};
  const ofLive = (): Managers => decodeManagers(liveMetadata['managedFields']) ?? new Map();
  if (isSubresource) return ofLive();
  const sent = metadata['managedFields'];
  if (isReset(sent)) return new Map();
  const managers = decodeManagers(sent);
  return managers === undefined || managers.size === 0 ? ofLive() : managers;
}

/** An empty list, or a list of one empty entry, forgets all managers. */
function isReset(entries: JsonValue | undefined): boolean {
  if (!Array.isArray(entries)) return false;
  if (entries.length === 0) return true;
  const [only] = entries;
  return entries.length === 1 && isJsonObject(only) && Object.keys(only).length === 0;
}

/** A write, as far as ownership goes. */
export interface OwnedChange {
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly context: FieldContext;
  /** Who writes, when it is an applier: its own fields are never in conflict. */
  readonly self?: string | undefined;
}

/** What a write takes from others. */
export interface Moved {
  /** In the version of the request; `undefined` when its type is not known. */
  readonly comparison: Comparison | undefined;
  /** Fields that other managers own and the write changes, by manager. */
  readonly conflicts: ReadonlyMap<string, FieldSet>;
}

/**
 * Takes from all other managers what a write changes or removes. Managers of versions that are no
 * longer served are forgotten.
 */
export function moveOwnership(managers: Managers, change: OwnedChange): Moved {
  const { before, after, context, self } = change;
  const reset = resetSetOf(context);
  const byVersion = new Map<string, Comparison | undefined>();
  const compareIn = (apiVersion: string): Comparison | undefined => {
    if (byVersion.has(apiVersion)) return byVersion.get(apiVersion);
    const type = typeIn(context, apiVersion);
    const whole = type && compareFields(type, before, after);
    const comparison = whole && {
      added: whole.added.withoutTrees(reset),
      modified: whole.modified.withoutTrees(reset),
      removed: whole.removed.withoutTrees(reset),
    };
    byVersion.set(apiVersion, comparison);
    return comparison;
  };
  const conflicts = new Map<string, FieldSet>();
  for (const [id, manager] of managers) {
    if (id === self) continue;
    const comparison = compareIn(manager.apiVersion);
    if (comparison === undefined) {
      managers.delete(id);
      continue;
    }
    const { added, modified, removed } = comparison;
    const taken = manager.fields.intersection(modified.union(added));
    if (!taken.isEmpty) conflicts.set(id, taken);
    const fields = manager.fields.difference(taken).difference(removed);
    keep(managers, id, { ...manager, fields });
  }
  return { comparison: compareIn(context.apiVersion), conflicts };
}

function keep(managers: Managers, id: string, manager: Manager): void {
  if (manager.fields.isEmpty) managers.delete(id);
  else managers.set(id, manager);
}

/** Managed fields are not compared. */
export function withoutManagedFields(object: JsonObject): JsonObject {
  const { metadata } = object;
  if (!isJsonObject(metadata) || metadata['managedFields'] === undefined) return object;
  const { managedFields: _managedFields, ...rest } = metadata;
  return { ...object, metadata: rest };
}
