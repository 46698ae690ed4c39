import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { type KeyLike, keyOf } from '../api/object-key.ts';
import type { DynamicType, ResourceRef, UnstructuredObject } from '../api/resource-ref.ts';
import type { ApplyInput, ApplyOptions, Patch, SubresourceWriter, WriteOptions } from './client.ts';
import type { Exchange } from './exchange.ts';
import type { KindResolver } from './kind-resolver.ts';
import { applyRequest, patchRequest, updateRequest, type WriteDefaults } from './request.ts';

/** What the parts of a client share. */
export interface ClientParts {
  readonly exchange: Exchange;
  readonly kinds: KindResolver;
  readonly defaults: WriteDefaults;
}

/** Writes objects, or one subresource of objects. */
export class ObjectWriter implements SubresourceWriter {
  readonly #parts: ClientParts;
  readonly #subresource: string | undefined;

  constructor(parts: ClientParts, subresource?: string) {
    this.#parts = parts;
    this.#subresource = subresource;
  }

  async update<T extends DeepReadonly<KubernetesObject>>(
    object: T,
    options?: WriteOptions,
  ): Promise<T> {
    const { exchange, kinds, defaults } = this.#parts;
    const type = await kinds.typeOfObject(object);
    const target = { type, key: keyOf(object), subresource: this.#subresource };
    return exchange.json(updateRequest(target, object, withDefaults(defaults, options)));
  }

  patch<T extends KubernetesObject = UnstructuredObject>(
    type: ResourceRef<T> | DynamicType,
    key: KeyLike,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<T>;
  // The bound on parameters is the port's.
  async patch<T extends KubernetesObject>(
    ...[ref, key, patch, options]: [ResourceRef<T> | DynamicType, KeyLike, Patch, WriteOptions?]
  ): Promise<T> {
    const { exchange, kinds, defaults } = this.#parts;
    const type = await kinds.typeOf(ref);
    const target = { type, key: keyOf(key), subresource: this.#subresource };
    return exchange.json(patchRequest(target, patch, withDefaults(defaults, options)));
  }

  async apply<T extends KubernetesObject = UnstructuredObject>(
    ref: ResourceRef<T> | DynamicType,
    object: ApplyInput<T>,
    options?: ApplyOptions,
  ): Promise<T> {
    const { exchange, kinds, defaults } = this.#parts;
    const type = await kinds.typeOf(ref);
    const target = { type, subresource: this.#subresource };
    return exchange.json(applyRequest(target, object, withDefaults(defaults, options)));
  }
}

/** The options of one write with the client's own where they say nothing. */
export function withDefaults<Options extends WriteOptions>(
  defaults: WriteDefaults,
  options?: Options,
): Options & WriteDefaults {
  return {
    ...(options as Options),
    fieldManager: options?.fieldManager ?? defaults.fieldManager,
    fieldValidation: options?.fieldValidation ?? defaults.fieldValidation,
  };
}
