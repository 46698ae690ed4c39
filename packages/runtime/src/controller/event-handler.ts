import { type KubernetesObject, parseApiVersion } from '@keelson/kubernetes';
import type { ObjectEvent } from '../api/object-event.ts';
import { formatKey, keyOf } from '../api/object-key.ts';
import type { Reader } from '../api/reader.ts';
import type { Request } from '../api/request.ts';
import type { ResourceRef } from '../api/resource-ref.ts';
import { peekObject, peekOld } from '../cache/stored-event.ts';
import type { MapFunction } from '../decorators/controller.ts';
import { resourceTypeOf } from '../scheme/resource-type-of.ts';

/** Says which requests an event leads to. */
export type RequestsOf<T extends KubernetesObject = KubernetesObject> = (
  event: ObjectEvent<T>,
) => Iterable<Request> | Promise<Iterable<Request>>;

/** The object itself. Semantics: controller-runtime's `EnqueueRequestForObject`. */
export function requestForObject(): RequestsOf {
  return (event: ObjectEvent) => [keyOf(peekObject(event).metadata)];
}

/** Options of {@link requestForOwner}. */
export interface RequestForOwnerOptions {
  /** Every owner of the kind, not only the controller. @default false */
  readonly matchEveryOwner?: boolean | undefined;
}

/**
 * The owners of the given kind, of the old and the new state of an update: so an owner learns of
 * what it loses. The version of the owner's kind does not matter. Semantics: controller-runtime's
 * `EnqueueRequestForOwner`.
 */
export function requestForOwner(
  owner: ResourceRef,
  options: RequestForOwnerOptions = {},
): RequestsOf {
  const { group, kind, scope } = resourceTypeOf(owner);
  const { matchEveryOwner = false } = options;
  return (event: ObjectEvent) => {
    const requests: Request[] = [];
    for (const state of [peekObject(event), peekOld(event)]) {
      const { namespace } = keyOf(state?.metadata ?? { name: '' });
      for (const reference of state?.metadata.ownerReferences ?? []) {
        if (reference.kind !== kind || groupOf(reference.apiVersion) !== group) continue;
        if (!matchEveryOwner && reference.controller !== true) continue;
        const { name } = reference;
        if (requests.some((request) => request.name === name)) continue;
        requests.push(scope === 'Cluster' ? { name } : { namespace, name });
      }
    }
    return requests;
  };
}

/**
 * What a function names for the new and the old state, each request once. Semantics:
 * controller-runtime's `EnqueueRequestsFromMapFunc`.
 */
export function requestsFromMap<T extends KubernetesObject>(
  map: MapFunction<T>,
  reader: Reader,
): RequestsOf<T> {
  return (event: ObjectEvent<T>) => {
    const named = map(event.object, reader);
    const namedBefore = event.type === 'updated' ? map(event.old, reader) : [];
    // Waits only if the function does: events of a synchronous one cost no promise.
    return named instanceof Promise || namedBefore instanceof Promise
      ? Promise.all([named, namedBefore]).then(([now, before]) => distinct(now, before))
      : distinct(named, namedBefore);
  };
}

function distinct(now: Iterable<Request>, before: Iterable<Request>): Iterable<Request> {
  const requests = new Map<string, Request>();
  for (const request of now) requests.set(formatKey(request), request);
  for (const request of before) requests.set(formatKey(request), request);
  return requests.values();
}

/** `undefined` for what is not an apiVersion: an owner reference is data, and may be wrong. */
function groupOf(apiVersion: string): string | undefined {
  try {
    return parseApiVersion(apiVersion).group;
  } catch {
    return undefined;
  }
}
