import { cloneJson, equalJson, isJsonObject, type JsonObject } from '@keelson/schema';
import { textOf } from '../json/text-of.ts';
import { finalizersOf, timestamp } from '../rest/registry-services.ts';
import type { ServedResource } from '../rest/served-resource.ts';
import type { StoreEvent } from '../storage/object-log.ts';
import type { InternalClient } from './internal-client.ts';
import { type ReportError, WorkLoop } from './work-loop.ts';

interface Remaining {
  readonly byResource: Map<string, number>;
  readonly byFinalizer: Map<string, number>;
}

const succeeded: readonly (readonly [type: string, reason: string, message: string])[] = [
  [
    'NamespaceDeletionDiscoveryFailure',
    'ResourcesDiscovered',
    'All resources successfully discovered',
  ],
  [
    'NamespaceDeletionGroupVersionParsingFailure',
    'ParsedGroupVersions',
    'All legacy kube types successfully parsed',
  ],
  [
    'NamespaceDeletionContentFailure',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
  ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'],
  [
    'NamespaceFinalizersRemaining',
    'ContentHasNoFinalizers',
    'All content-preserving finalizers finished',
  ],
];

/**
 * Empties namespaces that are being deleted, and lets them go when they are empty
 * (kube-controller-manager's namespace deletion). What cannot go yet is told in the conditions.
 */
export class NamespaceController {
  readonly #client: InternalClient;
  readonly #now: () => Date;
  readonly #loop: WorkLoop;
  readonly #terminating = new Set<string>();

  constructor(
    client: InternalClient,
    { now, report }: { readonly now: () => Date; readonly report: ReportError },
  ) {
    this.#client = client;
    this.#now = now;
    this.#loop = new WorkLoop((name) => this.#process(name), report);
  }

  /** Takes note of a write. */
  observe(resource: string, { type, current }: StoreEvent): void {
    if (resource === 'namespaces') {
      const metadata = current.object['metadata'] as JsonObject;
      if (type === 'DELETED') this.#terminating.delete(current.name);
      else if (metadata['deletionTimestamp'] !== undefined) {
        this.#terminating.add(current.name);
        this.#loop.add(current.name);
      }
    } else if (type === 'DELETED' && this.#terminating.has(current.namespace)) {
      this.#loop.add(current.namespace);
    }
  }

  idle(): Promise<void> {
    return this.#loop.idle();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #process(name: string): Promise<void> {
    const resource = this.#client.registry.get('', 'v1', 'namespaces');
    if (resource === undefined) return;
    const ref = { resource, namespace: '', name };
    const namespace = this.#client.get(ref);
    if (namespace === undefined) return;
    const spec = namespace['spec'];
    const isHeld = isJsonObject(spec) && finalizersOf(spec).includes('kubernetes');
    if (!isHeld) return;

    const remaining = await this.#deleteContent(name);
    if (remaining.byResource.size > 0) {
      await this.#client.update(ref, {
        subresource: 'status',
        change: (object) => {
          const status = object['status'] as JsonObject;
          const before = cloneJson(status);
          status['conditions'] = conditionsOf(status, remaining, timestamp(this.#now()));
          return !equalJson(before, status);
        },
      });
      return;
    }
    await this.#client.update(ref, {
      subresource: 'finalize',
      change: (object) => {
        const held = object['spec'] as JsonObject;
        const kept = finalizersOf(held).filter((finalizer) => finalizer !== 'kubernetes');
        if (kept.length > 0) held['finalizers'] = kept;
        else delete held['finalizers'];
      },
    });
  }

  async #deleteContent(namespace: string): Promise<Remaining> {
    const remaining: Remaining = { byResource: new Map(), byFinalizer: new Map() };
    for (const resource of this.#kinds()) {
      for (const object of this.#client.list(resource, namespace)) {
        const metadata = object['metadata'] as JsonObject;
        await this.#client.delete(
          { resource, namespace, name: textOf(metadata, 'name') },
          { propagationPolicy: 'Background' },
        );
      }
      const left = this.#client.list(resource, namespace);
      if (left.length === 0) continue;
      remaining.byResource.set(`${resource.plural}.${resource.group}`, left.length);
      for (const object of left) {
        for (const finalizer of finalizersOf(object['metadata'] as JsonObject)) {
          const count = remaining.byFinalizer.get(finalizer) ?? 0;
          remaining.byFinalizer.set(finalizer, count + 1);
        }
      }
    }
    return remaining;
  }

  /** One served version of each namespaced kind that can be deleted. */
  #kinds(): ServedResource[] {
    const kinds = new Map<string, ServedResource>();
    for (const resource of this.#client.registry.all()) {
      const { namespaced, verbs, storage } = resource;
      if (namespaced && verbs.includes('delete') && !kinds.has(storage)) {
        kinds.set(storage, resource);
      }
    }
    return [...kinds.values()];
  }
}

function conditionsOf(status: JsonObject, remaining: Remaining, now: string): JsonObject[] {
  const before = Array.isArray(status['conditions'])
    ? status['conditions'].filter(isJsonObject)
    : [];
  const failing = new Map<string, readonly [reason: string, message: string]>();
  failing.set('NamespaceContentRemaining', [
    'SomeResourcesRemain',
    `Some resources are remaining: ${listed(remaining.byResource, (name, count) => `${name} has ${count} resource instances`)}`,
  ]);
  if (remaining.byFinalizer.size > 0) {
    failing.set('NamespaceFinalizersRemaining', [
      'SomeFinalizersRemain',
      `Some content in the namespace has finalizers remaining: ${listed(remaining.byFinalizer, (name, count) => `${name} in ${count} resource instances`)}`,
    ]);
  }
  return succeeded.map(([type, okReason, okMessage]) => {
    const failure = failing.get(type);
    const state = failure === undefined ? 'False' : 'True';
    const [reason, message] = failure ?? [okReason, okMessage];
    const old = before.find((condition) => condition['type'] === type);
    const isSame = old?.['status'] === state;
    const lastTransitionTime = isSame ? (old?.['lastTransitionTime'] as string) : now;
    return { type, status: state, lastTransitionTime, reason, message };
  });
}

function listed(
  counts: ReadonlyMap<string, number>,
  print: (name: string, count: number) => string,
): string {
  return [...counts]
    .map(([name, count]) => print(name, count))
    .toSorted()
    .join(', ');
}
