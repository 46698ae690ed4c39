import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { Predicate } from '../api/object-event.ts';
import type { Reader } from '../api/reader.ts';
import type { Request } from '../api/request.ts';
import type { ResourceRef } from '../api/resource-ref.ts';
import { MetadataKey } from './metadata.ts';

/**
 * Names the requests that an object is of interest to. Called with the old and the new state of an
 * update; equal requests are merged. `reader` is the manager's cached client.
 * Semantics: controller-runtime's `EnqueueRequestsFromMapFunc`.
 */
export type MapFunction<T extends KubernetesObject = KubernetesObject> = (
  object: DeepReadonly<T>,
  reader: Reader,
) => Iterable<Request> | Promise<Iterable<Request>>;

/** What a change of a watched kind leads to. */
export interface WatchSettings<T extends KubernetesObject> {
  /** Names the requests. */
  readonly map: MapFunction<T>;
  /** @default every change */
  readonly when?: Predicate<T> | undefined;
  /**
   * Collects the changes of so many milliseconds into one reconcile of each request; a request that is
   * queued for earlier is not put off. For kinds of which many change at once, when one look at all of
   * them does. What exists at the start is not delayed. @default 0
   */
  readonly delayMs?: number | undefined;
}

/** Another kind whose changes lead to reconciles. Made by {@link watch}. */
export interface WatchDeclaration<
  T extends KubernetesObject = KubernetesObject,
> extends WatchSettings<T> {
  readonly type: ResourceRef<T>;
}

/** Declares a watch of another kind for `@Controller({ watches: [...] })`. */
export function watch<T extends KubernetesObject>(
  type: ResourceRef<T>,
  settings: WatchSettings<T>,
): WatchDeclaration {
  // Erased on purpose: declarations of different kinds stand in one list.
  return { type, ...settings } as unknown as WatchDeclaration;
}

/** A kind whose objects the reconciler creates with an owner reference. Made by {@link own}. */
export interface OwnDeclaration {
  readonly type: ResourceRef;
  readonly when?: Predicate | undefined;
  /** Enqueue every owner of the right kind, not only the controller. @default false */
  readonly matchEveryOwner?: boolean | undefined;
}

/** Declares an owned kind with options; `owns` takes the bare kind as well. */
export function own<T extends KubernetesObject>(
  type: ResourceRef<T>,
  options: { readonly when?: Predicate<T>; readonly matchEveryOwner?: boolean } = {},
): OwnDeclaration {
  return { type, ...options } as unknown as OwnDeclaration;
}

/** What `@Controller` takes. */
export interface ControllerOptions<T extends KubernetesObject = KubernetesObject> {
  /** The kind that is reconciled: each change of an object enqueues its key. */
  readonly for: ResourceRef<T>;
  /** Filters the changes of the reconciled kind. @default every change */
  readonly when?: Predicate<T>;
  /** Kinds created on behalf of the reconciled object: a change enqueues the owner. @default none */
  readonly owns?: readonly (ResourceRef | OwnDeclaration)[];
  /** Other kinds of interest. @default none */
  readonly watches?: readonly WatchDeclaration[];
  /** Name in logs and metrics, unique in the process. @default the kind in lower case */
  readonly name?: string;
  /** Keys reconciled at the same time; one key never is. @default 1 */
  readonly maxConcurrentReconciles?: number;
  /** Aborts the context's signal of a reconcile that takes longer. @default none */
  readonly reconcileTimeoutMs?: number;
  /** Runs only while this process leads. @default true */
  readonly needLeaderElection?: boolean;
  /**
   * Starts the sources before this process leads, so that its queue is full when it takes over. The
   * caches are filled before in any case; this is for sources of your own that are slow to start.
   * @default false
   */
  readonly warmUp?: boolean;
  /**
   * Leaves out the echo of the reconciler's own writes through the manager's client to `for` and
   * `owns`: an event that shows nothing but such a write does not lead to a reconcile. What others
   * change in the same moment still does. A reconciler that relies on its own write to be called
   * again must return `requeueAfterMs` instead. @default false
   */
  readonly ignoreOwnWrites?: boolean;
  /** Finalizer that the reconciler puts on its objects; adds the rights for it. @default none */
  readonly finalizer?: string;
}

const controller = new MetadataKey<ControllerOptions>('controller');

/**
 * Declares what a reconciler class reconciles and what else it watches; the manager and the RBAC
 * generator both read it. Semantics: controller-runtime's builder (`For`, `Owns`, `Watches`).
 */
export function Controller<T extends KubernetesObject>(options: ControllerOptions<T>) {
  return (target: abstract new (...args: never[]) => object): void => {
    controller.set(target, options as unknown as ControllerOptions);
  };
}

/** What `@Controller` recorded on a class. */
export function controllerOptionsOf(target: object): ControllerOptions | undefined {
  return controller.get(target);
}
