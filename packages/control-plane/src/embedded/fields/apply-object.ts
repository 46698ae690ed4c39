import { cloneJson, equalJson, isJsonObject, type JsonObject } from '@keelson/schema';
import { textOf } from '../json/text-of.ts';
import { timestamp } from '../rest/registry-services.ts';
import { badRequest, StatusError } from '../status-error.ts';
import { checkFields } from './check-fields.ts';
import { compareFields } from './compare-fields.ts';
import { allowedByLastApplied, renewLastApplied } from './last-applied.ts';
import { type FieldContext, resetSetOf, typeIn, unowned } from './field-context.ts';
import { type FieldPath, FieldSet, showPath } from './field-set.ts';
import type { FieldType } from './field-type.ts';
import { fieldsOf } from './fields-of.ts';
import {
  decodeManagers,
  encodeManagers,
  identityOf,
  type Manager,
  type Managers,
} from './managers.ts';
import { mergeFields } from './merge-fields.ts';
import { reconcileManagers } from './reconcile-fields.ts';
import { removeFields, withNamedFields } from './remove-fields.ts';
import { moveOwnership, withoutManagedFields } from './update-managers.ts';
import { FieldTypeError } from './walk-fields.ts';

/** What is applied, by whom, and how. */
export interface ApplyRequest {
  readonly applied: JsonObject;
  readonly manager: string;
  /** Takes fields from other managers instead of refusing. */
  readonly force: boolean;
}

/**
 * Server-side apply (KEP-555): merges what a manager wants into the live object, removes what it
 * wanted before and wants no more, and keeps account of who owns what. The live object may be absent.
 * @throws {StatusError} 409 for fields of others, 400 and 500 for what cannot be applied
 */
export function applyObject(
  live: JsonObject | undefined,
  { applied, manager, force }: ApplyRequest,
  context: FieldContext,
): JsonObject {
  const metadata = isJsonObject(applied['metadata']) ? applied['metadata'] : {};
  if (metadata['managedFields'] !== undefined && metadata['managedFields'] !== null) {
    throw badRequest('metadata.managedFields must be nil');
  }
  const type = typeIn(context, context.apiVersion) as FieldType;
  try {
    checkFields(type, applied);
  } catch (error) {
    if (!(error instanceof FieldTypeError)) throw error;
    throw new StatusError({
      message: `failed to create typed patch object (${nameOf(applied, context)}): ${error.message}`,
      code: 500,
    });
  }
  const merge = { type, live: live ?? context.zero, applied, manager, context };
  const result = tryApply(merge, force);
  if (!(result instanceof ApplyConflicts)) return result;
  if (manager !== 'kubectl' || live === undefined) throw result.toStatusError();
  const allowed = allowedByLastApplied(live, type, context.apiVersion);
  const left = allowed === undefined ? result : result.without(allowed);
  if (left.isEmpty) return tryApply(merge, true) as JsonObject;
  throw left.toStatusError();
}

interface Merge {
  readonly type: FieldType;
  readonly live: JsonObject;
  readonly applied: JsonObject;
  readonly manager: string;
  readonly context: FieldContext;
}

function tryApply(merge: Merge, force: boolean): JsonObject | ApplyConflicts {
  const { type, applied, manager, context } = merge;
  const { apiVersion, subresource } = context;
  const managers =
    decodeManagers((merge.live['metadata'] as JsonObject)['managedFields']) ?? new Map();
  reconcileManagers(managers, context);
  const live = withoutManagedFields(merge.live);
  if (managers.size === 0 && merge.live !== context.zero) ownUntracked(managers, merge);
  const self = { name: manager, operation: 'Apply', apiVersion, subresource } as const;
  const id = identityOf(self);
  const last = managers.get(id);
  // Its name and the like count while others' fields are removed; they are not kept account of.
  const wanted = fieldsOf(type, applied).withoutTrees(resetSetOf(context));
  const own: Manager = { ...self, fields: wanted, time: last?.time ?? '' };
  managers.set(id, own);

  let next = mergeFields(type, live, applied) as JsonObject;
  if (last !== undefined && !last.fields.isEmpty) next = prune(next, { managers, last, context });
  const before: Managers = new Map(managers);
  const { conflicts } = moveOwnership(managers, { before: live, after: next, context, self: id });
  if (!force && conflicts.size > 0) return new ApplyConflicts(conflicts, before);
  const kept = wanted.difference(unowned);
  if (kept.isEmpty) managers.delete(id);
  else managers.set(id, { ...own, fields: kept });

  // Nothing changed: the time of the last apply stands.
  const isSame = equalJson(live, next);
  const entry = managers.get(id);
  if (entry !== undefined && !isSame) {
    managers.set(id, { ...entry, time: timestamp(context.now) });
  }
  const result = cloneJson(isSame ? live : next);
  const metadata = isJsonObject(result['metadata']) ? result['metadata'] : {};
  result['metadata'] = metadata;
  if (manager === 'kubectl') renewLastApplied(metadata, applied);
  encodeManagers(metadata, managers);
  return result;
}

