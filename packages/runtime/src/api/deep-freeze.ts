import type { DeepReadonly } from './deep-readonly.ts';

/**
 * Freezes an object at every depth, unless that has been done: an object is frozen after its parts,
 * so that being frozen is the mark of a whole that is.
 */
export function deepFreeze<T extends object>(object: T): DeepReadonly<T> {
  if (!Object.isFrozen(object)) {
    for (const key of Object.keys(object)) {
      const value = (object as Record<string, unknown>)[key];
      if (typeof value === 'object' && value !== null) deepFreeze(value);
    }
    Object.freeze(object);
  }
  return object as DeepReadonly<T>;
}
