import { type JsonObject, type JsonValue, isJsonObject, getOwn } from '@keelson/schema';
import { parseDuration } from '../values/duration.ts';
import { KeyedList } from '../values/keyed-list.ts';
import { parseTimestamp } from '../values/timestamp.ts';
import { EvaluationError, type MapValue, type Value } from '../values/value.ts';
import { withObjectMeta } from './declared-type.ts';
import { escapeProperty } from './property-name.ts';
import { type RuleSchema, valuesOf } from './rule-schema.ts';

/**
 * JSON as an expression sees it through its schema: whole numbers as int, formats as times and bytes.
 * Parts of objects are read when they are asked for. Semantics: apiserver's common.UnstructuredToVal.
 * @throws {EvaluationError} when a value does not have the type of its schema
 */
export function valueOfJson(json: JsonValue, schema: RuleSchema, isResource = false): Value {
  if (json === null) return null;
  if (schema['x-kubernetes-int-or-string']) return intOrString(json);
  if (isResource) return valueOfJson(json, withObjectMeta(schema));
  switch (schema.type ?? '') {
    case 'object':
      return objectValue(json, schema);
    case 'array':
      return listValue(json, schema);
    case 'string':
      return textValue(json, schema);
    case 'integer':
      if (typeof json !== 'number' && typeof json !== 'bigint') break;
      return BigInt(json);
    case 'number':
      if (typeof json !== 'number' && typeof json !== 'bigint') break;
      return Number(json);
    case 'boolean':
      if (typeof json !== 'boolean') break;
      return json;
    default:
      if (schema['x-kubernetes-preserve-unknown-fields']) return untyped(json);
  }
  throw new EvaluationError(`invalid data, expected ${schema.type ?? 'a type'}`);
}

function intOrString(json: JsonValue): Value {
  if (typeof json === 'string') return json;
  if (typeof json === 'bigint') return json;
  if (typeof json === 'number') return Number.isInteger(json) ? BigInt(json) : json;
  throw new EvaluationError(
    'invalid data, expected XIntOrString value to be either a string or integer',
  );
}

function untyped(json: JsonValue): Value {
  if (typeof json === 'number') return Number.isInteger(json) ? BigInt(json) : json;
  if (Array.isArray(json)) return json.map(untyped);
  return isJsonObject(json) ? new JsonMap(json, { type: 'object' }) : json;
}

function objectValue(json: JsonValue, schema: RuleSchema): Value {
  if (!isJsonObject(json)) {
    throw new EvaluationError(
      'invalid data, expected a map for the provided schema with type=object',
    );
  }
  return new JsonMap(
    json,
    schema['x-kubernetes-embedded-resource'] ? withObjectMeta(schema) : schema,
  );
}

function listValue(json: JsonValue, { items = {}, ...schema }: RuleSchema): Value {
  if (!Array.isArray(json)) {
    throw new EvaluationError(
      'invalid data, expected an array for the provided schema with type=array',
    );
  }
  const values = json.map((item) => valueOfJson(item, items));
  const type = schema['x-kubernetes-list-type'];
  if (type === 'set') return KeyedList.create(values, []);
  if (type !== 'map') return values;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return KeyedList.create(
    values,
    keys.map((key) => escapeProperty(key) ?? key),
  );
}

function textValue(json: JsonValue, { format = '' }: RuleSchema): Value {
  if (typeof json !== 'string') throw new EvaluationError('invalid data, expected string');
  switch (format) {
    case 'duration': {
      const duration = parseDuration(json);
      if (duration === undefined)
        throw new EvaluationError(`Invalid duration ${json}, must be a duration`);
      return duration;
    }
    case 'date':
    case 'date-time': {
      const time = parseTimestamp(format === 'date' ? `${json}T00:00:00Z` : json);
      if (time === undefined) throw new EvaluationError(`Invalid date formatted string ${json}`);
      return time;
    }
    case 'byte':
      return Uint8Array.from(Buffer.from(json, 'base64'));
    default:
      return json;
  }
}

/** An object or a map; the fields of an object have escaped names. */
class JsonMap implements MapValue {
  readonly isMap = true;
  readonly typeName: string;
  readonly #json: JsonObject;
  readonly #schema: RuleSchema;
  readonly #read = new Map<string, Value>();
  #names: ReadonlyMap<string, string> | undefined;

  constructor(json: JsonObject, schema: RuleSchema) {
    this.#json = json;
    this.#schema = schema;
    this.typeName = schema.properties ? 'object' : 'map';
  }

  get size(): number {
    return Object.keys(this.#json).length;
  }

  get(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const name = this.#nameOf(key);
    const json = getOwn(this.#json, name);
    const schema = this.#schemaOf(name);
    if (json === undefined || schema === undefined) return undefined;
    const value = valueOfJson(json, schema);
    this.#read.set(key, value);
    return value;
  }

  keys(): readonly Value[] {
    const names = Object.keys(this.#json);
    return this.#schema.properties ? names.map((name) => escapeProperty(name) ?? name) : names;
  }

  #nameOf(key: string): string {
    const { properties } = this.#schema;
    if (properties === undefined || Object.hasOwn(properties, key)) return key;
    this.#names ??= new Map(
      Object.keys(properties).map((name) => [escapeProperty(name) ?? '', name]),
    );
    return this.#names.get(key) ?? key;
  }

  #schemaOf(name: string): RuleSchema | undefined {
    const { properties } = this.#schema;
    if (properties && Object.hasOwn(properties, name)) return properties[name];
    const values = valuesOf(this.#schema);
    if (values) return values;
    // What no expression can name still counts when objects are compared.
    return properties === undefined || this.#schema['x-kubernetes-preserve-unknown-fields']
      ? { 'x-kubernetes-preserve-unknown-fields': true }
      : undefined;
  }
}
