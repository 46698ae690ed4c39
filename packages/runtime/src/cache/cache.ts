import type { KubernetesObject } from '@keelson/kubernetes';
import type { DynamicType, ResourceRef } from '../api/resource-ref.ts';
import { aborted } from '../util/signals.ts';
import { type CacheMetrics, noCacheMetrics } from './cache-metrics.ts';
import type {
  CacheKindOptions,
  CacheOptions,
  InformerPlan,
  InformerScope,
} from './cache-options.ts';
import type { IndexFunction } from './indexer.ts';
import { Informer } from './informer.ts';
import { type KindIdentity, identify, partialOf } from './kind-identity.ts';
import type { KeyLike } from '../api/object-key.ts';

interface Entry {
  readonly identity: KindIdentity;
  /** Namespaces and selectors in one text. */
  readonly scopeKey: string;
  readonly informer: Informer;
  readonly stop: AbortController;
}

interface Declaration {
  readonly identity: KindIdentity;
  readonly scope: InformerScope;
}

/**
 * The informers of a process: one for each kind, scope and selection, shared by whoever asks. A
 * reader of metadata only, or of a kind known only by name, shares the informer of the full typed
 * kind when there is one. Start it once; informers may be added and removed while it runs.
 */
export class Cache {
  readonly #options: CacheOptions;
  readonly #metrics: CacheMetrics;
  readonly #kinds = new Map<string, CacheKindOptions>();
  readonly #entries = new Set<Entry>();
  /** What {@link find} has found, for reads: until the entries change. */
  #found = new WeakMap<ResourceRef | DynamicType, Informer>();
  readonly #declared: Declaration[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #started = Promise.withResolvers<void>();
  /** Rejected by an informer that ends by a fault of its own; those of the server it recovers from. */
  readonly #failed = Promise.withResolvers<never>();
  #signal: AbortSignal | undefined;

  constructor(options: CacheOptions) {
    this.#options = options;
    this.#metrics = options.metrics ?? noCacheMetrics;
    for (const kind of options.byObject ?? [])
      this.#kinds.set(kindKeyOf(identify(kind.type)), kind);
  }

  /** The cache has been started. */
  get isStarted(): boolean {
    return this.#signal !== undefined;
  }

