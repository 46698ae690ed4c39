import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { ObjectEvent } from '../api/object-event.ts';
import { formatKey, type KeyLike, keyOf, parseKey } from '../api/object-key.ts';
import type { Clock } from '../util/clock.ts';
import type { Logger } from '../util/logger.ts';
import type { InformerMetrics, InformerStatus } from './cache-metrics.ts';
import {
  type EventHandler,
  type HandlerOptions,
  HandlerRegistration,
  type RegistrationHome,
} from './handler-registration.ts';
import type { IndexFunction } from './indexer.ts';
import type { ListWatchClient, WatchableType } from './list-watch-client.ts';
import { ObjectView, type ViewQuery } from './object-view.ts';
import { copyToPrepare, prepareObject, type PrepareOptions } from './prepare-object.ts';
import { hasReached, isOlder } from './resource-version.ts';
import { Store, type StoreChange } from './store.ts';
import { createdEvent, deletedEvent, updatedEvent } from './stored-event.ts';
import { WireSize } from './wire-size.ts';
import { SyncGate } from './sync-gate.ts';
import { Watcher, type WatchSink } from './watcher.ts';
import { WriteOverlay } from './write-overlay.ts';

/** Options of {@link Informer}. The cache makes informers; this is for tests and for use without one. */
export interface InformerOptions extends PrepareOptions {
  readonly client: ListWatchClient;
  readonly type: WatchableType;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: InformerMetrics;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly idleTimeoutMs: number;
  readonly resyncPeriodMs: number;
  /** One watch for each; `undefined` stands for all namespaces at once. */
  readonly namespaces: readonly string[] | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/**
 * Keeps the objects of one kind in one scope in memory, up to date, and tells handlers of each
 * change. What handlers may rely on (client-go's shared informer): the states of one object come in
 * order, some may be left out, none comes before the store shows it; there is no order across
 * objects; a deletion that was missed still comes. Other than client-go's, a recreation under the
 * same name always comes as a deletion and a creation.
 */
export class Informer<T extends KubernetesObject = KubernetesObject> {
  readonly type: WatchableType;
  readonly #options: InformerOptions;
  readonly #store: Store<T>;
  readonly #overlay = new WriteOverlay<T>();
  readonly #view: ObjectView<T>;
  readonly #watchers = new Map<string | undefined, Watcher>();
  /** Version that the store has reached, per watched namespace. Without an entry: not listed yet. */
  readonly #versions = new Map<string | undefined, string>();
  readonly #registrations = new Set<HandlerRegistration<T>>();
  readonly #gate = new SyncGate();
  readonly #home: RegistrationHome<T> = {
    objects: () => this.#store.objects(),
    onRemove: (registration) => this.#registrations.delete(registration),
  };
  readonly #size = new WireSize();
  #lastEventAt: number | undefined;
  #isStarted = false;