/** Nobody kept account of the object so far: all of it belongs to one manager. */
function ownUntracked(managers: Managers, { type, live, context }: Merge): void {
  const { apiVersion, subresource, now } = context;
  const owner = {
    name: 'before-first-apply',
    operation: 'Update',
    apiVersion,
    subresource,
  } as const;
  const { added, modified } = compareFields(type, context.zero, withoutManagedFields(live));
  const fields = modified.union(added).withoutTrees(resetSetOf(context)).difference(unowned);
  if (fields.isEmpty) return;
  managers.set(identityOf(owner), { ...owner, fields, time: timestamp(now) });
}

/**
 * Removes what this manager applied before and does not apply now, unless somebody else owns it
 * (structured-merge-diff's prune).
 */
function prune(
  merged: JsonObject,
  { managers, last, context }: { managers: Managers; last: Manager; context: FieldContext },
): JsonObject {
  const type = typeIn(context, last.apiVersion);
  if (type === undefined) return merged;
  const named = (set: FieldSet): FieldSet => withNamedFields(type, set);
  let pruned = removeFields(type, merged, named(last.fields)) as JsonObject | null;
  const byVersion = new Map<string, FieldSet>();
  for (const { apiVersion, fields } of managers.values()) {
    byVersion.set(apiVersion, (byVersion.get(apiVersion) ?? new FieldSet()).union(fields));
  }
  // What anybody still owns comes back, the version of the last apply first.
  const versions = [...byVersion.keys()].toSorted(
    (a, b) => Number(b === last.apiVersion) - Number(a === last.apiVersion),
  );
  for (const apiVersion of versions) {
    const versioned = typeIn(context, apiVersion);
    if (versioned === undefined) continue;
    const all = withNamedFields(versioned, fieldsOf(versioned, merged));
    const kept = withNamedFields(versioned, fieldsOf(versioned, pruned ?? {}));
    const owned = withNamedFields(versioned, byVersion.get(apiVersion) as FieldSet);
    pruned = removeFields(versioned, merged, all.difference(kept.union(owned))) as JsonObject;
  }
  // What nobody owns stays: only what this manager had owned may go.
  const prunedSet = named(fieldsOf(type, pruned ?? {}));
  const mergedSet = named(fieldsOf(type, merged));
  const gone = mergedSet.difference(prunedSet).intersection(named(last.fields));
  return gone.isEmpty ? merged : (removeFields(type, merged, gone) as JsonObject);
}

/** Fields of others that an apply would change. */
class ApplyConflicts {
  readonly #byManager: ReadonlyMap<string, FieldSet>;
  readonly #managers: Managers;

  constructor(byManager: ReadonlyMap<string, FieldSet>, managers: Managers) {
    this.#byManager = byManager;
    this.#managers = managers;
  }

  get isEmpty(): boolean {
    return [...this.#byManager.values()].every((fields) => fields.isEmpty);
  }

  without(allowed: FieldSet): ApplyConflicts {
    const left = [...this.#byManager].map(
      ([id, fields]) => [id, fields.difference(allowed)] as const,
    );
    return new ApplyConflicts(
      new Map(left.filter(([, fields]) => !fields.isEmpty)),
      this.#managers,
    );
  }

  toStatusError(): StatusError {
    const all = [...this.#byManager].map(([id, fields]) => ({
      manager: describeManager(this.#managers.get(id) as Manager),
      paths: [...fields.paths()],
    }));
    const sorted = all.toSorted((a, b) => (a.manager < b.manager ? -1 : 1));
    const causes = sorted.flatMap(({ manager, paths }) =>
      paths.map((path) => ({
        reason: 'FieldManagerConflict',
        message: `conflict with ${manager}`,
        field: showPath(path),
      })),
    );
    return new StatusError({
      message: messageOf(sorted, causes.length),
      reason: 'Conflict',
      details: { causes },
      code: 409,
    });
  }
}

function messageOf(
  conflicts: readonly { readonly manager: string; readonly paths: readonly FieldPath[] }[],
  count: number,
): string {
  const [first] = conflicts;
  if (count === 1 && first !== undefined) {
    return `Apply failed with 1 conflict: conflict with ${first.manager}: ${showPath(first.paths[0] ?? [])}`;
  }
  const lines = conflicts.flatMap(({ manager, paths }) => [
    `conflicts with ${manager}:`,
    ...paths.map((path) => `- ${showPath(path)}`),
  ]);
  return `Apply failed with ${count} conflicts: ${lines.join('\n')}`;
}

function describeManager({ name, operation, apiVersion, subresource }: Manager): string {
  const named =
    subresource === ''
      ? JSON.stringify(name)
      : `${JSON.stringify(name)} with subresource ${JSON.stringify(subresource)}`;
  return operation === 'Update' ? `${named} using ${apiVersion}` : named;
}

function nameOf(applied: JsonObject, { apiVersion }: FieldContext): string {
  const metadata = isJsonObject(applied['metadata']) ? applied['metadata'] : {};
  const kind = textOf(applied, 'kind');
  const groupVersion = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
  return `${textOf(metadata, 'namespace')}/${textOf(metadata, 'name')}; ${groupVersion}, Kind=${kind}`;
}
