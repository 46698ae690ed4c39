import type { KubernetesList, KubernetesObject, ResourceType } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { type KeyLike, keyOf } from '../api/object-key.ts';
import type { GetOptions, ListOptions } from '../api/reader.ts';
import type { DynamicType, ResourceRef, UnstructuredObject } from '../api/resource-ref.ts';
import { isMetadataOnly } from '../scheme/metadata-only.ts';
import type { Scheme } from '../scheme/scheme.ts';
import type { Logger } from '../util/logger.ts';
import { ApiError } from './api-error.ts';
import type {
  ApplyInput,
  ApplyOptions,
  Client,
  CreateInput,
  DeleteOptions,
  Patch,
  SubresourceClient,
  SubresourceWriter,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './client.ts';
import { Discovery } from './discovery.ts';
import { Exchange } from './exchange.ts';
import { KindResolver } from './kind-resolver.ts';
import { type ClientParts, ObjectWriter, withDefaults } from './object-writer.ts';
import {
  type CollectionOptions,
  createRequest,
  deleteAllOfRequest,
  deleteRequest,
  getRequest,
  listRequest,
  watchRequest,
} from './request.ts';
import { RestMapper } from './rest-mapper.ts';
import { RestSubresource } from './rest-subresource.ts';
import type { Transport } from './transport.ts';
import { WatchDecoder } from './watch-stream.ts';

/** Options of {@link RestClient}. */
export interface RestClientOptions {
  /** Not disposed by the client. */
  readonly transport: Transport;
  /** Gets the API server's warnings, each once. @default they are dropped */
  readonly logger?: Logger | undefined;
  /** Kinds that are found in it need no discovery. @default the kinds that the client has met as types */
  readonly scheme?: Scheme | undefined;
  /** Name under which written fields are owned; `apply` needs one. @default the server derives it from the user agent */
  readonly fieldManager?: string | undefined;
  /** What the server does with unknown or duplicate fields. @default 'Warn', the server's own */
  readonly fieldValidation?: WriteOptions['fieldValidation'];
}

/**
 * The live client: every call is one request to the API server. Kinds that are given as a type or a
 * class need no discovery; a {@link DynamicType}, and `update` of a kind that this client has not
 * met as a type and has not in its scheme, ask for it once.
 *
 * Calls reject with `ApiError` when the server refuses, with `TypeError` when the request cannot be
 * meant (a namespaced kind without a namespace, an empty name), and with the transport's error when
 * there is no answer.
 */
export class RestClient implements Client {
  readonly status: SubresourceWriter;
  /** What the server serves. */
  readonly discovery: Discovery;
  /** From kinds and resource names to types. */
  readonly restMapper: RestMapper;
  readonly #parts: ClientParts;
  readonly #writer: ObjectWriter;

  constructor(options: RestClientOptions) {
    const { transport, logger, scheme, fieldManager, fieldValidation } = options;
    const exchange = new Exchange({ transport, logger });
    this.discovery = new Discovery({ transport });
    this.restMapper = new RestMapper(this.discovery);
    const kinds = new KindResolver(this.restMapper, scheme);
    this.#parts = { exchange, kinds, defaults: { fieldManager, fieldValidation } };
    this.#writer = new ObjectWriter(this.#parts);
    this.status = new ObjectWriter(this.#parts, 'status');
  }

  async get<T extends KubernetesObject = UnstructuredObject>(
    ref: ResourceRef<T> | DynamicType,
    target: KeyLike,
    options?: GetOptions,
  ): Promise<DeepReadonly<T> | undefined> {
    const type = await this.#parts.kinds.typeOf(ref);
    const key = keyOf(target);
    try {
      return await this.#parts.exchange.json(getRequest({ type, key }, options));
    } catch (error) {
      if (isAbsence(error, key.name)) return undefined;
      throw error;
    }
  }

  async list<T extends KubernetesObject = UnstructuredObject>(
    ref: ResourceRef<T> | DynamicType,
    options?: ListOptions,
  ): Promise<KubernetesList<DeepReadonly<T>>> {
    const type = await this.#parts.kinds.typeOf(ref);
    const { exchange } = this.#parts;
    const request = listRequest(type, options);
    const list = await exchange.json<KubernetesList<T>>(request, options?.onBytes);
    return completeList(list, type) as KubernetesList<DeepReadonly<T>>;
  }

  /**
   * Streams changes until the server ends the watch. Leaving the loop closes the stream. When
   * `options.signal` is aborted the iteration ends quietly, it does not throw. A new iteration is a
   * new watch.
   * @throws {ApiError} when the server refuses or ends the watch with an error (`isExpired`: list again)
   * @throws {SyntaxError} when the server sends what is no event
   */
  watch<T extends KubernetesObject = UnstructuredObject>(
    ref: ResourceRef<T> | DynamicType,
    options: WatchOptions = {},
  ): AsyncIterable<WatchEvent<T>> {
    return {
      [Symbol.asyncIterator]: () => this.#watch(ref, options) as AsyncGenerator<WatchEvent<T>>,
    };
  }

  async create<T extends KubernetesObject = UnstructuredObject>(
    ref: ResourceRef<T> | DynamicType,
    object: CreateInput<T>,
    options?: WriteOptions,
  ): Promise<T> {
    const { exchange, kinds, defaults } = this.#parts;
    const type = await kinds.typeOf(ref);
    return exchange.json(createRequest(type, object, withDefaults(defaults, options)));
  }

  update<T extends DeepReadonly<KubernetesObject>>(object: T, options?: WriteOptions): Promise<T> {
    return this.#writer.update(object, options);
  }

  patch<T extends KubernetesObject = UnstructuredObject>(
    type: ResourceRef<T> | DynamicType,
    key: KeyLike,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<T>;
  // The bound on parameters is the port's.
  patch<T extends KubernetesObject>(
    ...args: [ResourceRef<T> | DynamicType, KeyLike, Patch, WriteOptions?]
  ): Promise<T> {
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
    ref: ResourceRef | DynamicType,
    key: KeyLike,
    options?: DeleteOptions,
  ): Promise<void> {
    const type = await this.#parts.kinds.typeOf(ref);
    await this.#parts.exchange.send(deleteRequest({ type, key: keyOf(key) }, options));
  }

  async deleteAllOf(ref: ResourceRef | DynamicType, options?: CollectionOptions): Promise<void> {
    const type = await this.#parts.kinds.typeOf(ref);
    await this.#parts.exchange.send(deleteAllOfRequest(type, options));
  }

  subresource(name: string): SubresourceClient {
    return new RestSubresource(this.#parts, name);
  }

  async *#watch(
    ref: ResourceRef | DynamicType,
    options: WatchOptions,
  ): AsyncGenerator<WatchEvent<KubernetesObject>, void> {
    const { signal } = options;
    if (signal?.aborted) return;
    const type = await this.#parts.kinds.typeOf(ref);
    const decoder = new WatchDecoder();
    try {
      const { chunks } = await this.#parts.exchange.stream(watchRequest(type, options));
      for await (const chunk of chunks) {
        options.onBytes?.(chunk.length);
        for (const event of decoder.push(chunk)) {
          if (signal?.aborted) return;
          yield event;
        }
      }
      if (!signal?.aborted) yield* decoder.end();
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  }
}

/** A 404 of the object itself names it; one of the path, or of a missing kind, does not. */
function isAbsence(error: unknown, name: string): boolean {
  return error instanceof ApiError && error.code === 404 && error.details.name === name;
}

/** Lists of built-in kinds come without the kind in their items. */
function completeList<T extends KubernetesObject>(
  list: KubernetesList<T>,
  type: ResourceType,
): KubernetesList<T> {
  list.items ??= [];
  list.metadata ??= {};
  const isReduced = isMetadataOnly(type);
  const apiVersion = isReduced ? 'meta.k8s.io/v1' : type.apiVersion;
  const kind = isReduced ? 'PartialObjectMetadata' : type.kind;
  for (const item of list.items) {
    if (item.kind) break;
    item.apiVersion = apiVersion;
    item.kind = kind;
  }
  return list;
}
