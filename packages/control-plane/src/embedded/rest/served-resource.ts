import type { JsonObject } from '@keelson/schema';
import type { UserInfo } from '../auth/user.ts';
import type { MetadataRules } from '../metadata/validate-metadata.ts';
import type { ReplicasPaths } from '../fields/scale-managers.ts';
import type { Strategy, TableFormat } from '../registry/strategy.ts';
import type { GroupResource, StatusError } from '../status-error.ts';

/** A kind, fully named. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What a write knows of its request. */
export interface RequestContext {
  readonly namespace: string;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  /** Texts of Warning headers, in order. */
  readonly warnings: string[];
}

/** Part of an object with a path of its own. */
export interface Subresource {
  readonly name: string;
  /** Kind of the bodies. */
  readonly kind: GroupVersionKind;
  /** Reads the bodies, where they are of another kind than the resource. */
  readonly strategy?: Strategy | undefined;
  readonly verbs: readonly string[];
  /**
   * How it is served: `object` is the whole object under the strategy's rules for this subresource,
   * `scale` a projection of it, `action` a POST that answers something else. `unserved` is part of discovery only.
   */
  readonly behaviour:
    | { readonly type: 'object' }
    | { readonly type: 'scale'; readonly scale: ScaleProjection }
    | { readonly type: 'action'; readonly run: SubresourceAction }
    | { readonly type: 'unserved' };
}

/** Reads and writes the replicas of an object through autoscaling/v1 Scale. */
export interface ScaleProjection {
  /** @throws {StatusError} when the object has no such paths */
  scaleOf(object: JsonObject): JsonObject;
  /** What a PUT or PATCH starts from; as {@link ScaleProjection.scaleOf}, but replicas may be missing. */
  scaleForUpdate?(object: JsonObject): JsonObject;
  /** Puts `spec.replicas` of a Scale into a copy of the object. */
  withReplicas(object: JsonObject, scale: JsonObject): JsonObject;
  /** Where the versions of the kind keep the replicas: `['spec', 'replicas']`. */
  readonly replicasPaths: ReplicasPaths;
  /** Shows Scales. */
  readonly table: TableFormat;
}

/** Answers a POST to a subresource, such as `token`. `parent` is the live object. */
export type SubresourceAction = (
  body: JsonObject,
  call: { readonly parent: JsonObject; readonly context: RequestContext },
) => JsonObject | Promise<JsonObject>;

/** A kind that is created and never kept: a review. */
export type VirtualCreate = (object: JsonObject, context: RequestContext) => JsonObject;

/**
 * What has to be asked of somebody else before `fromStorage` and `toStorage` of a resource can answer:
 * its versions are converted by a webhook. Its promises reject with a StatusError.
 */
export interface Conversion {
  /** After it, `fromStorage` shows the object. `undefined`: it does already. */
  toShow(object: JsonObject): Promise<void> | undefined;
  /** After it, `toStorage` takes the object. `undefined`: it does already. */
  toStore(object: JsonObject): Promise<void> | undefined;
  /** A copy in another version. */
  inVersion(object: JsonObject, version: string): Promise<JsonObject>;
}

/** A resource in one version, as the handlers serve it. */
export interface ServedResource extends GroupResource, GroupVersionKind {
  /** Same as `resource`. */
  readonly plural: string;
  readonly singular: string;
  readonly listKind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: ReadonlyMap<string, Subresource>;
  /** Key in the store, the same for all versions of a kind: `deployments.apps`. */
  readonly storage: string;
  readonly storageVersionHash: string;
  readonly strategy: Strategy;
  /** What `metadata` may say. */
  readonly metadataRules: MetadataRules;
  /** Custom resources take no strategic merge patch. */
  readonly isCustom: boolean;
  /** Graceful deletion, default grace in seconds; `undefined` for all kinds but pods. */
  readonly defaultGraceSeconds?: ((object: JsonObject) => number) | undefined;
  /** Dependents of a deleted object are orphaned unless the request says otherwise. */
  readonly orphansByDefault?: boolean | undefined;
  /**
   * What the first deletion of a kind does when it does not delete: the object to store instead.
   * `undefined` when nothing special is to be done (any more).
   */
  readonly beginDeletion?: ((live: JsonObject, now: Date) => JsonObject | undefined) | undefined;
  /** Whether something other than finalizers keeps an object that is being deleted. */
  readonly isHeld?: ((object: JsonObject) => boolean) | undefined;
  /** A deletion answers the object that has gone, not a Status. */
  readonly returnsDeleted?: boolean | undefined;
  /** Warns of every request to a version that is going out of use. */
  readonly deprecationWarning?: string | undefined;
  /** Why nothing new is taken now, if so. */
  readonly refuseCreate?: ((name: string) => StatusError | undefined) | undefined;
  /** Set for reviews: nothing is stored. */
  readonly createVirtual?: VirtualCreate | undefined;
  /** What has to be asked before the two methods below can answer. @default nothing */
  readonly conversion?: Conversion | undefined;
  /** What stands in the store, in this version. Shares with it what it can; not to be changed. */
  fromStorage(object: JsonObject): JsonObject;
  /** Takes the object over. */
  toStorage(object: JsonObject): JsonObject;
}
