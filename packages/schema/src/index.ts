// JSON as an API server holds and prints it.
export {
  cloneJson,
  compareUtf8,
  equalJson,
  getOwn,
  goJson,
  goQuote,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  setOwn,
} from './json.ts';

// What is wrong with an object.
export {
  errorBody,
  errorText,
  type FieldError,
  type FieldErrorType,
  supportedValues,
} from './field-error.ts';

// Structural schemas.
export { defaultOf, type StructuralSchema, type ValidationRule } from './structural-schema.ts';
export { type CompiledSchema, type CompileOptions, compileSchema } from './compile-schema.ts';
export { type CompiledPattern, schemaOfKey, type SchemaNode } from './schema-node.ts';
export { compileGoPattern } from './go-pattern.ts';
export { GoPatternError } from './go-pattern-error.ts';
export { formatTest, type TextTest } from './string-formats.ts';

// What a server does to an object before it judges it.
export { ObjectReadError, readObject } from './read-object.ts';
export { type ReadObjectMeta, readObjectMeta } from './object-meta.ts';
export { prune, type PruneOptions } from './prune.ts';
export { applyDefaults, pruneNulls } from './apply-defaults.ts';

// What a server says of an object.
export {
  type RuleSubject,
  validate,
  type ValidateOptions,
  validateUpdate,
  validateValue,
} from './validate.ts';
export { type MetadataCheck } from './embedded-resources.ts';
export { Correlation } from './correlation.ts';

// What a server says of a schema.
export { unreadableSchema } from './unreadable-schema.ts';
export { validateStructural } from './validate-structural.ts';
export { validateDefaults, type ValidateDefaultsOptions } from './validate-defaults.ts';
