import { type KeyLike, keyOf } from '../api/object-key.ts';
import type { GetOptions } from '../api/reader.ts';
import type { DynamicType, ResourceRef, UnstructuredObject } from '../api/resource-ref.ts';
import type { Patch, SubresourceClient, WriteOptions } from './client.ts';
import { type ClientParts, withDefaults } from './object-writer.ts';
import {
  createSubresourceRequest,
  getRequest,
  patchRequest,
  type Target,
  updateRequest,
} from './request.ts';

type AnyRef = ResourceRef | DynamicType;
type BodyArguments = [ref: AnyRef, key: KeyLike, body: object, options?: WriteOptions];

/** One subresource, of any kind. */
export class RestSubresource implements SubresourceClient {
  readonly #parts: ClientParts;
  readonly #name: string;

  /** @throws {TypeError} for a name that would lead elsewhere */
  constructor(parts: ClientParts, name: string) {
    if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/i.test(name)) {
      throw new TypeError(`"${name}" cannot be the name of a subresource`);
    }
    this.#parts = parts;
    this.#name = name;
  }

  async get<S = UnstructuredObject>(ref: AnyRef, key: KeyLike, options?: GetOptions): Promise<S> {
    return this.#parts.exchange.json<S>(getRequest(await this.#target(ref, key), options));
  }

  create<S = UnstructuredObject>(...args: BodyArguments): Promise<S>;
  async create<S>(...[ref, key, body, options]: BodyArguments): Promise<S> {
    const { exchange, defaults } = this.#parts;
    const target = await this.#target(ref, key);
    return exchange.json(createSubresourceRequest(target, body, withDefaults(defaults, options)));
  }

  update<S = UnstructuredObject>(...args: BodyArguments): Promise<S>;
  async update<S>(...[ref, key, body, options]: BodyArguments): Promise<S> {
    const { exchange, defaults } = this.#parts;
    const target = await this.#target(ref, key);
    return exchange.json(updateRequest(target, body, withDefaults(defaults, options)));
  }

  patch<S = UnstructuredObject>(
    ...args: [ref: AnyRef, key: KeyLike, patch: Patch, options?: WriteOptions]
  ): Promise<S>;
  async patch<S>(
    ...[ref, key, patch, options]: [AnyRef, KeyLike, Patch, WriteOptions?]
  ): Promise<S> {
    const { exchange, defaults } = this.#parts;
    const target = await this.#target(ref, key);
    return exchange.json(patchRequest(target, patch, withDefaults(defaults, options)));
  }

  async #target(ref: AnyRef, key: KeyLike): Promise<Target> {
    const type = await this.#parts.kinds.typeOf(ref);
    return { type, key: keyOf(key), subresource: this.#name };
  }
}
