import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { type KeyLike, keyOf } from '../api/object-key.ts';
import type { DynamicType, ResourceRef, UnstructuredObject } from '../api/resource-ref.ts';
import type {
  ApplyInput,
  ApplyOptions,
  Patch,
  SubresourceWriter,
  WriteOptions,
} from '../client/client.ts';
import { identify } from './kind-identity.ts';
import type { SentWrite } from './own-writes.ts';
import type { WriterScope } from './writer-scope.ts';

/** What a {@link RecordingWriter} tells of replies to writes. */
export interface WriteRecord {
  /** Whether anyone wants to know of writes of the kind. */
  caches(kind: { readonly apiVersion: string; readonly kind: string }): boolean;
  /** Keeps a copy: the caller of the write may change the object. */
  written(object: KubernetesObject): void;
}

/** The arguments of `patch`, for typed and dynamic kinds alike. */
export type PatchArguments<T extends KubernetesObject> = [
  type: ResourceRef<T> | DynamicType,
  key: KeyLike,
  patch: Patch,
  options?: WriteOptions,
];

/** Options of {@link RecordingWriter}. */
export interface RecordingWriterOptions {
  readonly record: WriteRecord;
  /** Knows whose a write is. @default nobody's */
  readonly writers?: WriterScope | undefined;
}

/** Writes through another writer and records each reply. */
export class RecordingWriter implements SubresourceWriter {
  readonly #writer: SubresourceWriter;
  readonly #record: WriteRecord;
  readonly #writers: WriterScope | undefined;

  constructor(writer: SubresourceWriter, { record, writers }: RecordingWriterOptions) {
    this.#writer = writer;
    this.#record = record;
    this.#writers = writers;
  }

  async update<T extends DeepReadonly<KubernetesObject>>(
    object: T,
    options?: WriteOptions,
  ): Promise<T> {
    const { apiVersion, kind, metadata } = object;
    const base = metadata.resourceVersion;
    const sent = () => ({ apiVersion, kind, ...keyOf(metadata), base });
    return this.send(sent, () => this.#writer.update(object, options), options);
  }

  async patch<T extends KubernetesObject = UnstructuredObject>(
    ...[type, key, patch, options]: PatchArguments<T>
  ): Promise<T> {
    const sent = () => sentOf(type, keyOf(key), patch.type === 'merge' ? patch.body : undefined);
    const write = () => this.#writer.patch(type as ResourceRef<T>, key, patch, options);
    return this.send(sent, write, options);
  }

  async apply<T extends KubernetesObject = UnstructuredObject>(
    type: ResourceRef<T> | DynamicType,
    object: ApplyInput<T>,
    options?: ApplyOptions,
  ): Promise<T> {
    const sent = () => sentOf(type, keyOf(object.metadata), object);
    const write = () => this.#writer.apply(type as ResourceRef<T>, object, options);
    return this.send(sent, write, options);
  }

  /** Sends a write and hands its reply on, with both remembered unless it is a dry run. */
  async send<T extends DeepReadonly<KubernetesObject>>(
    ...[sent, write, options]: [
      sent: () => SentWrite,
      write: () => Promise<T>,
      options: WriteOptions | undefined,
    ]
  ): Promise<T> {
    const own = options?.dryRun === true ? undefined : this.#writers?.current;
    const send = async () => this.#recorded(await write(), options);
    return own === undefined ? send() : own.track(sent(), send);
  }

  /** Records a reply, unless nothing was stored. */
  #recorded<T extends DeepReadonly<KubernetesObject>>(reply: T, options: WriteOptions = {}): T {
    if (options.dryRun !== true && this.#record.caches(reply)) {
      this.#record.written(reply as unknown as KubernetesObject);
    }
    return reply;
  }
}

/** A write without a precondition, unless its body names a version. */
function sentOf(
  type: ResourceRef | DynamicType,
  key: { readonly namespace?: string | undefined; readonly name: string },
  body: object | undefined,
): SentWrite {
  const { apiVersion, kind } = identify(type);
  const { metadata } = (body ?? {}) as { metadata?: { resourceVersion?: string } };
  return { apiVersion, kind, ...key, body, base: metadata?.resourceVersion };
}
