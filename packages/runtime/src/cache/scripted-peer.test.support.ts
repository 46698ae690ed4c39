import { type KubernetesObject, type ResourceType, resourceType } from '@keelson/kubernetes';
import type { ListOptions } from '../api/reader.ts';
import { ApiError } from '../client/api-error.ts';
import type { WatchEvent, WatchOptions } from '../client/client.ts';
import { ConnectionError } from '../client/connection-error.ts';
import type { ListWatchClient, WatchableType } from './list-watch-client.ts';

/** A kind like ConfigMap, without depending on the generated ones. */
export interface Thing extends KubernetesObject {
  metadata: KubernetesObject['metadata'] & { namespace: string };
  data?: Record<string, string>;
}

export const Thing: ResourceType<Thing> = resourceType<Thing>({
  group: '',
  version: 'v1',
  kind: 'Thing',
  plural: 'things',
  scope: 'Namespaced',
});

interface Change {
  readonly revision: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Thing;
}

export interface PeerRequest {
  readonly verb: 'list' | 'watch';
  readonly type: WatchableType;
  readonly options: Omit<ListOptions, 'resourceVersionMatch'> &
    Omit<WatchOptions, 'resourceVersionMatch'>;
}

/** An error as the client throws it for a Status of the server. */
export function statusError(code: number, reason: string): ApiError {
  return new ApiError(`${reason} (${code})`, { code, reason });
}

export function versionTooLarge(): ApiError {
  const causes = [{ reason: 'ResourceVersionTooLarge' }];
  return new ApiError('too large', { code: 504, reason: 'Timeout', details: { causes } });
}

/** An error as a broken connection gives it. */
export function networkError(code: string): ConnectionError {
  return new ConnectionError('the connection failed', { code });
}

class Stream {
  readonly #options: WatchOptions;
  readonly #pending: WatchEvent<Thing>[] = [];
  #wake = Promise.withResolvers<void>();
  #end: { readonly error: Error | undefined } | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    const { signal } = options;
    const onAbort = () => this.end(new DOMException('aborted', 'AbortError'));
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
  }

  send(event: WatchEvent<Thing>): void {
    if (this.#end !== undefined) return;
    const { namespace } = this.#options;
    const isOther = namespace !== undefined && event.object.metadata.namespace !== namespace;
    if (isOther && event.type !== 'BOOKMARK') return;
    this.#pending.push(structuredClone(event));
    this.#wake.resolve();
  }

  end(error?: Error): void {
    this.#end ??= { error };
    this.#wake.resolve();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<WatchEvent<Thing>> {
    for (;;) {
      for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
        yield next;
      }
      if (this.#end !== undefined) {
        if (this.#end.error !== undefined) throw this.#end.error;
        return;
      }
      this.#wake = Promise.withResolvers();
      await this.#wake.promise;
    }
  }
}

/** The list and watch half of an API server, with a history that can be cut and compacted. */
export class ScriptedPeer implements ListWatchClient {
  readonly requests: PeerRequest[] = [];
  /** Thrown, one each, by the requests to come. */
  readonly failures: Error[] = [];
  /** Whether `sendInitialEvents` is understood; else refused as an older server does. */
  knowsWatchList = true;
  /** Whether the end of the initial events is marked. */
  sendsMark = true;
  /** Whether streams deliver what changes. */
  isFrozen = false;
  /** Answers as of then, whatever it is asked for: a server that lags and does not check. */
  answersAsOf: string | undefined;
  readonly #objects = new Map<string, Thing>();
  readonly #history: Change[] = [];
  readonly #undelivered: Change[] = [];
  readonly #streams = new Set<Stream>();
  #revision = 1000;
  #compacted = 0;
  #uids = 0;

