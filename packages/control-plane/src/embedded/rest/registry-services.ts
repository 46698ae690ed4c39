import type { JsonObject } from '@keelson/schema';
import type { Strategy } from '../registry/strategy.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { AdmissionChain } from './admission.ts';
import type { RequestContext, ServedResource } from './served-resource.ts';

/** Who writes, as managed fields record it. */
export interface FieldWriter {
  readonly resource: ServedResource;
  readonly manager: string;
  readonly subresource: string;
}

/** Keeps track of who set which field (server-side apply). */
export interface FieldManagement {
  /** After a create, update or patch: sets `metadata.managedFields` of `next`. */
  update(live: JsonObject | undefined, next: JsonObject, writer: FieldWriter): void;
  /** @throws {StatusError} 409 for fields of other managers, unless forced */
  apply(
    live: JsonObject | undefined,
    applied: JsonObject,
    writer: FieldWriter & { readonly force: boolean },
  ): JsonObject;
}

/** Every kind that bodies may name, served as a resource or not. */
export interface KnownKinds {
  has(apiVersion: string, kind: string): boolean;
  /** How objects of a kind that is served, and built in, are read. */
  strategyOf?(apiVersion: string, kind: string): Strategy | undefined;
}

/** What reads and writes of objects need from the server around them. */
export interface RegistryServices {
  readonly store: ObjectStore;
  readonly admission: AdmissionChain;
  readonly fields: FieldManagement;
  readonly knownKinds: KnownKinds;
  readonly now: () => Date;
  /** In [0, 1). */
  readonly random: () => number;
  readonly newUid: () => string;
}

/** One write to one resource. */
export interface WriteTarget {
  readonly resource: ServedResource;
  /** `''` for the object itself. */
  readonly subresource: string;
  /** `''` for cluster-scoped resources. */
  readonly namespace: string;
  /** From the path; `''` for a create. */
  readonly name: string;
  readonly context: RequestContext;
  /** A creation that was asked for as an update or an apply. */
  readonly isCreateOnUpdate?: boolean | undefined;
}

/** RFC 3339 in seconds, as meta/v1 Time. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** `metadata` of an object; made when it is absent or no object. */
export function metadataOf(object: JsonObject): JsonObject {
  const { metadata } = object;
  if (typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata)) {
    return metadata;
  }
  const made: JsonObject = {};
  object['metadata'] = made;
  return made;
}

/** `metadata.finalizers`. */
export function finalizersOf(metadata: JsonObject): string[] {
  const { finalizers } = metadata;
  return Array.isArray(finalizers) ? (finalizers as string[]) : [];
}
