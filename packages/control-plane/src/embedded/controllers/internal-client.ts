import { cloneJson, type JsonObject } from '@keelson/schema';
import type { UserInfo } from '../auth/user.ts';
import type { ResourceRegistry } from '../registry/resource-registry.ts';
import { createObject } from '../rest/create-object.ts';
import { deleteObject } from '../rest/delete-object.ts';
import type { DeleteOptions } from '../rest/delete-options.ts';
import type { RegistryServices, WriteTarget } from '../rest/registry-services.ts';
import type { ServedResource } from '../rest/served-resource.ts';
import { updateObject } from '../rest/update-object.ts';
import { apiVersionOf } from '../rest/watch-objects.ts';
import { isNotFound } from './status-reasons.ts';

/** One object, by the resource that serves it. */
export interface ObjectRef {
  readonly resource: ServedResource;
  readonly namespace: string;
  readonly name: string;
}

/** A change of one object by a controller. */
export interface InternalUpdate {
  /** @default the main endpoint */
  readonly subresource?: string | undefined;
  /** Changes the copy that it is given; `false` leaves the object as it is. */
  readonly change: (object: JsonObject) => boolean | void;
}

const defaultDelete: DeleteOptions = {
  dryRun: false,
  gracePeriodSeconds: undefined,
  orphanDependents: undefined,
  propagationPolicy: undefined,
  ignoresReadErrors: false,
  uid: undefined,
  resourceVersion: undefined,
};

/**
 * What the controllers of this server use instead of HTTP: the same writes, validation and admission
 * included, under a user of the control plane.
 */
export class InternalClient {
  readonly #services: RegistryServices;
  readonly #user: UserInfo;
  readonly #manager: string;
  readonly registry: ResourceRegistry;

  constructor(
    services: RegistryServices,
    registry: ResourceRegistry,
    { user, manager }: { readonly user: UserInfo; readonly manager: string },
  ) {
    this.#services = services;
    this.#user = user;
    this.#manager = manager;
    this.registry = registry;
  }

  get({ resource, namespace, name }: ObjectRef): JsonObject | undefined {
    const address = { resource: resource.storage, namespace, name };
    const stored = this.#services.store.get(address);
    return stored && ownView(resource, stored.object);
  }

  list(resource: ServedResource, namespace?: string): JsonObject[] {
    const stored = this.#services.store.log(resource.storage).list(namespace);
    return stored.map(({ object }) => ownView(resource, object));
  }

  /** Creates an object, or answers `undefined` when it exists. */
  async create(ref: ObjectRef, object: JsonObject): Promise<JsonObject | undefined> {
    if (this.get(ref) !== undefined) return undefined;
    const complete: JsonObject = {
      apiVersion: apiVersionOf(ref.resource),
      kind: ref.resource.kind,
      ...cloneJson(object),
    };
    ref.resource.strategy.setDefaults(complete);
    return createObject(this.#services, this.#target(ref), {
      object: complete,
      manager: this.#manager,
    });
  }

  /** Changes an object if it is there. */
  update(ref: ObjectRef, { subresource = '', change }: InternalUpdate): Promise<void> {
    const { resource } = ref;
    const writer = { resource, manager: this.#manager, subresource };
    return this.#write(ref, subresource, (live) => {
      const next = cloneJson(live);
      if (change(next) !== false) this.#services.fields.update(live, next, writer);
      return next;
    });
  }

  /** Sets fields of an object if it is there, by server-side apply, whoever owns them. */
  apply(
    ref: ObjectRef,
    { manager, fields }: { readonly manager: string; readonly fields: JsonObject },
  ): Promise<void> {
    const { resource, name } = ref;
    const { kind } = resource;
    const writer = { resource, manager, subresource: '', force: true };
    return this.#write(ref, '', (live) => {
      const applied = { apiVersion: apiVersionOf(resource), kind, metadata: { name }, ...fields };
      return this.#services.fields.apply(live, applied, writer);
    });
  }

  async #write(
    ref: ObjectRef,
    subresource: string,
    produce: (live: JsonObject) => JsonObject,
  ): Promise<void> {
    const known = this.get(ref);
    if (known === undefined) return;
    const target = { ...this.#target(ref), subresource };
    await ignoreNotFound(
      updateObject(this.#services, target, {
        uid: '',
        createsAlways: false,
        produce: (live = known) => produce(live),
      }),
    );
  }

  /** Deletes an object if it is there. */
  async delete(ref: ObjectRef, options: Partial<DeleteOptions> = {}): Promise<void> {
    if (this.get(ref) === undefined) return;
    await ignoreNotFound(
      deleteObject(this.#services, this.#target(ref), { ...defaultDelete, ...options }),
    );
  }

  #target({ resource, namespace, name }: ObjectRef): WriteTarget {
    return {
      resource,
      subresource: '',
      namespace,
      name,
      context: { namespace, user: this.#user, dryRun: false, warnings: [] },
    };
  }
}

/** Controllers look at the metadata only of what a webhook would have to convert. */
function ownView(resource: ServedResource, object: JsonObject): JsonObject {
  return resource.conversion === undefined ? resource.fromStorage(object) : object;
}

async function ignoreNotFound(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