  get revision(): string {
    return String(this.#revision);
  }

  get objects(): Thing[] {
    return [...this.#objects.values()];
  }

  /** States of the object through time, as `uid@resourceVersion`. */
  historyOf(key: string): string[] {
    return this.#history
      .filter(({ object: { metadata } }) => `${metadata.namespace}/${metadata.name}` === key)
      .map(
        ({ type, object: { metadata } }) => `${type} ${metadata.uid}@${metadata.resourceVersion}`,
      );
  }

  has(key: string): boolean {
    return this.#objects.has(key);
  }

  count(verb: 'list' | 'watch'): number {
    return this.requests.filter((request) => request.verb === verb).length;
  }

  /** Creates the object, or changes it. */
  put(
    key: string,
    data: Record<string, string> = {},
    metadata: Partial<Thing['metadata']> = {},
  ): Thing {
    const [namespace = '', name = ''] = key.split('/');
    const old = this.#objects.get(key);
    const resourceVersion = String((this.#revision += 1));
    const uid = old?.metadata.uid ?? `uid-${(this.#uids += 1)}`;
    const creationTimestamp = '2026-01-01T00:00:00Z';
    const object: Thing = {
      apiVersion: 'v1',
      kind: 'Thing',
      metadata: {
        ...old?.metadata,
        ...metadata,
        name,
        namespace,
        uid,
        resourceVersion,
        creationTimestamp,
        managedFields: [{ manager: 'test' }],
      },
      data,
    };
    this.#objects.set(key, object);
    this.#record({ revision: this.#revision, type: old ? 'MODIFIED' : 'ADDED', object });
    return structuredClone(object);
  }

  remove(key: string): void {
    const old = this.#objects.get(key);
    if (old === undefined) return;
    this.#objects.delete(key);
    const resourceVersion = String((this.#revision += 1));
    const object = { ...old, metadata: { ...old.metadata, resourceVersion } };
    this.#record({ revision: this.#revision, type: 'DELETED', object });
  }

  /** Ends every open stream. */
  cut(error?: Error): void {
    for (const stream of this.#streams) stream.end(error);
    this.#streams.clear();
  }

  /** Forgets the history: older versions are expired from now on. */
  compact(): void {
    this.#compacted = this.#revision;
  }

  /** Becomes what it was, as a cluster does whose etcd is restored from a backup. */
  restore(revision: string): void {
    const state = this.#stateAt(Number(revision));
    this.#objects.clear();
    for (const object of state) {
      this.#objects.set(`${object.metadata.namespace}/${object.metadata.name}`, object);
    }
    this.#history.splice(
      this.#history.findLastIndex((change) => change.revision <= Number(revision)) + 1,
    );
    this.#revision = Number(revision);
    this.cut(networkError('ECONNRESET'));
  }

  /** Sends an event that no write has caused, as a server does that repeats itself. */
  send({ type, object }: WatchEvent<Thing>): void {
    for (const stream of this.#streams) stream.send({ type, object });
  }

  /** Delivers the first of what was held back while `isFrozen`. */
  deliverOne(): void {
    const change = this.#undelivered.shift();
    if (change !== undefined) this.send(change);
  }

  bookmark(annotations?: Record<string, string>): void {
    for (const stream of this.#streams) stream.send(this.#bookmark(annotations));
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  async list(type: WatchableType, options: ListOptions = {}) {
    this.#request({ verb: 'list', type, options });
    await Promise.resolve();
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    const { namespace, limit = Infinity } = options;
    const [at = this.answersAsOf ?? this.revision, from = '0'] = options.continue?.split(':') ?? [];
    if (options.continue !== undefined && Number(at) < this.#compacted) {
      throw statusError(410, 'Expired');
    }
    if (Number(options.resourceVersion ?? 0) > this.#revision) {
      throw versionTooLarge();
    }
    const all = this.#stateAt(Number(at)).filter(
      (object) => namespace === undefined || object.metadata.namespace === namespace,
    );
    const items = structuredClone(all.slice(Number(from), Number(from) + limit));
    const next = Number(from) + items.length;
    const token = next < all.length ? { continue: `${at}:${next}` } : {};
    return {
      apiVersion: 'v1',
      kind: 'ThingList',
      metadata: { resourceVersion: at, ...token },
      items,
    };
  }

  async *watch(type: WatchableType, options: WatchOptions = {}): AsyncGenerator<WatchEvent<Thing>> {
    this.#request({ verb: 'watch', type, options });
    await Promise.resolve();
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    const from = Number(options.resourceVersion ?? 0);
    if (options.sendInitialEvents === true && !this.knowsWatchList) {
      throw statusError(422, 'Invalid');
    }
    if (options.sendInitialEvents !== true && from < this.#compacted)
      throw statusError(410, 'Expired');
    if (from > this.#revision) {
      throw versionTooLarge();
    }
    const stream = new Stream(options);
    // The new stream begins with it.
    this.#undelivered.length = 0;
    if (options.sendInitialEvents === true) {
      const state = this.#stateAt(Number(this.answersAsOf ?? this.#revision));
      for (const object of state) stream.send({ type: 'ADDED', object });
      if (this.sendsMark) stream.send(this.#bookmark({ 'k8s.io/initial-events-end': 'true' }));
    } else {
      for (const { revision, type: change, object } of this.#history) {
        if (revision > from) stream.send({ type: change, object });
      }
    }
    this.#streams.add(stream);
    try {
      yield* stream;
    } finally {
      this.#streams.delete(stream);
    }
  }

  #request(request: PeerRequest): void {
    this.requests.push(request);
  }

  #record(change: Change): void {
    this.#history.push(change);
    if (this.isFrozen) this.#undelivered.push(change);
    else this.send(change);
  }

  #bookmark(annotations?: Record<string, string>): WatchEvent<Thing> {
    const resourceVersion = this.answersAsOf ?? this.revision;
    const metadata = { resourceVersion, ...(annotations && { annotations }) };
    const object = { apiVersion: 'v1', kind: 'Thing', metadata } as unknown as Thing;
    return { type: 'BOOKMARK', object };
  }

  #stateAt(revision: number): Thing[] {
    const state = new Map<string, Thing>();
    for (const change of this.#history) {
      if (change.revision > revision) break;
      const { namespace, name } = change.object.metadata;
      if (change.type === 'DELETED') state.delete(`${namespace}/${name}`);
      else state.set(`${namespace}/${name}`, change.object);
    }
    return [...state.values()];
  }
}