  constructor(options: InformerOptions) {
    this.type = options.type;
    this.#options = options;
    this.#store = new Store((error) => this.#failed('An index function threw', error));
    this.#view = new ObjectView(this.#store, this.#overlay);
    for (const namespace of options.namespaces ?? [undefined]) {
      const { labelSelector, fieldSelector } = options;
      const scope = { namespace, labelSelector, fieldSelector };
      this.#watchers.set(
        namespace,
        new Watcher({ ...options, scope, sink: this.#sink(namespace), size: this.#size }),
      );
    }
  }

  /** The store has been filled for the first time. */
  get synced(): boolean {
    return this.#gate.isOpen;
  }

  /** What metrics and health checks ask. */
  get status(): InformerStatus {
    const now = this.#options.clock.now();
    let heardAt = -Infinity;
    let denial: string | undefined;
    for (const watcher of this.#watchers.values()) {
      denial ??= watcher.denial;
      heardAt = Math.max(heardAt, watcher.lastByteAt ?? -Infinity);
    }
    return {
      objects: this.#store.size,
      wireBytes: this.#size.of(this.#store.size),
      synced: this.synced,
      denial,
      resourceVersion: this.#versions.values().next().value ?? '',
      lastByteAgeMs: heardAt === -Infinity ? undefined : now - heardAt,
      lastEventAgeMs: this.#lastEventAt === undefined ? undefined : now - this.#lastEventAt,
    };
  }

  /** Resolves to true once the store is filled, and to false if the informer ends or `signal` is aborted before. */
  whenSynced(signal?: AbortSignal): Promise<boolean> {
    return this.#gate.whenOpen(signal);
  }

  /** Runs until `signal` is aborted. May be called once. */
  async start(signal: AbortSignal): Promise<void> {
    if (this.#isStarted) throw new Error('the informer has been started before: make a new one');
    this.#isStarted = true;
    const stopObserving = this.#options.metrics.observe(() => this.status);
    try {
      await Promise.all(Array.from(this.#watchers.values(), (watcher) => watcher.run(signal)));
    } finally {
      stopObserving();
      this.#gate.close();
      for (const registration of this.#registrations) registration.remove();
    }
  }

  /**
   * Calls the handler for each object there is, then for each change; one call at a time, in order.
   * A handler that throws is logged and counted and misses nothing else.
   */
  addHandler(handler: EventHandler<T>, options: HandlerOptions = {}): HandlerRegistration<T> {
    const { clock, random, resyncPeriodMs } = this.#options;
    const registration = new HandlerRegistration<T>({
      handler,
      clock,
      random,
      resyncPeriodMs: options.resyncPeriodMs ?? resyncPeriodMs,
      home: this.#home,
      onError: (error) => this.#failed('An event handler threw', error),
    });
    this.#registrations.add(registration);
    for (const object of this.#store.objects()) registration.notify(createdEvent(object, true));
    if (this.synced) registration.endOfInitialList();
    return registration;
  }

  /**
   * Takes over the handlers of an informer whose objects are a part of what this one has, once this
   * one is synced. They see each object as created again, and what is gone as deleted.
   */
  adopt(other: Informer<T>): void {
    for (const registration of other.#registrations) {
      other.#registrations.delete(registration);
      registration.moveTo(this.#home);
      this.#registrations.add(registration);
      for (const object of other.#store.objects()) {
        const { namespace, name } = keyOf(object);
        if (this.#store.get(namespace, name)?.metadata.uid === object.metadata.uid) continue;
        registration.notify(deletedEvent(object, true));
      }
      for (const object of this.#store.objects()) registration.notify(createdEvent(object, true));
      if (!registration.synced) registration.endOfInitialList();
    }
  }

  /** The object, our own latest write included. */
  get(key: KeyLike): DeepReadonly<T> | undefined {
    return this.#view.get(keyOf(key));
  }

  /** The objects that the query asks for, our own latest writes included. */
  list(query: ViewQuery<T> = {}): DeepReadonly<T>[] {
    return this.#view.list(query);
  }

  /** Adds a named index; may be called at any time, and again under the same name without effect. */
  addIndex(name: string, valuesOf: IndexFunction<T>): void {
    this.#store.addIndex(name, valuesOf);
  }

  hasIndex(name: string): boolean {
    return this.#store.index(name) !== undefined;
  }

  /** Whether objects of this namespace are kept; `undefined` asks for all namespaces. */
  covers(namespace: string | undefined): boolean {
    const { namespaces } = this.#options;
    return namespaces === undefined || (namespace !== undefined && namespaces.includes(namespace));
  }

  /** Shows a write's reply to readers until the watch does. The object stays the caller's. */
  written(object: KubernetesObject): void {
    const { namespace, resourceVersion } = keyedMeta(object);
    const isSelective = (this.#options.labelSelector ?? this.#options.fieldSelector) !== undefined;
    // Whether the object is in a selection is the server's to say.
    if (isSelective || !this.covers(namespace)) return;
    const seen = this.#version(namespace);
    if (hasReached(seen, resourceVersion)) return;
    this.#overlay.written(this.#prepare(copyToPrepare(object, this.#options)), seen);
  }

  /**
   * Hides an object whose deletion has succeeded until the watch shows what became of it. One with
   * finalizers, or that was being deleted before, stays in sight: it is still there.
   */
  deleted(key: KeyLike): void {
    const object = this.#view.get(keyOf(key)) as T | undefined;
    if (object === undefined || object.metadata.deletionTimestamp !== undefined) return;
    if ((object.metadata.finalizers?.length ?? 0) === 0) this.#overlay.deleted(object);
  }

  #version(namespace: string | undefined): string {
    return this.#versions.get(this.#options.namespaces === undefined ? undefined : namespace) ?? '';
  }

  #sink(namespace: string | undefined): WatchSink {
    return {
      keep: (object) => this.#prepare(object),
      replace: (objects, version) => {
        // Only a cluster that was restored goes back: our writes are not in it.
        if (isOlder(version, this.#versions.get(namespace) ?? '')) this.#overlay.clear(namespace);
        this.#versions.set(namespace, version);
        const changes = this.#store.replace(objects as T[], namespace);
        for (const change of changes) this.#notify(change, true);
        if (this.synced || this.#versions.size < this.#watchers.size) return;
        this.#gate.open();
        for (const registration of this.#registrations) registration.endOfInitialList();
      },
      apply: (object) => {
        if (this.#isPassed(object)) return;
        for (const change of this.#store.apply(this.#prepare(object))) this.#notify(change, false);
      },
      remove: (object) => {
        const { namespace: within, name, uid } = keyedMeta(object);
        const isOther = this.#store.get(within, name)?.metadata.uid !== uid;
        if (isOther && this.#isPassed(object)) return;
        for (const change of this.#store.remove(this.#prepare(object))) this.#notify(change, false);
      },
      advance: (version) => {
        this.#versions.set(namespace, version);
        if (this.#overlay.isEmpty) return;
        this.#overlay.advance(version, namespace, (text) => {
          const key = parseKey(text);
          return this.#store.get(key.namespace, key.name);
        });
      },
    };
  }

  /** What the store has is newer: a server that lags, or a stream that repeats itself. */
  #isPassed(object: KubernetesObject): boolean {
    const { namespace, name, resourceVersion } = keyedMeta(object);
    const stored = this.#store.get(namespace, name);
    return stored !== undefined && isOlder(resourceVersion, stored.metadata.resourceVersion);
  }

  #prepare(object: KubernetesObject): T {
    try {
      return prepareObject(object, this.#options) as T;
    } catch (error) {
      this.#failed(`A transform threw for ${formatKey(object.metadata)}`, error);
      return object as T;
    }
  }

  #notify(change: StoreChange<T>, isInInitialList: boolean): void {
    this.#lastEventAt = this.#options.clock.now();
    if (this.#registrations.size === 0) return;
    const event = eventOf(change, isInInitialList);
    for (const registration of this.#registrations) registration.notify(event);
  }

  #failed(message: string, error: unknown): void {
    this.#options.metrics.handlerFailed();
    this.#options.logger.error(message, { error });
  }
}

function keyedMeta(object: KubernetesObject): KubernetesObject['metadata'] & {
  readonly namespace?: string;
} {
  return object.metadata;
}

function eventOf<T extends KubernetesObject>(
  change: StoreChange<T>,
  isInInitialList: boolean,
): ObjectEvent<T> {
  if (change.type === 'created') return createdEvent(change.object, isInInitialList);
  if (change.type === 'updated') return updatedEvent(change.object, change.old);
  return deletedEvent(change.object, change.isFinalStateUnknown);
}
