import type { KubernetesList, KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { KeyLike } from '../api/object-key.ts';
import type { GetOptions, ListOptions } from '../api/reader.ts';
import type { DynamicType, ResourceRef, UnstructuredObject } from '../api/resource-ref.ts';
import type {
  ApplyInput,
  ApplyOptions,
  Client,
  CreateInput,
  DeleteOptions,
  SubresourceClient,
  SubresourceWriter,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from '../client/client.ts';
import type { Cache } from './cache.ts';
import { CachedReader, type MissingInformerPolicy } from './cached-reader.ts';
import { identify } from './kind-identity.ts';
import { type PatchArguments, RecordingWriter } from './recording-writer.ts';
import type { WriterScope } from './writer-scope.ts';

/** Options of {@link CachedClient}. */
export interface CachedClientOptions {
  readonly cache: Cache;
  /** Carries out the writes, and the reads that are live. */
  readonly client: Client;
  /**
   * What a read of a kind does that no informer keeps: throw an error that says what to add, start
   * an informer and wait for it, or ask the API server. @default 'error'
   */
  readonly onMissingInformer?: MissingInformerPolicy | undefined;
  /** Knows which controller writes. @default nobody asks */
  readonly writers?: WriterScope | undefined;
}

/**
 * The client that reconcilers get: `get` and `list` are answered from the cache, everything else
 * goes to the API server. What a write gave is seen by the next cached read at once, without
 * waiting, and until the watch shows that or something newer. Cached objects are deep-frozen.
 */
export class CachedClient implements Client {
  readonly #cache: Cache;
  readonly #client: Client;
  readonly #reader: CachedReader;
  readonly #writer: RecordingWriter;
  readonly status: SubresourceWriter;

  constructor(options: CachedClientOptions) {
    const { cache, client, onMissingInformer = 'error', writers } = options;
    this.#cache = cache;
    this.#client = client;
    this.#reader = new CachedReader({ cache, live: client, onMissingInformer });
    this.#writer = new RecordingWriter(client, { record: cache, writers });
    this.status = new RecordingWriter(client.status, { record: cache, writers });
  }

  /** @throws {CacheError} when the cache cannot answer; see `onMissingInformer`. */
  get<T extends KubernetesObject = UnstructuredObject>(
    type: ResourceRef<T> | DynamicType,
    key: KeyLike,
    options?: GetOptions,
  ): Promise<DeepReadonly<T> | undefined> {
    return this.#reader.get(type, key, options);
  }

  /** @throws {CacheError} when the cache cannot answer; see `onMissingInformer`. */
  list<T extends KubernetesObject = UnstructuredObject>(
    type: ResourceRef<T> | DynamicType,
    options?: ListOptions,
  ): Promise<KubernetesList<DeepReadonly<T>>> {
    return this.#reader.list(type, options);
  }

  watch<T extends KubernetesObject = UnstructuredObject>(
    type: ResourceRef<T> | DynamicType,
    options?: WatchOptions,
  ): AsyncIterable<WatchEvent<T>> {
    return this.#client.watch(type as ResourceRef<T>, options);
  }

  async create<T extends KubernetesObject = UnstructuredObject>(
    type: ResourceRef<T> | DynamicType,
    object: CreateInput<T>,
    options?: WriteOptions,
  ): Promise<T> {
    const { apiVersion, kind } = identify(type);
    // With generateName the name comes with the reply: nothing can wait for it under its own.
    const { namespace, name = '' } = object.metadata as { namespace?: string; name?: string };
    return this.#writer.send(
      () => ({ apiVersion, kind, namespace, name, isCreation: true }),
      () => this.#client.create(type as ResourceRef<T>, object, options),
      options,
    );
  }

  update<T extends DeepReadonly<KubernetesObject>>(object: T, options?: WriteOptions): Promise<T> {
    return this.#writer.update(object, options);
  }

  patch<T extends KubernetesObject = UnstructuredObject>(...args: PatchArguments<T>): Promise<T> {
    return this.#writer.patch(...args);
  }

  apply<T extends KubernetesObject = UnstructuredObject>(
    type: ResourceRef<T> | DynamicType,
    object: ApplyInput<T>,
    options?: ApplyOptions,
  ): Promise<T> {
    return this.#writer.apply(type, object, options);
  }

  async delete(
    type: ResourceRef | DynamicType,
    key: KeyLike,
    options: DeleteOptions = {},
  ): Promise<void> {
    await this.#client.delete(type, key, options);
    if (options.dryRun !== true && goesAtOnce(type, options)) this.#cache.deleted(type, key);
  }

  deleteAllOf(
    type: ResourceRef | DynamicType,
    options?: DeleteOptions & Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'>,
  ): Promise<void> {
    return this.#client.deleteAllOf(type, options);
  }

  subresource(name: string): SubresourceClient {
    return this.#client.subresource(name);
  }
}

/**
 * Orphan and Foreground leave the object in place, with a finalizer, until the collector is done;
 * pods and namespaces take their time to end.
 */
function goesAtOnce(type: ResourceRef | DynamicType, options: DeleteOptions): boolean {
  const { propagationPolicy = 'Background', gracePeriodSeconds } = options;
  const { apiVersion, kind } = identify(type);
  if (propagationPolicy !== 'Background' || apiVersion + kind === 'v1Namespace') return false;
  return apiVersion + kind !== 'v1Pod' || gracePeriodSeconds === 0;
}
