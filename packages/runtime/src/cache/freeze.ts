import type { DeepReadonly } from '../api/deep-readonly.ts';

/**
 * Deep-freezes an object of the cache unless that has been done: freezing costs as much as parsing,
 * so only what is read pays for it. An object is frozen after its parts, and so is the mark of them.
 */
export function freezeOnce<T extends object>(object: T): DeepReadonly<T> {
  if (!Object.isFrozen(object)) {
    for (const value of Object.values(object)) {
      if (typeof value === 'object' && value !== null) freezeOnce(value as object);
    }
    Object.freeze(object);
  }
  return object as DeepReadonly<T>;
}
