import type { FieldError, JsonObject } from '@keelson/schema';
import type { ResolveStructure, StructureNode } from './structure.ts';

/** A request that writes, as far as a strategy may know it. */
export interface WriteContext {
  readonly subresource: string;
  /** Of the user who writes. */
  readonly username: string;
}

/** A column of a Table (meta/v1 TableColumnDefinition). */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** How the objects of one kind are shown as a Table. */
export interface TableFormat {
  readonly columns: readonly TableColumn[];
  /** One cell a column. `now` is in milliseconds since 1970, for ages. */
  cellsOf(object: JsonObject, now: number): (string | number | boolean | null)[];
}

/**
 * What the REST handlers ask of a kind: the part of an API server that differs from kind to kind
 * (registry/rest's strategies). Objects are in the version of the request. Methods that change an
 * object change it in place; it is never one that the store holds.
 */
export interface Strategy {
  /** Structure of the objects, for managed fields and server-side apply. */
  readonly structure: StructureNode;
  readonly resolve: ResolveStructure;
  /** The JSON of Go's zero value of the kind: what a new object is compared with. @default metadata only */
  readonly zero?: JsonObject | undefined;
  /** PUT without metadata.resourceVersion overwrites (AllowUnconditionalUpdate). */
  readonly allowsUnconditionalUpdate: boolean;
  /** PUT of a name that does not exist creates it (AllowCreateOnUpdate). */
  readonly allowsCreateOnUpdate: boolean;
  /** Paths that a write through this subresource does not own, `''` for the main endpoint (resetFields). */
  resetFields(subresource: string): readonly (readonly string[])[];
  /**
   * Reads a request's object: removes what the schema does not know and answers those paths in the
   * server's form (`spec.containers[0].x`). `isConverted` objects come from no text: what is wrong with
   * them is worded otherwise.
   * @throws {StatusError} when a value has a type that cannot be decoded
   */
  decode(object: JsonObject, isConverted?: boolean): string[];
  /** Fills the defaults of the version. */
  setDefaults(object: JsonObject): void;
  /**
   * Removes what of a decoded object only the account of owned fields may see: lists that are empty,
   * but not absent. @default nothing
   */
  readonly settle?: ((object: JsonObject) => void) | undefined;
  /** Clears what a client may not set and fills what the server decides, generation included. */
  prepareForCreate(object: JsonObject, context: WriteContext): void;
  /** Carries over what this endpoint may not change and moves generation on. */
  prepareForUpdate(object: JsonObject, old: JsonObject, context: WriteContext): void;
  /** Gives a valid object the form in which it is stored (Canonicalize). @default as it is */
  readonly canonicalize?: ((object: JsonObject) => void) | undefined;
  /** Everything wrong with a new object, apart from its metadata. */
  validate(object: JsonObject): FieldError[];
  /** Everything wrong with a change, apart from metadata. */
  validateUpdate(object: JsonObject, old: JsonObject, context: WriteContext): FieldError[];
  /** What is valid but unwise: texts of Warning headers. */
  warningsOf(object: JsonObject, old: JsonObject | undefined): string[];
  /** Field selectors beyond metadata.name and metadata.namespace, and the value of each. */
  readonly fieldLabels: ReadonlyMap<string, (object: JsonObject) => string>;
  readonly table: TableFormat;
}
