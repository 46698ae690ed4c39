import type { Definitions } from '@keelson/kubernetes/schema';
import { equalJson, isJsonObject, type JsonObject } from '@keelson/schema';
import {
  hasInstances,
  isCleanupDue,
  withDeletionProgress,
} from '../custom-resources/delete-definition.ts';
import { reconcileDefinition } from '../custom-resources/reconcile-definition.ts';
import type { InternalClient, ObjectRef } from '../controllers/internal-client.ts';
import { type ReportError, WorkLoop } from '../controllers/work-loop.ts';
import { textOf } from '../json/text-of.ts';
import { metadataOf } from '../rest/registry-services.ts';
import type { ServedResource } from '../rest/served-resource.ts';
import type { StoreEvent } from '../storage/object-log.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { customResourcesOf } from './custom-resources.ts';
import type { ConverterParts } from './webhook-converter.ts';

/** Options of {@link CustomResourceController}. */
export interface CustomResourceControllerOptions {
  readonly now: () => Date;
  readonly report: ReportError;
  /** Of the built-in types. */
  readonly structure: Definitions;
  readonly converting: ConverterParts;
}

const definitions = 'customresourcedefinitions.apiextensions.k8s.io';

/**
 * Serves the resources of custom resource definitions: accepts names, sets conditions, adds the
 * resources to the registry, and empties a definition that is being deleted
 * (apiextensions-apiserver's naming, establishing and finalizing controllers).
 */
export class CustomResourceController {
  readonly #client: InternalClient;
  readonly #store: ObjectStore;
  readonly #structure: Definitions;
  readonly #converting: ConverterParts;
  readonly #now: () => Date;
  readonly #loop: WorkLoop;
  /** The definition that is served now, by name. */
  readonly #served = new Map<string, JsonObject>();

  constructor(
    client: InternalClient,
    store: ObjectStore,
    { now, report, structure, converting }: CustomResourceControllerOptions,
  ) {
    this.#structure = structure;
    this.#converting = converting;
    this.#client = client;
    this.#store = store;
    this.#now = now;
    this.#loop = new WorkLoop((name) => this.#process(name), report);
  }

  /** The definitions whose resources are served. */
  get served(): readonly JsonObject[] {
    return [...this.#served.values()];
  }

  /** Takes note of a write. */
  observe(resource: string, { type, current }: StoreEvent): void {
    if (resource === definitions) {
      if (type === 'DELETED') this.#cease(current.name);
      else this.#serve(current.name, current.object);
      for (const { name } of this.#store.log(definitions).list()) this.#loop.add(name);
    } else if (type === 'DELETED' && this.#terminating.has(resource)) {
      this.#loop.add(this.#terminating.get(resource) as string);
    }
  }

  /** Definitions that wait for their objects to go, by the resource of those. */
  readonly #terminating = new Map<string, string>();

  idle(): Promise<void> {
    return this.#loop.idle();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #process(name: string): Promise<void> {
    const resource = this.#client.registry.get(
      'apiextensions.k8s.io',
      'v1',
      'customresourcedefinitions',
    );
    if (resource === undefined) return;
    const ref = { resource, namespace: '', name };
    const definition = this.#client.get(ref);
    if (definition === undefined) return;
    if (isCleanupDue(definition)) return this.#cleanUp(ref, definition);
    const others = this.#client
      .list(resource)
      .filter((other) => textOf(metadataOf(other), 'name') !== name);
    const status = reconcileDefinition(definition, others, this.#now());
    // Another write may follow this one: the write brings the definition here again.
    if (!equalJson(status, definition['status'])) await this.#write(ref, { ...definition, status });
  }

  async #cleanUp(ref: ObjectRef, definition: JsonObject): Promise<void> {
    const instances = hasInstances(definition) ? this.#instancesOf(definition) : undefined;
    if (instances !== undefined) {
      const { storage } = instances;
      this.#terminating.set(storage, ref.name);
      const running = withDeletionProgress(definition, { type: 'running' }, this.#now());
      if (!equalJson(running, definition)) await this.#write(ref, running);
      for (const object of this.#client.list(instances)) {
        const metadata = object['metadata'] as JsonObject;
        await this.#client.delete({
          resource: instances,
          namespace: textOf(metadata, 'namespace'),
          name: textOf(metadata, 'name'),
        });
      }
      if (this.#store.log(storage).size > 0) return;
      this.#terminating.delete(storage);
    }
    const live = this.#client.get(ref);
    if (live === undefined) return;
    await this.#write(ref, withDeletionProgress(live, { type: 'done' }, this.#now()));
  }

  #write(ref: ObjectRef, next: JsonObject): Promise<void> {
    return this.#client.update(ref, {
      subresource: 'status',
      change: (object) => {
        const finalizers = metadataOf(next)['finalizers'];
        if (finalizers === undefined) delete metadataOf(object)['finalizers'];
        else metadataOf(object)['finalizers'] = finalizers;
        object['status'] = next['status'] as JsonObject;
      },
    });
  }

  #instancesOf(definition: JsonObject): ServedResource | undefined {
    const spec = definition['spec'] as JsonObject;
    const plural = textOf(spec['names'] as JsonObject, 'plural');
    return this.#client.registry.find(textOf(spec, 'group'), plural);
  }

  /** Puts the resources of an established definition into the registry. */
  #serve(name: string, definition: JsonObject): void {
    if (!isEstablished(definition)) return;
    const before = this.#served.get(name);
    if (before !== undefined && isSameService(before, definition)) return;
    this.#served.set(name, definition);
    const { registry } = this.#client;
    const address = { resource: definitions, namespace: '', name };
    const resources = customResourcesOf(definition, {
      since: this.#store.revision,
      live: () => this.#store.get(address)?.object ?? definition,
      definitions: this.#structure,
      converting: this.#converting,
    });
    const [first] = resources;
    const isStale = (known: ServedResource): boolean =>
      known.isCustom &&
      known.storage === name &&
      !resources.some((resource) => resource.version === known.version);
    if (first !== undefined) this.#store.log(first.storage);
    for (const resource of resources) registry.set(resource);
    registry.remove(isStale);
    // Watches show objects by the schema that they began with.
    if (before !== undefined && first !== undefined) this.#store.log(first.storage).endWatches();
  }

  #cease(name: string): void {
    this.#served.delete(name);
    this.#store.log(name).endWatches();
    this.#client.registry.remove((resource) => resource.isCustom && resource.storage === name);
  }
}

function isEstablished(definition: JsonObject): boolean {
  const status = definition['status'];
  const conditions = isJsonObject(status) ? status['conditions'] : undefined;
  return (
    Array.isArray(conditions) &&
    conditions.some(
      (condition) =>
        isJsonObject(condition) &&
        condition['type'] === 'Established' &&
        condition['status'] === 'True',
    )
  );
}

function isSameService(a: JsonObject, b: JsonObject): boolean {
  const namesOf = (definition: JsonObject): JsonObject =>
    (definition['status'] as JsonObject)['acceptedNames'] as JsonObject;
  return (
    metadataOf(a)['uid'] === metadataOf(b)['uid'] &&
    equalJson(a['spec'], b['spec']) &&
    equalJson(namesOf(a), namesOf(b))
  );
}
