import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { goText } from '../printing/go-text.ts';
import { ageOf } from '../printing/human-duration.ts';
import { compileJsonPath, type JsonPath, JsonPathError } from '../printing/json-path.ts';
import type { TableColumn, TableFormat } from '../registry/strategy.ts';
import { objectOf, objectsOf, textOf } from './definition.ts';
import { creationDescription, nameColumn } from './definition-table.ts';

type Cell = string | number | boolean | null;

/** The column of a version that declares none. */
export const ageColumn: JsonObject = {
  name: 'Age',
  type: 'date',
  description: creationDescription,
  jsonPath: '.metadata.creationTimestamp',
};

/**
 * Objects of a version as a Table: the name, then `additionalPrinterColumns`, or the age where there
 * are none. A column that cannot be parsed ends the table, as on the server.
 */
export function printerTable(version: JsonObject): TableFormat {
  const declared = objectsOf(version, 'additionalPrinterColumns');
  const columns: TableColumn[] = [nameColumn];
  const readers: ((object: JsonObject, now: number) => Cell)[] = [];
  for (const column of declared.length === 0 ? [ageColumn] : declared) {
    const jsonPath = textOf(column, 'jsonPath');
    const path = parse(jsonPath);
    if (path === undefined) break;
    const type = textOf(column, 'type');
    const { priority = 0 } = column;
    columns.push({
      name: textOf(column, 'name'),
      type,
      format: textOf(column, 'format'),
      description:
        textOf(column, 'description') ||
        `Custom resource definition column (in JSONPath format): ${jsonPath}`,
      priority: Number(priority),
    });
    readers.push((object, now) => readCell(path, type, { object, now }));
  }
  return {
    columns,
    cellsOf: (object, now) => [
      textOf(objectOf(object, 'metadata'), 'name'),
      ...readers.map((read) => read(object, now)),
    ],
  };
}

function parse(jsonPath: string): JsonPath | undefined {
  try {
    return compileJsonPath(jsonPath);
  } catch (error) {
    if (error instanceof JsonPathError) return undefined;
    throw error;
  }
}

function readCell(
  path: JsonPath,
  type: string,
  { object, now }: { readonly object: JsonObject; readonly now: number },
): Cell {
  let value: JsonValue | undefined;
  try {
    [value] = path.find(object);
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
  }
  if (value === undefined) return null;
  if (type === 'string') return goText(value);
  switch (type) {
    case 'integer':
      return isNumeric(value) ? toInteger(Number(value)) : null;
    case 'number':
      return isNumeric(value) ? Number(value) : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? dateCell(value, now) : null;
    default:
      return null;
  }
}

function isNumeric(value: JsonValue): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Go's conversion of a float64: what int64 cannot hold becomes its least value. */
function toInteger(value: number): number {
  return Math.abs(value) < 2 ** 63 ? Math.trunc(value) : -(2 ** 63);
}

function dateCell(value: string, now: number): string {
  if (value === '' || value === 'null') return '<unknown>';
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/u.test(value);
  return isTime ? ageOf(value, now) : '<invalid>';
}

/** The value that a field selector compares, as the server prints it; `''` where there is none. */
export function selectableText(path: JsonPath, object: JsonObject): string {
  const [value = null] = path.find(object);
  if (value === null) return '';
  return isJsonObject(value) ? '' : goText(value);
}
