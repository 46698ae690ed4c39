import type { JsonObject } from '@keelson/schema';
import { applyObject } from '../apply/apply-object.ts';
import { updateManagedFields } from '../apply/update-managed-fields.ts';
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
    updateManagedFields(live, next, writer.manager, this.#contextOf(writer));
  }

  apply(
    live: JsonObject | undefined,
    applied: JsonObject,
    writer: FieldWriter & { readonly force: boolean },
  ): JsonObject {
    const { manager, force } = writer;
    return applyObject(live, applied, { manager, force }, this.#contextOf(writer));
  }

  #contextOf({ resource, subresource }: FieldWriter) {
    const { strategy, group, plural } = resource;
    return {
      structure: strategy.structure,
      resolve: strategy.resolve,
      apiVersion: apiVersionOf(resource),
      subresource,
      resetFields: strategy.resetFields(subresource),
      now: this.#now(),
      structureOf: (apiVersion: string) => {
        const version = apiVersion.split('/').at(-1) ?? '';
        return this.#registry.get(group, version, plural)?.strategy.structure;
      },
    };
  }
}
