import type { KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { ObjectEvent } from '../api/object-event.ts';
import { deepFreeze } from '../api/deep-freeze.ts';

class Created<T extends KubernetesObject> {
  readonly type = 'created';
  readonly isInInitialList: boolean;
  readonly #object: T;

  constructor(object: T, isInInitialList: boolean) {
    this.#object = object;
    this.isInInitialList = isInInitialList;
  }

  get object(): DeepReadonly<T> {
    return deepFreeze(this.#object);
  }

  static peek<T extends KubernetesObject>(event: Created<T>): T {
    return event.#object;
  }
}

class Updated<T extends KubernetesObject> {
  readonly type = 'updated';
  readonly #object: T;
  readonly #old: T;

  constructor(object: T, old: T) {
    this.#object = object;
    this.#old = old;
  }

  get object(): DeepReadonly<T> {
    return deepFreeze(this.#object);
  }

  get old(): DeepReadonly<T> {
    return deepFreeze(this.#old);
  }

  static peek<T extends KubernetesObject>(event: Updated<T>): T {
    return event.#object;
  }

  static peekOld<T extends KubernetesObject>(event: Updated<T>): T {
    return event.#old;
  }
}

class Deleted<T extends KubernetesObject> {
  readonly type = 'deleted';
  readonly isFinalStateUnknown: boolean;
  readonly #object: T;

  constructor(object: T, isFinalStateUnknown: boolean) {
    this.#object = object;
    this.isFinalStateUnknown = isFinalStateUnknown;
  }

  get object(): DeepReadonly<T> {
    return deepFreeze(this.#object);
  }

  static peek<T extends KubernetesObject>(event: Deleted<T>): T {
    return event.#object;
  }
}

/** An event whose object is frozen only when someone looks at it. */
export function createdEvent<T extends KubernetesObject>(
  object: T,
  isInInitialList: boolean,
): ObjectEvent<T> {
  return new Created(object, isInInitialList);
}

/** See {@link createdEvent}. */
export function updatedEvent<T extends KubernetesObject>(object: T, old: T): ObjectEvent<T> {
  return new Updated(object, old);
}

/** See {@link createdEvent}. */
export function deletedEvent<T extends KubernetesObject>(
  object: T,
  isFinalStateUnknown: boolean,
): ObjectEvent<T> {
  return new Deleted(object, isFinalStateUnknown);
}

/**
 * The object of an event without freezing it: for the framework's own code, which reads a few
 * fields and passes the object to nobody.
 */
export function peekObject<T extends KubernetesObject>(event: ObjectEvent<T>): DeepReadonly<T> {
  if (event instanceof Updated) return Updated.peek<T>(event) as DeepReadonly<T>;
  if (event instanceof Created) return Created.peek<T>(event) as DeepReadonly<T>;
  if (event instanceof Deleted) return Deleted.peek<T>(event) as DeepReadonly<T>;
  return event.object;
}

/** The state before an update, without freezing it; `undefined` for the other events. See {@link peekObject}. */
export function peekOld<T extends KubernetesObject>(
  event: ObjectEvent<T>,
): DeepReadonly<T> | undefined {
  if (event instanceof Updated) return Updated.peekOld<T>(event) as DeepReadonly<T>;
  return event.type === 'updated' ? event.old : undefined;
}
