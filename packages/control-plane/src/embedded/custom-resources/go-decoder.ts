import { type Definition, type Definitions, parseReference } from '@keelson/kubernetes/schema';
import { goJson, isJsonObject, type JsonObject, type JsonValue, setOwn } from '@keelson/schema';

/** Go's pointers: their zero value is written, unlike that of other optional fields. */
const pointers: ReadonlySet<string> = new Set([
  '$ref',
  'maxItems',
  'maxLength',
  'maxProperties',
  'maximum',
  'minItems',
  'minLength',
  'minProperties',
  'minimum',
  'multipleOf',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
  'x-kubernetes-preserve-unknown-fields',
  'deprecationWarning',
  'labelSelectorPath',
  'optionalOldSelf',
  'path',
  'port',
  'url',
]);

/** Optional fields that Go writes all the same, without `omitempty`. */
const written: ReadonlyMap<string, readonly string[]> = new Map([
  ['CustomResourceDefinitionStatus', ['conditions', 'acceptedNames', 'storedVersions']],
]);

/** Fields whose Go type has a name of its own. */
const namedTypes: ReadonlyMap<string, string> = new Map([
  ['CustomResourceDefinitionSpec.scope', 'v1.ResourceScope'],
  ['CustomResourceConversion.strategy', 'v1.ConversionStrategyType'],
  ['CustomResourceDefinitionCondition.status', 'v1.ConditionStatus'],
  ['CustomResourceDefinitionCondition.type', 'v1.CustomResourceDefinitionConditionType'],
  ['JSONSchemaProps.$schema', 'v1.JSONSchemaURL'],
  ['JSONSchemaProps.x-kubernetes-validations', 'v1.ValidationRules'],
  ['JSONSchemaProps.definitions', 'v1.JSONSchemaDefinitions'],
  ['JSONSchemaProps.dependencies', 'v1.JSONSchemaDependencies'],
  ['ValidationRule.reason', 'v1.FieldValueErrorReason'],
  ['ObjectMeta.uid', 'types.UID'],
  ['OwnerReference.uid', 'types.UID'],
]);

interface Place {
  /** Path of the value, as warnings name it. */
  readonly path: string;
  /** Names of the fields that lead here, as Go's decoder names them. */
  readonly goPath: string;
  /** Go struct that holds the value. */
  readonly struct: string;
  /** Field of that struct. */
  readonly field: string;
  /** Inside of types that decode themselves, Go does not tell unknown fields. */
  readonly isStrict: boolean;
}

/** Reads objects as the server's Go types do. */
export interface GoDecoder {
  /**
   * Brings an object to the form that the server writes: unknown fields, nulls and zero values that Go
   * omits are gone, required fields are there. Changes it in place. `reference` names its type
   * (`meta/v1#ObjectMeta`).
   * @returns paths of unknown fields, in the order of the object
   * @throws {UndecodableError} when a value has a type that cannot be decoded
   */
  decode(object: JsonObject, reference: string): string[];
}

