import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { JsonPatchOperation } from '../api/json-patch.ts';
import type { KeyLike } from '../api/object-key.ts';
import type { GetOptions, ListOptions, Reader } from '../api/reader.ts';
import type { DynamicType, ResourceRef, UnstructuredObject } from '../api/resource-ref.ts';

/** Options of every write. */
export interface WriteOptions {
  /** Runs all stages but stores nothing. @default false */
  readonly dryRun?: boolean | undefined;
  /** Name under which the written fields are owned. @default the client's `fieldManager` */
  readonly fieldManager?: string | undefined;
  /** What the server does with unknown or duplicate fields. @default the client's, else the server's ('Warn') */
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict' | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options of a server-side apply. */
export interface ApplyOptions extends WriteOptions {
  /** Take fields that others own. @default true, as advised for controllers (Kubernetes docs, "Server-Side Apply") */
  readonly force?: boolean | undefined;
}

/** Options of a delete. Semantics: `metav1.DeleteOptions`. */
export interface DeleteOptions {
  readonly dryRun?: boolean | undefined;
  readonly gracePeriodSeconds?: number | undefined;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground' | undefined;
  /** Delete only this very object, or only this state of it; else a conflict. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string } | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options of a watch. */
export interface WatchOptions {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Events after this version. @default synthetic ADDED events first, then changes */
  readonly resourceVersion?: string | undefined;
  readonly resourceVersionMatch?: 'NotOlderThan' | undefined;
  readonly sendInitialEvents?: boolean | undefined;
  /** Told how many bytes came from the API server, as they come. @default nobody is told */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  readonly allowBookmarks?: boolean | undefined;
  /** The server ends the watch after this long. @default the server's choice, 30 to 60 minutes */
  readonly timeoutSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One event of a watch. An ERROR of the stream is thrown as `ApiError`, never yielded. */
export interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  /** A BOOKMARK's object carries only the resource version and annotations. */
  readonly object: T;
}

/** A patch as a value; the kind says the content type. Server-side apply has its own verb. */
export type Patch =
  | { readonly type: 'merge'; readonly body: object }
  | { readonly type: 'strategic'; readonly body: object }
  | { readonly type: 'json'; readonly body: readonly JsonPatchOperation[] };

/**
 * What `create` takes: a name or generateName; no status; apiVersion and kind are filled in. Below a
 * custom resource's spec everything is optional to the compiler, since the server fills in the
 * defaults and checks what is required; a built-in kind says itself what may be left out.
 */
export type CreateInput<T extends KubernetesObject> = CreateBody<
  T,
  DeepReadonly<Omit<T, 'apiVersion' | 'kind' | 'metadata' | 'status'>>
> & {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: DeepPartial<DeepReadonly<T['metadata']>> &
    ({ readonly name: string } | { readonly generateName: string });
};

/** Built-in kinds carry their apiVersion as a literal type, custom resources as `string`. */
type CreateBody<T extends KubernetesObject, Body> = string extends T['apiVersion']
  ? DeepPartial<Body>
  : OptionalWhereEmpty<Body>;

/** What the server always sends but fills in itself, such as a Namespace's spec, may be left out. */
type OptionalWhereEmpty<Body> = {
  [Key in keyof Body as object extends Body[Key] ? never : Key]: Body[Key];
} & { [Key in keyof Body as object extends Body[Key] ? Key : never]?: Body[Key] };

/** What `apply` takes: the fields that the manager wants to own, and nothing else. */
export type ApplyInput<T extends KubernetesObject> = DeepPartial<
  DeepReadonly<Omit<T, 'metadata'>>
> & {
  readonly metadata: DeepPartial<DeepReadonly<T['metadata']>> & { readonly name: string };
};

/** `T` with everything optional at every depth; list items stay whole. */
export type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: DeepPartial<T[Key]> | undefined }
    : T;

/** Writes of one endpoint of an object: the object itself, or a subresource such as `status`. */
export interface SubresourceWriter {
  /** PUT. Needs the object's resourceVersion. @throws {ApiError} 409 when it changed meanwhile */
  update<T extends DeepReadonly<KubernetesObject>>(object: T, options?: WriteOptions): Promise<T>;
  patch<T extends KubernetesObject>(
    type: ResourceRef<T>,
    key: KeyLike,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<T>;
  patch(
    type: DynamicType,
    key: KeyLike,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<UnstructuredObject>;
  /** Server-side apply. */
  apply<T extends KubernetesObject>(
    type: ResourceRef<T>,
    object: ApplyInput<T>,
    options?: ApplyOptions,
  ): Promise<T>;
  apply(
    type: DynamicType,
    object: ApplyInput<UnstructuredObject>,
    options?: ApplyOptions,
  ): Promise<UnstructuredObject>;
}

/** Any subresource, such as `scale` or `token`: the kind of its objects is the caller's to say. */
export interface SubresourceClient {
  get<S = UnstructuredObject>(
    type: ResourceRef | DynamicType,
    key: KeyLike,
    options?: GetOptions,
  ): Promise<S>;
  create<S = UnstructuredObject>(
    type: ResourceRef | DynamicType,
    key: KeyLike,
    body: object,
    options?: WriteOptions,
  ): Promise<S>;
  update<S = UnstructuredObject>(
    type: ResourceRef | DynamicType,
    key: KeyLike,
    body: object,
    options?: WriteOptions,
  ): Promise<S>;
  patch<S = UnstructuredObject>(
    type: ResourceRef | DynamicType,
    key: KeyLike,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<S>;
}

/** Writes objects; always to the API server. */
export interface Writer extends SubresourceWriter {
  create<T extends KubernetesObject>(
    type: ResourceRef<T>,
    object: CreateInput<T>,
    options?: WriteOptions,
  ): Promise<T>;
  create(
    type: DynamicType,
    object: CreateInput<UnstructuredObject>,
    options?: WriteOptions,
  ): Promise<UnstructuredObject>;
  /** Resolves also when the object stays because of finalizers. @throws {ApiError} 404 when there is none */
  delete(type: ResourceRef | DynamicType, key: KeyLike, options?: DeleteOptions): Promise<void>;
  /** Deletes the collection that the selectors choose. */
  deleteAllOf(
    type: ResourceRef | DynamicType,
    options?: DeleteOptions & Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'>,
  ): Promise<void>;
  readonly status: SubresourceWriter;
  subresource(name: string): SubresourceClient;
}

/** Streams changes straight from the API server; informers are built on it. */
export interface Watcher {
  watch<T extends KubernetesObject>(
    type: ResourceRef<T>,
    options?: WatchOptions,
  ): AsyncIterable<WatchEvent<T>>;
  watch(type: DynamicType, options?: WatchOptions): AsyncIterable<WatchEvent<UnstructuredObject>>;
}

/** Reads, writes and watches. The manager's reads come from its cache. */
export interface Client extends Reader, Writer, Watcher {}
