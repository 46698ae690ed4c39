import type { JsonObject, JsonValue } from '@keelson/schema';
import type { TableFormat } from '../registry/strategy.ts';
import { badRequest } from '../status-error.ts';

/** What a row carries of its object. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** @throws {StatusError} 400 */
export function includeObjectOf(query: URLSearchParams): IncludeObject {
  const value = query.get('includeObject') ?? '';
  if (value === '') return 'Metadata';
  if (value === 'None' || value === 'Metadata' || value === 'Object') return value;
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(value)}: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

/** What a table is made of. */
export interface TableRequest {
  readonly format: TableFormat;
  /** `meta.k8s.io/v1` or its beta. */
  readonly apiVersion: string;
  readonly includeObject: IncludeObject;
  /** Milliseconds since 1970, for ages. */
  readonly now: number;
  /** Left out after the first event of a watch. */
  readonly withColumns: boolean;
}

/** Shows objects as a meta/v1 Table. */
export function tableOf(
  objects: readonly JsonObject[],
  metadata: JsonObject,
  request: TableRequest,
): JsonObject {
  const { columns } = request.format;
  return {
    kind: 'Table',
    apiVersion: request.apiVersion,
    metadata,
    columnDefinitions: request.withColumns ? columns.map((column) => ({ ...column })) : null,
    rows: objects.map((object) => rowOf(object, request)),
  };
}

function rowOf(object: JsonObject, request: TableRequest): JsonObject {
  const cells: JsonValue[] = request.format.cellsOf(object, request.now);
  return { cells, object: shownObject(object, request) };
}

function shownObject(object: JsonObject, { includeObject, apiVersion }: TableRequest): JsonValue {
  if (includeObject === 'None') return null;
  return includeObject === 'Object' ? object : partialMetadataOf(object, apiVersion);
}

/** Kind, and metadata only. */
export function partialMetadataOf(object: JsonObject, apiVersion: string): JsonObject {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion,
    metadata: object['metadata'] as JsonObject,
  };
}
