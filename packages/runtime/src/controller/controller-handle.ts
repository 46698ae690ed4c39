import type { KubernetesObject } from '@keelson/kubernetes';
import type { Predicate } from '../api/object-event.ts';
import type { Reader } from '../api/reader.ts';
import type { ResourceRef } from '../api/resource-ref.ts';
import type { WatchSettings } from '../decorators/controller.ts';
import { metadataOnly } from '../scheme/metadata-only.ts';
import type { Controller } from './controller.ts';
import { requestForOwner, type RequestsOf, requestsFromMap } from './event-handler.ts';
import type { SourceHandle } from './source-set.ts';
import type { Source } from './source.ts';
import { type SourceCache, watchedSource } from './watched-source.ts';

/** What a {@link ControllerHandle} needs. */
export interface ControllerHandleParts {
  readonly controller: Pick<Controller, 'name' | 'addSource'>;
  readonly cache: SourceCache;
  /** Handed to `map` functions. */
  readonly reader: Reader;
  /** The reconciled kind. */
  readonly for: ResourceRef;
}

/**
 * A controller in a manager: watches can be added to it and removed, before the start and while it
 * runs, for kinds that are known only then. A watch that is removed leaves its informer to other
 * controllers and to readers; `manager.cache.removeInformer(type)` ends that too. The RBAC generator
 * does not see these watches: their rights need an `@Rbac`.
 */
export class ControllerHandle {
  readonly #parts: ControllerHandleParts;

  constructor(parts: ControllerHandleParts) {
    this.#parts = parts;
  }

  /** In logs and metrics. */
  get name(): string {
    return this.#parts.controller.name;
  }

  /** Same as a `watch(type, settings)` in `watches` of `@Controller`. @throws {Error} after the stop */
  watch<T extends KubernetesObject>(
    type: ResourceRef<T>,
    { map, when, delayMs }: WatchSettings<T>,
  ): SourceHandle {
    const requestsOf = requestsFromMap(map, this.#parts.reader);
    return this.#add(type, { requestsOf, when, delayMs });
  }

  /** Same as an `own(type, options)` in `owns` of `@Controller`. @throws {Error} after the stop */
  own<T extends KubernetesObject>(
    type: ResourceRef<T>,
    options: { readonly when?: Predicate<T>; readonly matchEveryOwner?: boolean } = {},
  ): SourceHandle {
    const { when, matchEveryOwner } = options;
    const requestsOf = requestForOwner(this.#parts.for, { matchEveryOwner });
    return this.#add(metadataOnly(type as ResourceRef), {
      requestsOf,
      when: when as Predicate | undefined,
    });
  }

  /** Adds a source of any kind, such as a `TriggerSource`. @throws {Error} after the stop */
  addSource(source: Source): SourceHandle {
    return this.#parts.controller.addSource(source);
  }

  #add<T extends KubernetesObject>(
    type: ResourceRef<T>,
    {
      requestsOf,
      when,
      delayMs,
    }: {
      readonly requestsOf: RequestsOf<T>;
      readonly when: Predicate<T> | undefined;
      readonly delayMs?: number | undefined;
    },
  ): SourceHandle {
    const { cache } = this.#parts;
    return this.addSource(
      watchedSource({
        cache,
        type,
        requestsOf: requestsOf as unknown as RequestsOf,
        when: when as unknown as Predicate | undefined,
        delayMs,
      }),
    );
  }
}
