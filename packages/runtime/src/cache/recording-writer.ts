import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { mutable } from '../api/mutable.ts';
import type { KeyLike } from '../api/object-key.ts';
import type { DynamicType, ResourceRef, UnstructuredObject } from '../api/resource-ref.ts';
import type {
  ApplyInput,
  ApplyOptions,
  Patch,
  SubresourceWriter,
  WriteOptions,
} from '../client/client.ts';

/** What a {@link RecordingWriter} tells of replies to writes. */
export interface WriteRecord {
  /** Whether anyone wants to know of writes of the kind. */
  caches(kind: { readonly apiVersion: string; readonly kind: string }): boolean;
  written(object: KubernetesObject): void;
}

/** The arguments of `patch`, for typed and dynamic kinds alike. */
export type PatchArguments<T extends KubernetesObject> = [
  type: ResourceRef<T> | DynamicType,
  key: KeyLike,
  patch: Patch,
  options?: WriteOptions,
];

/** Writes through another writer and records a private copy of each reply. */
export class RecordingWriter implements SubresourceWriter {
  readonly #writer: SubresourceWriter;
  readonly #record: WriteRecord;

  constructor(writer: SubresourceWriter, record: WriteRecord) {
    this.#writer = writer;
    this.#record = record;
  }

  async update<T extends DeepReadonly<KubernetesObject>>(
    object: T,
    options?: WriteOptions,
  ): Promise<T> {
    return this.record(await this.#writer.update(object, options), options);
  }

  async patch<T extends KubernetesObject = UnstructuredObject>(
    ...[type, key, patch, options]: PatchArguments<T>
  ): Promise<T> {
    const reply = await this.#writer.patch(type as ResourceRef<T>, key, patch, options);
    return this.record(reply, options);
  }

  async apply<T extends KubernetesObject = UnstructuredObject>(
    type: ResourceRef<T> | DynamicType,
    object: ApplyInput<T>,
    options?: ApplyOptions,
  ): Promise<T> {
    return this.record(await this.#writer.apply(type as ResourceRef<T>, object, options), options);
  }

  /** Records a reply, unless nothing was stored, and hands it on. The caller may change it: hence the copy. */
  record<T extends DeepReadonly<KubernetesObject>>(reply: T, options: WriteOptions = {}): T {
    if (options.dryRun !== true && this.#record.caches(reply)) {
      this.#record.written(mutable(reply) as KubernetesObject);
    }
    return reply;
  }
}
