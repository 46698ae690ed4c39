import type { KubernetesObject } from '@keelson/kubernetes';
import type { ObjectEvent } from '../api/object-event.ts';
import type { Clock, Timer } from '../util/clock.ts';
import { HandlerQueue } from './handler-queue.ts';
import { updatedEvent } from './stored-event.ts';
import { SyncGate } from './sync-gate.ts';

/** Is told of changes. When it returns a promise, the next event waits for it. */
export type EventHandler<T extends KubernetesObject = KubernetesObject> = (
  event: ObjectEvent<T>,
) => void | Promise<void>;

/** Options of a handler. */
export interface HandlerOptions {
  /**
   * How often each object is shown again as an update from itself to itself, without a request to
   * the server. 0 is never. @default the informer's, 10 hours; stretched or shrunk by up to a tenth
   */
  readonly resyncPeriodMs?: number | undefined;
}

/** What a {@link HandlerRegistration} needs of its informer. */
export interface HandlerRegistrationParts<T extends KubernetesObject> {
  readonly handler: EventHandler<T>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly resyncPeriodMs: number;
  readonly onError: (error: unknown) => void;
  readonly home: RegistrationHome<T>;
}

/** Where a registration lives: an informer, which may change. */
export interface RegistrationHome<T extends KubernetesObject> {
  readonly objects: () => readonly T[];
  readonly onRemove: (registration: HandlerRegistration<T>) => void;
}

/** Stands in the queue behind the initial list. */
const endOfInitialList = Symbol('end of the initial list');

/** A handler of an informer. */
export class HandlerRegistration<T extends KubernetesObject = KubernetesObject> {
  readonly #parts: HandlerRegistrationParts<T>;
  readonly #queue: HandlerQueue<ObjectEvent<T> | typeof endOfInitialList>;
  readonly #gate = new SyncGate();
  #home: RegistrationHome<T>;
  #resync: Timer | undefined;
  #isRemoved = false;

  constructor(parts: HandlerRegistrationParts<T>) {
    this.#parts = parts;
    this.#home = parts.home;
    this.#queue = new HandlerQueue((item) => {
      if (item !== endOfInitialList) return parts.handler(item);
      this.#gate.open();
      this.#scheduleResync();
      return undefined;
    }, parts.onError);
  }

  /** The handler has dealt with every object of the initial list. */
  get synced(): boolean {
    return this.#gate.isOpen;
  }

  /** Resolves to true once the handler is synced, and to false if it is removed or `signal` is aborted before. */
  whenSynced(signal?: AbortSignal): Promise<boolean> {
    return this.#gate.whenOpen(signal);
  }

  /** The handler is not called again. */
  remove(): void {
    this.#isRemoved = true;
    this.#resync?.cancel();
    this.#queue.clear();
    this.#gate.close();
    this.#home.onRemove(this);
  }

  /** For the informer that takes the handler over. */
  moveTo(home: RegistrationHome<T>): void {
    this.#home = home;
  }

  /** For the informer. */
  notify(event: ObjectEvent<T>): void {
    if (!this.#isRemoved) this.#queue.push(event);
  }

  /** For the informer. */
  endOfInitialList(): void {
    if (!this.#isRemoved) this.#queue.push(endOfInitialList);
  }

  #scheduleResync(): void {
    const { clock, random, resyncPeriodMs } = this.#parts;
    if (resyncPeriodMs <= 0 || this.#isRemoved) return;
    const delayMs = resyncPeriodMs * (0.9 + 0.2 * random());
    this.#resync = clock.setTimer(() => {
      for (const object of this.#home.objects()) this.notify(updatedEvent(object, object));
      this.#scheduleResync();
    }, delayMs);
  }
}