  /** Every informer there is, for health checks. */
  get informers(): Iterable<Informer> {
    return Array.from(this.#entries, (entry) => entry.informer);
  }

  /**
   * Says that a kind will be asked for, so that `start` can see which kinds are wanted in full and
   * which by their metadata only, and share where it can.
   */
  declare(type: ResourceRef | DynamicType, scope: InformerScope = {}): void {
    const identity = identify(type);
    if (this.isStarted) this.#informerOf(identity, scope);
    else this.#declared.push({ identity, scope });
  }

  /** The informer of a kind and scope; made if there is none, and started if the cache is. */
  informer<T extends KubernetesObject>(type: ResourceRef<T>, scope?: InformerScope): Informer<T>;
  informer(type: DynamicType, scope?: InformerScope): Informer;
  informer(type: ResourceRef | DynamicType, scope: InformerScope = {}): Informer {
    return this.#informerOf(identify(type), scope);
  }

  /** The informer that reads of a kind are answered from, or `undefined` when there is none. */
  find(type: ResourceRef | DynamicType): Informer | undefined {
    const found = this.#found.get(type);
    if (found !== undefined) return found;
    const identity = identify(type);
    const informer = this.#find(identity, scopeKeyOf(this.#plan(identity, {})))?.informer;
    if (informer !== undefined) this.#found.set(type, informer);
    return informer;
  }

  /** Whether the metadata of a kind is kept, if not the whole objects. */
  hasMetadata(type: ResourceRef | DynamicType): boolean {
    const identity = { ...identify(type), isMetadataOnly: true };
    return this.#find(identity, scopeKeyOf(this.#plan(identity, {}))) !== undefined;
  }

  /** Stops and forgets the informer of a kind and scope; its handlers are not called again. */
  removeInformer(type: ResourceRef | DynamicType, scope: InformerScope = {}): void {
    const identity = identify(type);
    const entry = this.#find(identity, scopeKeyOf(this.#plan(identity, scope)));
    if (entry === undefined) return;
    entry.stop.abort();
    this.#entries.delete(entry);
    this.#found = new WeakMap();
  }

  /**
   * Adds an index to the informer of a kind, which is made if there is none. A cached list with the
   * field selector `<name>=<value>` is then answered from it.
   */
  addIndex<T extends KubernetesObject>(
    type: ResourceRef<T>,
    name: string,
    valuesOf: IndexFunction<T>,
  ): void {
    this.informer(type).addIndex(name, valuesOf);
  }

  /** Whether every informer has been filled. */
  synced(): boolean {
    return this.isStarted && Array.from(this.informers).every((informer) => informer.synced);
  }

  /**
   * Resolves to true once every informer has been filled, apart from those removed meanwhile, and to
   * false if `signal` is aborted before.
   */
  async waitForSync(signal: AbortSignal): Promise<boolean> {
    const aborted = Promise.withResolvers<void>();
    const onAbort = () => aborted.resolve();
    if (signal.aborted) return false;
    signal.addEventListener('abort', onAbort, { once: true });
    await Promise.race([this.#started.promise, aborted.promise]);
    signal.removeEventListener('abort', onAbort);
    const synced = await Promise.all(
      Array.from(
        this.#entries,
        async (entry) => (await entry.informer.whenSynced(signal)) || entry.stop.signal.aborted,
      ),
    );
    return !signal.aborted && !synced.includes(false);
  }

  /** Runs until `signal` is aborted and every informer has ended. May be called once. */
  async start(signal: AbortSignal): Promise<void> {
    if (this.isStarted) throw new Error('the cache has been started before: make a new one');
    this.#signal = signal;
    for (const entry of this.#entries) this.#run(entry);
    const inFullFirst = this.#declared.toSorted(
      (a, b) => Number(a.identity.isMetadataOnly) - Number(b.identity.isMetadataOnly),
    );
    for (const { identity, scope } of inFullFirst) this.#informerOf(identity, scope);
    this.#started.resolve();
    await Promise.race([aborted(signal), this.#failed.promise]);
    await Promise.all(this.#running);
  }

  /**
   * Shows a copy of the reply to a write to every cached reader of the object until the watch does.
   * For the cached client.
   */
  written(object: KubernetesObject): void {
    for (const { identity, informer } of this.#entriesOf(object)) {
      informer.written(identity.isMetadataOnly ? partialOf(object) : object);
    }
  }

  /** Hides a deleted object from cached readers until the watch shows what became of it. For the cached client. */
  deleted(type: ResourceRef | DynamicType, key: KeyLike): void {
    for (const { informer } of this.#entriesOf(identify(type))) informer.deleted(key);
  }

  /** Whether a write of this kind concerns any informer. For the cached client. */
  caches(kind: { readonly apiVersion: string; readonly kind: string }): boolean {
    return this.#entriesOf(kind).length > 0;
  }

  #entriesOf(kind: { readonly apiVersion: string; readonly kind: string }): Entry[] {
    return Array.from(this.#entries).filter(
      ({ identity }) => identity.apiVersion === kind.apiVersion && identity.kind === kind.kind,
    );
  }

  #informerOf(identity: KindIdentity, scope: InformerScope): Informer {
    const plan = this.#plan(identity, scope);
    const scopeKey = scopeKeyOf(plan);
    const found = this.#find(identity, scopeKey);
    if (found !== undefined) return found.informer;
    const informer = this.#make(identity, plan);
    const entry: Entry = { identity, scopeKey, informer, stop: new AbortController() };
    const partial = this.#entriesOf(identity).find((other) => other.scopeKey === scopeKey);
    this.#entries.add(entry);
    this.#found = new WeakMap();
    this.#run(entry);
    if (partial !== undefined) void this.#supersede(partial, entry);
    return informer;
  }

  /**
   * Moves the handlers of a metadata-only informer to the full one as soon as that is filled: were
   * they told by one stream and read from another, they could read what is older than the event.
   */
  async #supersede(partial: Entry, full: Entry): Promise<void> {
    if (!(await full.informer.whenSynced(full.stop.signal))) return;
    full.informer.adopt(partial.informer);
    partial.stop.abort();
    this.#entries.delete(partial);
    this.#found = new WeakMap();
  }

  /** The informer of just this form of the kind; for metadata only, one of the full kind first. */
  #find(identity: KindIdentity, scopeKey: string): Entry | undefined {
    const entries = this.#entriesOf(identity).filter((entry) => entry.scopeKey === scopeKey);
    const full = entries.find((entry) => !entry.identity.isMetadataOnly);
    return full ?? (identity.isMetadataOnly ? entries[0] : undefined);
  }

  #plan(identity: KindIdentity, scope: InformerScope): InformerPlan {
    const { defaultNamespaces = 'all', resyncPeriodMs = tenHoursMs } = this.#options;
    const kind = this.#kinds.get(kindKeyOf(identity));
    const namespaces = scope.namespaces ?? kind?.namespaces ?? defaultNamespaces;
    const isEverywhere = namespaces === 'all' || identity.scope === 'Cluster';
    return {
      namespaces: isEverywhere ? undefined : Array.from(new Set(namespaces)).toSorted(),
      labelSelector: scope.labelSelector ?? kind?.labelSelector,
      fieldSelector: scope.fieldSelector ?? kind?.fieldSelector,
      keepManagedFields: kind?.keepManagedFields ?? false,
      transform: kind?.transform,
      resyncPeriodMs: kind?.resyncPeriodMs ?? resyncPeriodMs,
    };
  }

  #make(identity: KindIdentity, plan: InformerPlan): Informer {
    const { client, clock, logger, random = Math.random, idleTimeoutMs = 75_000 } = this.#options;
    const { group, version, kind, type } = identity;
    const namespace = plan.namespaces?.join(',') ?? '';
    const selector = [plan.labelSelector, plan.fieldSelector].filter(Boolean).join(';');
    return new Informer({
      ...plan,
      client,
      type,
      clock,
      random,
      idleTimeoutMs,
      logger: logger.child({ informerGroup: group, informerKind: kind }),
      metrics: this.#metrics.informer({ group, version, kind, namespace, selector }),
    });
  }

  #run({ informer, stop }: Entry): void {
    if (this.#signal === undefined) return;
    const running = informer.start(AbortSignal.any([this.#signal, stop.signal]));
    this.#running.add(running);
    running.then(() => this.#running.delete(running), this.#failed.reject);
  }
}

const tenHoursMs = 36_000_000;

function kindKeyOf({
  apiVersion,
  kind,
}: {
  readonly apiVersion: string;
  readonly kind: string;
}): string {
  return `${apiVersion}/${kind}`;
}

function scopeKeyOf({ namespaces, labelSelector, fieldSelector }: InformerPlan): string {
  return JSON.stringify([namespaces ?? null, labelSelector ?? '', fieldSelector ?? '']);
}
