import type { Predicate } from '../api/object-event.ts';
import type { Reader } from '../api/reader.ts';
import type { ResourceRef } from '../api/resource-ref.ts';
import { OwnWrites } from '../cache/own-writes.ts';
import type { WriterScope } from '../cache/writer-scope.ts';
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
import type { Source } from './source.ts';
import { type SourceCache, watchedSource } from './watched-source.ts';

/** What {@link controllerFrom} needs beside the declaration. */
export interface ControllerSetting extends Omit<
  ControllerParts,
  'name' | 'sources' | 'kind' | 'call' | keyof ControllerOptions
> {
  readonly cache: SourceCache;
  /** Handed to `map` functions: the cached client. */
  readonly reader: Reader;
  /** Tells whose a write is, for `ignoreOwnWrites`. @default no write is anybody's */
  readonly writers?: WriterScope | undefined;
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
  const { cache, reader, sources = [], writers, ...parts } = setting;
  const { group, kind } = resourceTypeOf(declaration.for);
  const ownWrites = declaration.ignoreOwnWrites === true ? new OwnWrites() : undefined;
  const watched = (type: ResourceRef, requestsOf: RequestsOf, when?: Predicate) =>
    watchedSource({ cache, type, requestsOf, when, ownWrites });
  return new Controller({
    ...parts,
    name: controllerNameOf(declaration),
    kind: { group, kind },
    maxConcurrentReconciles: declaration.maxConcurrentReconciles,
    reconcileTimeoutMs: declaration.reconcileTimeoutMs,
    needLeaderElection: declaration.needLeaderElection,
    call: ownWrites && writers && ((work) => writers.run(ownWrites, work)),
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
      ...(declaration.watches ?? []).map(({ type, map, when, delayMs }) =>
        watchedSource({ cache, type, requestsOf: requestsFromMap(map, reader), when, delayMs }),
      ),
      ...sources,
    ],
  });
}

function ownDeclarationOf(owned: ResourceRef | OwnDeclaration): OwnDeclaration {
  return 'type' in owned ? owned : { type: owned };
}
