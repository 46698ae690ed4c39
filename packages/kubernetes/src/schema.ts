// The structure of the built-in kinds as data. Reads files of this package, so Node only.
export { type Definitions, UnknownDefinitionError, loadDefinitions } from './definitions.ts';
export { type DefinitionName, formatReference, parseReference } from './definition-name.ts';
export { RecursiveDefinitionError, recursionOf } from './recursion.ts';
export type {
  Definition,
  SchemaIndex,
  SchemaModule,
  SchemaType,
  ServedKind,
  ServedSubresource,
} from './schema-definition.ts';
export {
  type StructuralSchema,
  type StructuralSchemaOptions,
  structuralSchemaOf,
} from './structural-schema.ts';
