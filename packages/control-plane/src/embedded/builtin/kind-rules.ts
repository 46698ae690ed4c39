import type { FieldError, JsonObject } from '@keelson/schema';
import type { WriteContext } from '../registry/strategy.ts';

/** A cell of a table's row. */
export type Cell = string | number | boolean | null;

/** What is written by hand for a kind; everything else follows from its published structure. */
export interface KindRules {
  /**
   * What a trip through the internal version makes of an object that has just been read.
   * @throws {DecodeError} when it cannot be converted
   */
  convert?(object: JsonObject): void;
  /** After the status is cleared and the generation set. */
  prepareForCreate?(object: JsonObject, context: WriteContext): void;
  /** For the main endpoint, after the status is carried over and before the generation moves on. */
  prepareForUpdate?(object: JsonObject, old: JsonObject): void;
  /** For a subresource, after spec or status are carried over. */
  prepareSubresource?(object: JsonObject, old: JsonObject, subresource: string): void;
  /** Everything wrong with a new object. */
  validate?(object: JsonObject): FieldError[];
  /** Everything wrong with a change through the main endpoint. */
  validateUpdate?(object: JsonObject, old: JsonObject): FieldError[];
  /** Everything wrong with a change through a subresource. */
  validateSubresource?(object: JsonObject, old: JsonObject, subresource: string): FieldError[];
  /** Texts of Warning headers. */
  warningsOf?(object: JsonObject, old: JsonObject | undefined): string[];
  /** Field selectors beyond the metadata. */
  readonly fieldLabels?: Readonly<Record<string, (object: JsonObject) => string>>;
}

/** The rows of a kind's table, a cell for each column. */
export type CellsOf = (object: JsonObject, now: number) => Cell[];
