import type { KubernetesObject } from '@keelson/kubernetes';
import type { Predicate } from '../api/object-event.ts';
import type { Reader } from '../api/reader.ts';
import type { ResourceRef } from '../api/resource-ref.ts';
import type { Cache } from '../cache/cache.ts';
import type { ControllerOptions, OwnDeclaration } from '../decorators/controller.ts';
import { metadataOnly } from '../scheme/metadata-only.ts';
import { resourceTypeOf } from '../scheme/resource-type-of.ts';
import { Controller, type ControllerParts } from './controller.ts';
import {
  requestForObject,
  requestForOwner,
  type RequestsOf,
  requestsFromMap,
} from './event-handler.ts';
import { informerSource, type Source } from './source.ts';

/** What {@link controllerFrom} needs beside the declaration. */
export interface ControllerSetting extends Omit<
  ControllerParts,
  'name' | 'sources' | 'kind' | keyof ControllerOptions
> {
  readonly cache: Pick<Cache, 'declare' | 'informer'>;
  /** Handed to `map` functions: the cached client. */
  readonly reader: Reader;
  /** Further sources. @default none */
  readonly sources?: readonly Source[] | undefined;
}

/** The name of a declared controller, in logs and metrics. */
export function controllerNameOf(declaration: ControllerOptions): string {
  return declaration.name ?? resourceTypeOf(declaration.for).kind.toLowerCase();
}

/**
 * Makes the controller that `@Controller` declares, and declares its kinds to the cache: the
 * reconciled kind and what is watched in full, what is owned by metadata only. In the plain form:
 *
 * ```ts
 * new Controller({ name, reconciler, ..., sources: [
 *   informerSource({ name: 'Foo', informer: () => cache.informer(Foo), requestsOf: requestForObject() }),
 * ] })
 * ```
 */
export function controllerFrom(
  declaration: ControllerOptions,
  setting: ControllerSetting,
): Controller {
  const { cache, reader, sources = [], ...parts } = setting;
  const { group, kind } = resourceTypeOf(declaration.for);
  const watched = (type: ResourceRef, requestsOf: RequestsOf, when?: Predicate) =>
    sourceOf({ cache, type, requestsOf, when });
  return new Controller({
    ...parts,
    name: controllerNameOf(declaration),
    kind: { group, kind },
    maxConcurrentReconciles: declaration.maxConcurrentReconciles,
    reconcileTimeoutMs: declaration.reconcileTimeoutMs,
    needLeaderElection: declaration.needLeaderElection,
    sources: [
      watched(declaration.for, requestForObject(), declaration.when),
      ...(declaration.owns ?? []).map((owned) => {
        const { type, when, matchEveryOwner } = ownDeclarationOf(owned);
        return watched(
          metadataOnly(type),
          requestForOwner(declaration.for, { matchEveryOwner }),
          when,
        );
      }),
      ...(declaration.watches ?? []).map(({ type, map, when }) =>
        watched(type, requestsFromMap(map, reader), when),
      ),
      ...sources,
    ],
  });
}

interface WatchedKind {
  readonly cache: Pick<Cache, 'declare' | 'informer'>;
  readonly type: ResourceRef;
  readonly requestsOf: RequestsOf;
  readonly when: Predicate | undefined;
}

function sourceOf({ cache, type, requestsOf, when }: WatchedKind): Source {
  cache.declare(type);
  return informerSource<KubernetesObject>({
    name: resourceTypeOf(type).kind,
    informer: () => cache.informer(type),
    when,
    requestsOf,
  });
}

function ownDeclarationOf(owned: ResourceRef | OwnDeclaration): OwnDeclaration {
  return 'type' in owned ? owned : { type: owned };
}
