import type { RequestOptions } from '../answer.ts';
import type { JsonObject } from '../exact-json.ts';

/** Asks for objects in another form. */
export function accepting(kind: string, version = 'v1'): RequestOptions {
  return {
    headers: { Accept: `application/json;as=${kind};v=${version};g=meta.k8s.io,application/json` },
  };
}

export const table = accepting('Table');
/** Records what one sees of a table. */
export const rowsOnly: RequestOptions = { ...table, record: rowsOf };

/** What the columns are called and what is in them. */
function rowsOf({ kind, columnDefinitions, rows }: JsonObject): JsonObject {
  const columns = (columnDefinitions ?? []) as JsonObject[];
  return {
    kind: kind ?? null,
    columnDefinitions: columns,
    rows: ((rows ?? []) as JsonObject[]).map(({ cells }) => ({ cells: cells ?? null })),
  };
}
