import {
  type FieldError,
  type JsonObject,
  unreadableSchema,
  validateDefaults,
  validateStructural,
} from '@keelson/schema';
import { compileRules } from './compile-rules.ts';

/** The checks of a CRD's schema that belong to the schema walk itself. `path` is the field of the root. */
export interface SchemaChecks {
  /** Why a schema cannot be read as structural at all; `undefined` when it can. */
  unreadable(schema: JsonObject): string | undefined;
  /** Where a schema is not structural, sorted by message (ValidateStructural). */
  structural(schema: JsonObject, path: string): FieldError[];
  /** Defaults that are not valid values, or hold fields that would be pruned (ValidateDefaults). */
  defaults(schema: JsonObject, path: string): FieldError[];
  /** Rules that do not compile or cost too much. @default none are checked */
  rules?(schema: JsonObject, path: string): FieldError[];
}

/** The checks of @keelson/schema and @keelson/cel. */
export const schemaChecks: SchemaChecks = {
  unreadable: (schema) => unreadableSchema(schema),
  structural: (schema, path) => validateStructural(schema, path),
  defaults: (schema, path) => validateDefaults(schema, path),
  rules: (schema, path) => compileRules(schema, path),
};
