import type { KubernetesObject } from '@keelson/kubernetes';
import type { Predicate } from '../api/object-event.ts';
import type { ResourceRef } from '../api/resource-ref.ts';
import type { ControllerHandle } from '../controller/controller-handle.ts';
import type { Reconciler } from '../controller/reconciler.ts';
import {
  type ControllerOptions,
  type OwnDeclaration,
  type WatchDeclaration,
  type WatchSettings,
  own,
  watch,
} from '../decorators/controller.ts';
import type { Manager } from './manager.ts';

/** Settings of a controller that are no watch. */
export type ControllerSettings = Omit<ControllerOptions, 'for' | 'when' | 'owns' | 'watches'>;

/**
 * Declares a controller step by step, for a reconciler whose class has no `@Controller`:
 *
 * ```ts
 * controllerManagedBy(manager).for(Foo).owns(Bar).complete(reconciler);
 * ```
 *
 * is the same as
 *
 * ```ts
 * manager.addController({ for: Foo, owns: [Bar] }, reconciler);
 * ```
 *
 * The RBAC generator reads `@Controller` only: what is declared here needs its `@Rbac`.
 */
export function controllerManagedBy(manager: Pick<Manager, 'addController'>): ControllerBuilder {
  return new ControllerBuilder(manager);
}

/** Made by {@link controllerManagedBy}. */
export class ControllerBuilder {
  readonly #manager: Pick<Manager, 'addController'>;
  readonly #owns: OwnDeclaration[] = [];
  readonly #watches: WatchDeclaration[] = [];
  #settings: ControllerSettings = {};
  #for: Pick<ControllerOptions, 'for' | 'when'> | undefined;

  constructor(manager: Pick<Manager, 'addController'>) {
    this.#manager = manager;
  }

  /** The reconciled kind; once. Same as `for` and `when` of `@Controller`. */
  for<T extends KubernetesObject>(type: ResourceRef<T>, when?: Predicate<T>): this {
    if (this.#for !== undefined) throw new Error('a controller is for one kind: call for() once');
    this.#for = { for: type, ...(when !== undefined && { when: when as Predicate }) };
    return this;
  }

  /** Same as an `own(type, options)` in `owns` of `@Controller`. */
  owns<T extends KubernetesObject>(
    type: ResourceRef<T>,
    options?: { readonly when?: Predicate<T>; readonly matchEveryOwner?: boolean },
  ): this {
    this.#owns.push(own(type, options));
    return this;
  }

  /** Same as a `watch(type, settings)` in `watches` of `@Controller`. */
  watches<T extends KubernetesObject>(type: ResourceRef<T>, settings: WatchSettings<T>): this {
    this.#watches.push(watch(type, settings));
    return this;
  }

  /** Same as the other options of `@Controller`. */
  with(settings: ControllerSettings): this {
    this.#settings = { ...this.#settings, ...settings };
    return this;
  }

  /** Adds the controller to the manager. @throws {Error} without a kind, or when its name is taken */
  complete(reconciler: Reconciler): ControllerHandle {
    if (this.#for === undefined) throw new Error('a controller needs a kind: call for(<Kind>)');
    return this.#manager.addController(
      { ...this.#settings, ...this.#for, owns: this.#owns, watches: this.#watches },
      reconciler,
    );
  }
}
