import { cloneJson, isJsonObject, type JsonObject } from '@keelson/schema';
import { applyObject } from '../fields/apply-object.ts';
import type { FieldContext } from '../fields/field-context.ts';
import { updateManagers } from '../fields/update-managers.ts';
import type { ResourceRegistry } from '../registry/resource-registry.ts';
import type { FieldManagement, FieldWriter } from '../rest/registry-services.ts';
import { apiVersionOf } from '../rest/watch-objects.ts';

/** Keeps managed fields of all kinds by the structure that their strategies tell. */
export class ManagedFields implements FieldManagement {
  readonly #now: () => Date;
  readonly #registry: ResourceRegistry;

  constructor(now: () => Date, registry: ResourceRegistry) {
    this.#now = now;
    this.#registry = registry;
  }

  update(live: JsonObject | undefined, next: JsonObject, writer: FieldWriter): void {
    const context = this.#contextOf(writer);
    if (writer.resource.isCustom && isOfOtherVersions(live, context.apiVersion)) {
      keepManagers(live as JsonObject, next);
    } else updateManagers(live, { next, name: writer.manager }, context);
    writer.resource.strategy.settle?.(next);
  }

  apply(
    live: JsonObject | undefined,
    applied: JsonObject,
    writer: FieldWriter & { readonly force: boolean },
  ): JsonObject {
    return applyObject(live, { applied, ...writer }, this.#contextOf(writer));
  }

  #contextOf({ resource, subresource }: FieldWriter): FieldContext {
    const { strategy, group, plural } = resource;
    return {
      structure: strategy.structure,
      resolve: strategy.resolve,
      zero: strategy.zero ?? noFields,
      apiVersion: apiVersionOf(resource),
      subresource,
      resetFields: strategy.resetFields(subresource),
      now: this.#now(),
      mayNotFit: resource.isCustom,
      structureOf: (apiVersion) => {
        const at = apiVersion.indexOf('/');
        if (apiVersion.slice(0, Math.max(at, 0)) !== group) return undefined;
        return this.#registry.get(group, apiVersion.slice(at + 1), plural)?.strategy.structure;
      },
    };
  }
}

/**
 * The server has the types of a custom resource in one version only: what managers of another one own
 * it cannot compare, and it leaves the account as it is.
 */
function isOfOtherVersions(live: JsonObject | undefined, apiVersion: string): boolean {
  const { managedFields } = (live?.['metadata'] ?? {}) as JsonObject;
  return (
    Array.isArray(managedFields) &&
    managedFields.some((entry) => isJsonObject(entry) && entry['apiVersion'] !== apiVersion)
  );
}

function keepManagers(live: JsonObject, next: JsonObject): void {
  const { managedFields } = live['metadata'] as JsonObject;
  (next['metadata'] as JsonObject)['managedFields'] = cloneJson(managedFields ?? []);
}

const noFields: JsonObject = { metadata: {} };
