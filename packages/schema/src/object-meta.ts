import { normalizeTime } from './go-time.ts';
import {
  compareUtf8,
  goJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  setOwn,
} from './json.ts';

/** What a field holds, as Go's decoder names it. */
type Shape =
  | { readonly kind: 'string' | 'int64' | 'bool' | 'time' | 'raw'; readonly type: string }
  | { readonly kind: 'map'; readonly type: string; readonly of: Shape }
  | { readonly kind: 'list'; readonly type: string; readonly of: Shape }
  | { readonly kind: 'struct'; readonly type: string; readonly fields: ReadonlyMap<string, Field> };

interface Field {
  readonly shape: Shape;
  /** What the server writes of a zero value: a pointer's is kept, a required one is always there. */
  readonly zero: 'omitted' | 'kept' | 'required';
}

const text: Shape = { kind: 'string', type: 'string' };
const uid: Shape = { kind: 'string', type: 'types.UID' };
const flag: Shape = { kind: 'bool', type: 'bool' };
const integer: Shape = { kind: 'int64', type: 'int64' };
const time: Shape = { kind: 'time', type: 'v1.Time' };
const texts: Shape = { kind: 'map', type: 'map[string]string', of: text };

function struct(type: string, fields: Readonly<Record<string, Shape | Field>>): Shape {
  const entries = Object.entries(fields).map(
    ([name, field]) =>
      [name, 'shape' in field ? field : { shape: field, zero: 'omitted' as const }] as const,
  );
  return { kind: 'struct', type, fields: new Map(entries) };
}

function listOf(of: Shape): Shape {
  return { kind: 'list', type: `[]${of.type}`, of };
}

const required = (shape: Shape): Field => ({ shape, zero: 'required' });
const pointer = (shape: Shape): Field => ({ shape, zero: 'kept' });

const objectMeta = struct('v1.ObjectMeta', {
  name: text,
  generateName: text,
  namespace: text,
  selfLink: text,
  uid,
  resourceVersion: text,
  generation: integer,
  creationTimestamp: time,
  deletionTimestamp: time,
  deletionGracePeriodSeconds: pointer(integer),
  labels: texts,
  annotations: texts,
  ownerReferences: listOf(
    struct('v1.OwnerReference', {
      apiVersion: required(text),
      kind: required(text),
      name: required(text),
      uid: required(uid),
      controller: pointer(flag),
      blockOwnerDeletion: pointer(flag),
    }),
  ),
  finalizers: listOf(text),
  managedFields: listOf(
    struct('v1.ManagedFieldsEntry', {
      manager: text,
      operation: { kind: 'string', type: 'v1.ManagedFieldsOperationType' },
      apiVersion: text,
      time,
      fieldsType: text,
      fieldsV1: pointer({ kind: 'raw', type: 'v1.FieldsV1' }),
      subresource: text,
    }),
  ),
});

/** Metadata as the server holds it. */
export interface ReadObjectMeta {
  /** Without unknown fields, nulls and what Go omits. */
  readonly metadata: JsonObject;
  /** Unknown fields by their path below the metadata, in the order of their names. */
  readonly unknown: readonly string[];
}

/**
 * Reads an object's metadata as the server does, into its Go type and back.
 * @throws {Error} with Go's message, when a value has the wrong type
 */
export function readObjectMeta(metadata: JsonValue): ReadObjectMeta {
  const reader = new MetadataReader();
  const read = reader.read(objectMeta, metadata, { struct: '', goPath: '', path: '' });
  return { metadata: (read ?? {}) as JsonObject, unknown: reader.unknown };
}

interface Place {
  /** Go struct around the value. */
  readonly struct: string;
  /** Fields that lead to the value, as Go's errors name them. */
  readonly goPath: string;
  readonly path: string;
}

class MetadataReader {
  readonly unknown: string[] = [];

  /** The value as the server writes it; `undefined` for a zero value. */
  read(shape: Shape, value: JsonValue, place: Place): JsonValue | undefined {
    if (shape.kind === 'raw') return value === null ? undefined : value;
    if (value === null && shape.kind !== 'struct') return undefined;
    switch (shape.kind) {
      case 'string':
        if (typeof value !== 'string') throw mismatch(shape, value, place);
        return value === '' ? undefined : value;
      case 'bool':
        if (typeof value !== 'boolean') throw mismatch(shape, value, place);
        return value ? true : undefined;
      case 'int64':
        if (typeof value !== 'number' && typeof value !== 'bigint') {
          throw mismatch(shape, value, place);
        }
        if (typeof value === 'number' && !Number.isSafeInteger(value)) {
          throw mismatch(shape, value, { ...place, found: `number ${goJson(value)}` });
        }
        return value === 0 ? undefined : value;
      case 'time':
        if (typeof value !== 'string') throw mismatch(text, value, place);
        return normalizeTime(value);
      case 'map':
        return this.#readMap(shape, value, place);
      case 'list':
        return this.#readList(shape, value, place);
      case 'struct':
        return this.#readStruct(shape, value, place);
    }
  }

  #readMap(shape: Shape & { kind: 'map' }, value: JsonValue, place: Place): JsonValue | undefined {
    if (!isJsonObject(value)) throw mismatch(shape, value, place);
    const names = sortedKeys(value);
    if (names.length === 0) return undefined;
    const map: JsonObject = {};
    for (const name of names) {
      setOwn(map, name, this.read(shape.of, value[name] as JsonValue, place) ?? '');
    }
    return map;
  }

  #readList(
    shape: Shape & { kind: 'list' },
    value: JsonValue,
    place: Place,
  ): JsonValue | undefined {
    if (!Array.isArray(value)) throw mismatch(shape, value, place);
    if (value.length === 0) return undefined;
    return value.map(
      (item, index) =>
        this.read(shape.of, item, { ...place, path: `${place.path}[${index}]` }) ?? '',
    );
  }

  #readStruct(shape: Shape & { kind: 'struct' }, value: JsonValue, place: Place): JsonObject {
    if (value !== null && !isJsonObject(value)) throw mismatch(shape, value, place);
    const source = value ?? {};
    const object: JsonObject = {};
    for (const [name, { zero }] of shape.fields) if (zero === 'required') object[name] = '';
    const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
    for (const name of sortedKeys(source)) {
      const field = shape.fields.get(name);
      const path = join(place.path, name);
      if (field === undefined) {
        this.unknown.push(path);
        continue;
      }
      const inner = source[name] as JsonValue;
      const read = this.read(field.shape, inner, {
        struct: shape.type.slice('v1.'.length),
        goPath: join(place.goPath, name),
        path,
      });
      if (read !== undefined) object[name] = read;
      else if (field.zero === 'kept' && inner !== null) object[name] = inner;
    }
    return object;
  }
}

function mismatch(shape: Shape, value: JsonValue, place: Place & { found?: string }): Error {
  const { struct: holder, goPath, found = goKind(value) } = place;
  const into =
    goPath === ''
      ? `Go value of type ${shape.type}`
      : `Go struct field ${holder}.${goPath} of type ${shape.type}`;
  return new Error(`json: cannot unmarshal ${found} into ${into}`);
}

function goKind(value: JsonValue): string {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? 'array' : 'object';
}

function sortedKeys(object: JsonObject): string[] {
  return Object.keys(object).toSorted(compareUtf8);
}