/** A value does not fit its Go type; the message is that of Go's decoder. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError';
}

/** Builds a decoder from the published structure of the built-in types. */
export function createGoDecoder(definitions: Definitions): GoDecoder {
  const resolve = (reference: string): Definition =>
    definitions.definitionOf(parseReference(reference));

  const decode = (object: JsonObject, root: string): string[] => {
    const unknown: string[] = [];
    decodeStruct(object, root, place('', '', true));
    return unknown;

    function decodeStruct(value: JsonObject, reference: string, at: Place): void {
      const struct = parseReference(reference).name;
      const { properties = {}, required: needed = [] } = resolve(reference);
      const required = [...needed, ...(written.get(struct) ?? [])];
      for (const key of Object.keys(value)) {
        const path = at.path === '' ? key : `${at.path}.${key}`;
        const definition = Object.hasOwn(properties, key) ? properties[key] : undefined;
        if (definition === undefined) {
          if (at.isStrict) unknown.push(path);
          delete value[key];
          continue;
        }
        const goPath = at.goPath === '' ? key : `${at.goPath}.${key}`;
        const inner = { path, goPath, struct, field: key, isStrict: at.isStrict };
        const decoded = decodeValue(value[key] as JsonValue, definition, inner);
        const isKept = required.includes(key) || pointers.has(key);
        if (decoded === undefined || (!isKept && isZero(decoded, definition))) delete value[key];
        else value[key] = decoded;
      }
      for (const key of required) {
        if (value[key] === undefined) value[key] = zeroOf(properties[key] as Definition);
      }
    }

    function decodeValue(
      value: JsonValue,
      definition: Definition,
      at: Place,
    ): JsonValue | undefined {
      if (definition.$ref !== undefined) return decodeReference(value, definition.$ref, at);
      if (value === null) return undefined;
      switch (definition.type) {
        case 'array':
          if (!Array.isArray(value)) return mismatch(value, goType(definition, at), at);
          return value.map((item, index) => {
            const path = `${at.path}[${index}]`;
            return decodeItem(item, definition.items as Definition, { ...at, path });
          });
        case 'object':
          if (!isJsonObject(value)) return mismatch(value, goType(definition, at), at);
          for (const key of Object.keys(value)) {
            const inner = { ...at, path: `${at.path}.${key}` };
            const item = definition.additionalProperties as Definition;
            setOwn(value, key, decodeItem(value[key] as JsonValue, item, inner));
          }
          return value;
        case 'string':
          if (typeof value !== 'string') return mismatch(value, goType(definition, at), at);
          if (definition.format === 'byte') checkBase64(value);
          return value;
        case 'boolean':
          return typeof value === 'boolean' ? value : mismatch(value, 'bool', at);
        case 'integer':
          return decodeInteger(value, definition, at);
        case 'number':
          if (typeof value === 'bigint') return Number(value);
          return typeof value === 'number' ? value : mismatch(value, 'float64', at);
        case undefined:
          return value;
      }
    }

    /** An element of a list or map: null and what is dropped elsewhere become the zero value. */
    function decodeItem(value: JsonValue, definition: Definition, at: Place): JsonValue {
      return decodeValue(value, definition, at) ?? zeroOf(definition);
    }

    function decodeReference(
      value: JsonValue,
      reference: string,
      at: Place,
    ): JsonValue | undefined {
      if (value === null) return undefined;
      const { module, name } = parseReference(reference);
      const inner = { ...at, isStrict: false };
      if (name === 'JSON') return value;
      if (name === 'JSONSchemaPropsOrBool') {
        if (typeof value === 'boolean') return value;
        if (!isJsonObject(value)) throw undecodable('boolean or JSON schema expected');
        return decodeReference(value, 'apiextensions/v1#JSONSchemaProps', inner);
      }
      if (name === 'JSONSchemaPropsOrArray') {
        if (isJsonObject(value)) {
          return decodeReference(value, 'apiextensions/v1#JSONSchemaProps', inner);
        }
        const items: Definition = { $ref: 'apiextensions/v1#JSONSchemaProps' };
        return Array.isArray(value) && value.length > 0
          ? decodeValue(value, { type: 'array', items }, inner)
          : undefined;
      }
      if (name === 'JSONSchemaPropsOrStringArray') {
        if (isJsonObject(value)) {
          return decodeReference(value, 'apiextensions/v1#JSONSchemaProps', inner);
        }
        return Array.isArray(value) ? value : undefined;
      }
      if (module === 'meta/v1' && (name === 'Time' || name === 'MicroTime')) {
        return decodeTime(value, at);
      }
      if (!isJsonObject(value)) {
        if (module === 'meta/v1' && name === 'FieldsV1') return undefined;
        return mismatch(value, `v1.${name}`, at);
      }
      if (Object.keys(resolve(reference).properties ?? {}).length === 0) {
        // Managed fields are opaque; an empty struct knows no fields.
        if (name === 'FieldsV1') return value;
      }
      decodeStruct(value, reference, at);
      return value;
    }

    function zeroOf(definition: Definition): JsonValue {
      if (definition.$ref !== undefined) {
        const zero: JsonObject = {};
        if (/#(?:Time|MicroTime|JSON\w*Or\w+|JSON)$/u.test(definition.$ref)) return null;
        decodeStruct(zero, definition.$ref, place('', '', false));
        return zero;
      }
      if (definition.type === 'string') return '';
      if (definition.type === 'boolean') return false;
      return definition.type === 'integer' || definition.type === 'number' ? 0 : null;
    }
  };
  return { decode };
}

function place(path: string, struct: string, isStrict: boolean): Place {
  return { path, goPath: '', struct, field: '', isStrict };
}

function decodeInteger(value: JsonValue, definition: Definition, at: Place): JsonValue {
  const bits = definition.format === 'int32' ? 32 : 64;
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) {
    const limit = 2n ** BigInt(bits - 1);
    const exact = BigInt(value as bigint | number);
    if (exact >= -limit && exact < limit) return value;
  } else if (typeof value !== 'number') {
    return mismatch(value, `int${bits}`, at);
  }
  throw unmarshalError(`number ${goJson(value)}`, `int${bits}`, at);
}

function decodeTime(value: JsonValue, at: Place): JsonValue {
  if (typeof value !== 'string') {
    throw undecodable(`json: cannot unmarshal ${jsonType(value)} into Go value of type string`);
  }
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/u.test(value)) return value;
  const layout =
    at.field === 'renewTime' ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00';
  throw undecodable(
    `parsing time ${JSON.stringify(value)} as "${layout}": cannot parse ${JSON.stringify(value)} as "2006"`,
  );
}

function checkBase64(value: string): void {
  const odd = value.search(/[^A-Za-z0-9+/=\r\n]/u);
  if (odd >= 0) throw undecodable(`illegal base64 data at input byte ${odd}`);
}

function isZero(value: JsonValue, definition: Definition): boolean {
  if (value === '' || value === false || value === 0) return definition.$ref === undefined;
  if (Array.isArray(value)) return value.length === 0 && definition.$ref === undefined;
  return isJsonObject(value) && definition.$ref === undefined && Object.keys(value).length === 0;
}

function goType(definition: Definition, at: Place): string {
  const named = namedTypes.get(`${at.struct}.${at.field}`);
  // An element of such a field has the type of the field's elements.
  if (named !== undefined && !at.path.endsWith(']')) return named;
  if (definition.$ref !== undefined) return `v1.${parseReference(definition.$ref).name}`;
  switch (definition.type) {
    case 'array':
      return `[]${goType(definition.items as Definition, { ...at, field: '' })}`;
    case 'object':
      return `map[string]${goType(definition.additionalProperties as Definition, { ...at, field: '' })}`;
    case 'boolean':
      return 'bool';
    case 'integer':
      return definition.format === 'int32' ? 'int32' : 'int64';
    case 'number':
      return 'float64';
    case 'string':
    case undefined:
  }
  return definition.format === 'byte' ? '[]uint8' : 'string';
}

function mismatch(value: JsonValue, type: string, at: Place): never {
  throw unmarshalError(jsonType(value), type, at);
}

function unmarshalError(found: string, type: string, { struct, goPath }: Place): Error {
  return undecodable(
    `json: cannot unmarshal ${found} into Go struct field ${struct}.${goPath} of type ${type}`,
  );
}

function jsonType(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'bigint' ? 'number' : typeof value;
}

function undecodable(message: string): UndecodableError {
  return new UndecodableError(message);
}
