import { loadDefinitions } from '@keelson/kubernetes/schema';
import { cloneJson, type JsonObject } from '@keelson/schema';
import { InternalClient, type ObjectRef } from '../controllers/internal-client.ts';
import { builtinResources } from '../registry/builtin-resources.ts';
import { ResourceRegistry } from '../registry/resource-registry.ts';
import { AdmissionChain, type AdmissionStep } from '../rest/admission.ts';
import type { RegistryServices } from '../rest/registry-services.ts';
import type { StoreEvent } from '../storage/object-log.ts';
import { ObjectStore } from '../storage/object-store.ts';
import { knownKindsOf } from './known-kinds.ts';
import { ManagedFields } from './managed-fields.ts';

const definitions = loadDefinitions();

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The parts of a server below HTTP: a store with the built-in kinds and the writes of the generic
 * registry, at a time that only the test moves on. No controller runs but those that the test adds.
 */
export class Workbench {
  /** Milliseconds since 1970. */
  time = Date.parse('2026-03-04T05:06:07Z');
  readonly store: ObjectStore;
  readonly registry = new ResourceRegistry();
  readonly services: RegistryServices;
  readonly client: InternalClient;
  /** What controllers reported. */
  readonly errors: unknown[] = [];
  #uids = 0;

  constructor(steps: (store: ObjectStore) => readonly AdmissionStep[] = () => [], seed = 1) {
    const store = new ObjectStore();
    this.store = store;
    const now = (): Date => new Date(this.time);
    this.services = {
      store,
      now,
      admission: new AdmissionChain(steps(store)),
      fields: new ManagedFields(now, this.registry),
      knownKinds: knownKindsOf(definitions, this.registry),
      random: seededRandom(seed),
      newUid: () => `uid-${++this.#uids}`,
    };
    const hooks = { reviews: new Map(), actions: new Map(), strategies: new Map() };
    for (const resource of builtinResources(definitions, hooks)) this.registry.set(resource);
    this.client = new InternalClient(this.services, this.registry, {
      user: { name: 'tester', groups: ['system:masters'] },
      manager: 'tester',
    });
  }

  readonly now = (): Date => new Date(this.time);

  readonly report = (error: unknown): void => {
    this.errors.push(error);
  };

  /** Lets a controller take note of every write from now on. */
  run<T extends { observe(resource: string, event: StoreEvent): void }>(controller: T): T {
    this.store.watchAll((resource, event) => controller.observe(resource, event));
    return controller;
  }

  /** `configmaps n/x`, `namespaces n`, `deployments.apps n/x`. */
  ref(text: string): ObjectRef {
    const [full = '', path = ''] = text.split(' ');
    const [plural = '', ...group] = full.split('.');
    const resource = this.registry.find(group.join('.'), plural);
    if (resource === undefined) throw new Error(`no resource ${full}`);
    const [first = '', second] = path.split('/');
    return second === undefined
      ? { resource, namespace: '', name: first }
      : { resource, namespace: first, name: second };
  }

  get(text: string): JsonObject | undefined {
    return this.client.get(this.ref(text));
  }

  /** Its `metadata`; fails when it is not there. */
  metadataOf(text: string): JsonObject {
    const object = this.get(text);
    if (object === undefined) throw new Error(`${text} is not there`);
    return object['metadata'] as JsonObject;
  }

  /** Creates an object, the name from `text`. Answers its UID. */
  async create(text: string, object: JsonObject = {}): Promise<string> {
    const ref = this.ref(text);
    const { metadata = {} } = cloneJson(object);
    const named: JsonObject = { ...(metadata as JsonObject), name: ref.name };
    if (ref.namespace !== '') named['namespace'] = ref.namespace;
    await this.client.create(ref, { ...object, metadata: named });
    return this.metadataOf(text)['uid'] as string;
  }

  /** Changes `metadata` of an object. */
  change(text: string, metadata: JsonObject): Promise<void> {
    return this.client.update(this.ref(text), {
      change: (object) => void Object.assign(object['metadata'] as JsonObject, metadata),
    });
  }
}
