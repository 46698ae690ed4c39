import type { JsonObject } from '@keelson/schema';
import { ageOf } from '../printing/human-duration.ts';
import type { TableColumn, TableFormat } from '../registry/strategy.ts';
import { columnData, sharedDescriptions } from './column-data.ts';
import { objectOf, textOf } from './json-access.ts';
import type { Cell, CellsOf } from './kind-rules.ts';
import { cellsByKind } from './table-cells.ts';

const columns = readColumns();

/** The table of a kind as the server's printers fill it. */
export function builtinTable(kind: string): TableFormat {
  const known = columns.get(kind);
  return known === undefined
    ? { columns: columns.get('Role.rbac.authorization.k8s.io') ?? [], cellsOf: nameAndCreation }
    : { columns: known, cellsOf: cellsByKind.get(kind) ?? generic(known) };
}

/** Name and time of creation, for kinds without a printer. */
function nameAndCreation(object: JsonObject): Cell[] {
  const metadata = objectOf(object, 'metadata');
  return [textOf(metadata, 'name'), textOf(metadata, 'creationTimestamp')];
}

/** For kinds whose printer is not written yet: name and age. */
function generic(known: readonly TableColumn[]): CellsOf {
  return (object, now) => {
    const metadata = objectOf(object, 'metadata');
    return known.map(({ name, type }) => {
      if (name === 'Name') return textOf(metadata, 'name');
      if (name === 'Created At') return textOf(metadata, 'creationTimestamp');
      if (name === 'Age') return ageOf(textOf(metadata, 'creationTimestamp'), now);
      return type === 'integer' ? 0 : type === 'boolean' ? false : '';
    });
  };
}

/** Reads the text of the columns: a kind, then a line for each column. */
function readColumns(): ReadonlyMap<string, readonly TableColumn[]> {
  const shared = sharedDescriptions
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as string);
  const byKind = new Map<string, TableColumn[]>();
  let current: TableColumn[] = [];
  for (const line of columnData.split('\n')) {
    if (line === '') continue;
    if (!line.startsWith(' ')) {
      current = [];
      byKind.set(line, current);
      continue;
    }
    const [name = '', type = '', format = '', priority = '0', ...rest] = line.trim().split('|');
    const text = rest.join('|');
    const description = text.startsWith('#')
      ? (shared[Number(text.slice(1))] as string)
      : (JSON.parse(text) as string);
    current.push({ name, type, format, description, priority: Number(priority) });
  }
  return byKind;
}
