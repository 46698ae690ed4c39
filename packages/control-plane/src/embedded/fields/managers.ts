import { compareUtf8, isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { textOf } from '../json/text-of.ts';
import { FieldSet } from './field-set.ts';

/** What one manager owns, by one way of writing. */
export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** `''` for the main endpoint. */
  readonly subresource: string;
  /** RFC 3339; `''` when it is not known. */
  readonly time: string;
  readonly fields: FieldSet;
}

/** Managers by identity. */
export type Managers = Map<string, Manager>;

/** What tells managers apart: an applier is the same in every version. */
export function identityOf(manager: Omit<Manager, 'fields' | 'time'>): string {
  const { name, operation, apiVersion, subresource } = manager;
  return JSON.stringify([name, operation, operation === 'Apply' ? '' : apiVersion, subresource]);
}

/** Reads `metadata.managedFields`; `undefined` when an entry cannot be read. */
export function decodeManagers(entries: JsonValue | undefined): Managers | undefined {
  const managers: Managers = new Map();
  if (!Array.isArray(entries)) return managers;
  for (const entry of entries) {
    if (!isJsonObject(entry)) return undefined;
    const operation = textOf(entry, 'operation');
    const apiVersion = textOf(entry, 'apiVersion');
    if (operation !== 'Apply' && operation !== 'Update') return undefined;
    if (apiVersion === '' || entry['fieldsType'] !== 'FieldsV1') return undefined;
    const fields = FieldSet.decode(isJsonObject(entry['fieldsV1']) ? entry['fieldsV1'] : {});
    if (fields === undefined) return undefined;
    const manager: Manager = {
      name: textOf(entry, 'manager'),
      operation,
      apiVersion,
      subresource: textOf(entry, 'subresource'),
      time: textOf(entry, 'time'),
      fields,
    };
    managers.set(identityOf(manager), manager);
  }
  return managers;
}

/** Writes `metadata.managedFields`; none is no entry at all. */
export function encodeManagers(metadata: JsonObject, managers: Managers): void {
  const entries = [...managers.values()].toSorted(compareManagers).map(encodeManager);
  if (entries.length > 0) metadata['managedFields'] = entries;
  else delete metadata['managedFields'];
}

function encodeManager(manager: Manager): JsonObject {
  const { name, operation, apiVersion, time, fields, subresource } = manager;
  return {
    ...(name === '' ? undefined : { manager: name }),
    operation,
    apiVersion,
    ...(time === '' ? undefined : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: fields.encode(),
    ...(subresource === '' ? undefined : { subresource }),
  };
}

function compareManagers(a: Manager, b: Manager): number {
  return (
    compareUtf8(a.operation, b.operation) ||
    compareUtf8(a.time, b.time) ||
    compareUtf8(a.name, b.name) ||
    compareUtf8(a.apiVersion, b.apiVersion) ||
    compareUtf8(a.subresource, b.subresource)
  );
}

const mostUpdaters = 10;
const bucketName = 'ancient-changes';

/** Puts the oldest of too many updaters together, a bucket for each version. */
export function capUpdaters(managers: Managers): void {
  const updaters = [...managers.entries()]
    .filter(([, { operation }]) => operation === 'Update')
    .toSorted(([, a], [, b]) => compareUtf8(a.time, b.time) || compareUtf8(a.name, b.name));
  let count = updaters.length;
  const firstOf = new Map<string, string>();
  for (const [id, manager] of updaters) {
    if (count <= mostUpdaters) return;
    const { apiVersion } = manager;
    const first = firstOf.get(apiVersion);
    if (first === undefined) {
      firstOf.set(apiVersion, id);
      continue;
    }
    const empty = { name: bucketName, operation: 'Update', apiVersion, subresource: '' } as const;
    const bucket = identityOf(empty);
    const before = managers.get(bucket) ?? managers.get(first) ?? manager;
    if (!managers.has(bucket)) managers.delete(first);
    const fields = manager.fields.union(before.fields);
    managers.set(bucket, { ...empty, fields, time: manager.time });
    managers.delete(id);
    count--;
  }
}
