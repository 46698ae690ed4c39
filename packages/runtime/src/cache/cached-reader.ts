import type { KubernetesList, KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { type KeyLike, keyOf } from '../api/object-key.ts';
import type { GetOptions, ListOptions, Reader } from '../api/reader.ts';
import type { DynamicType, ResourceRef, UnstructuredObject } from '../api/resource-ref.ts';
import { CacheError } from './cache-error.ts';
import type { Cache } from './cache.ts';
import type { Informer } from './informer.ts';
import { identify } from './kind-identity.ts';
import { viewQueryOf } from './view-query.ts';

/** What a read of a kind does that no informer keeps. */
export type MissingInformerPolicy = 'error' | 'start' | 'live';

/** Options of {@link CachedReader}. */
export interface CachedReaderOptions {
  readonly cache: Cache;
  /** Answers in place of the cache under `onMissingInformer: 'live'`. */
  readonly live: Reader;
  readonly onMissingInformer: MissingInformerPolicy;
}

/** Answers reads from the cache; waits only for the first fill of an informer. */
export class CachedReader implements Reader {
  readonly #options: CachedReaderOptions;

  constructor(options: CachedReaderOptions) {
    this.#options = options;
  }

  async get<T extends KubernetesObject = UnstructuredObject>(
    type: ResourceRef<T> | DynamicType,
    key: KeyLike,
    options: GetOptions = {},
  ): Promise<DeepReadonly<T> | undefined> {
    const informer = this.#informer(type);
    if (informer === undefined) {
      return await this.#options.live.get(type as ResourceRef<T>, key, options);
    }
    if (!informer.synced) await this.#synced(informer, options.signal);
    const { namespace, name } = keyOf(key);
    requireNamespace(informer, namespace);
    return informer.get({ namespace, name }) as DeepReadonly<T> | undefined;
  }

  async list<T extends KubernetesObject = UnstructuredObject>(
    type: ResourceRef<T> | DynamicType,
    options: ListOptions = {},
  ): Promise<KubernetesList<DeepReadonly<T>>> {
    const informer = this.#informer(type);
    if (informer === undefined)
      return await this.#options.live.list(type as ResourceRef<T>, options);
    const query = viewQueryOf(options, informer);
    if (!informer.synced) await this.#synced(informer, options.signal);
    if (options.namespace !== undefined) requireNamespace(informer, options.namespace);
    const items = informer.list(query) as DeepReadonly<T>[];
    const { apiVersion, kind } = informer.type;
    const { resourceVersion } = informer.status;
    return { apiVersion, kind: `${kind}List`, metadata: { resourceVersion }, items };
  }

  /** `undefined`: read live. */
  #informer(type: ResourceRef | DynamicType): Informer | undefined {
    const { cache, onMissingInformer } = this.#options;
    const informer = cache.find(type);
    if (informer !== undefined) return informer;
    if (onMissingInformer === 'live' && !cache.hasMetadata(type)) return undefined;
    const { kind } = identify(type);
    // An owned kind: watched by its metadata until someone reads the whole object.
    if (onMissingInformer === 'start' || cache.hasMetadata(type)) {
      return cache.informer(type as ResourceRef);
    }
    throw new CacheError(
      'MissingInformer',
      `${kind} is not cached, so it cannot be read from the cache: name it in \`for\`, \`owns\` or ` +
        `\`watches\` of a controller, call \`cache.informer(${kind})\` before the start, read it live ` +
        `with \`manager.apiReader\`, or set \`onMissingInformer\` to 'start' or 'live'`,
    );
  }

  async #synced(informer: Informer, signal: AbortSignal | undefined): Promise<void> {
    const { kind } = informer.type;
    if (!this.#options.cache.isStarted) {
      throw new CacheError(
        'NotStarted',
        `the cache is not started, so ${kind} cannot be read from it: read after the manager has started, or live with \`manager.apiReader\``,
      );
    }
    if (!(await informer.whenSynced(signal))) {
      throw new CacheError(
        'Aborted',
        `the read of ${kind} was aborted before the cache was filled`,
      );
    }
  }
}

function requireNamespace(informer: Informer, namespace: string | undefined): void {
  if (informer.covers(namespace)) return;
  throw new CacheError(
    'NamespaceNotCached',
    `${informer.type.kind} of the namespace "${namespace ?? ''}" is not cached: add the namespace to ` +
      `the cache's \`defaultNamespaces\` or to the kind's \`namespaces\` in \`byObject\`, or read live`,
  );
}
