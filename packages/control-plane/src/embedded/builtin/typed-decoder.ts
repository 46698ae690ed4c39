import { goJson, isJsonObject, type JsonObject, type JsonValue, setOwn } from '@keelson/schema';
import { decodeBase64 } from './base64.ts';
import { normaliseTime } from './go-time.ts';
import { conversionFault, wrapInteger } from './conversion-fault.ts';
import { parseQuantity } from './quantity.ts';
import type { StructNode, TypedField, TypedNode } from './typed-node.ts';

/** A value does not fit its Go type; the message is that of Go's decoder. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError';
}

/** A step from a value to one that it holds: a field, an index, or a key of a map. */
type Step = TypedField | number | string;

/**
 * Brings an object to the form that the server writes, in place: unknown fields, nulls and zeros that
 * Go omits are gone, fields that Go always writes are there, times and quantities are in their
 * canonical form.
 * With `isConverted`, errors are those of Go's converter, which makes objects of trees.
 * @returns paths of unknown fields, in the order of the object
 * @throws {UndecodableError} when a value has a type that cannot be decoded
 */
export function decodeTyped(object: JsonObject, node: StructNode, isConverted = false): string[] {
  const decoder = new TypedDecoder(isConverted);
  decoder.struct(object, node);
  if (decoder.firstMismatch !== undefined) throw new UndecodableError(decoder.firstMismatch);
  return decoder.unknown;
}

class TypedDecoder {
  readonly unknown: string[] = [];
  readonly #isConverted: boolean;
  /** Go goes on after a value of a wrong type: another error may still win. */
  firstMismatch: string | undefined;
  readonly #steps: Step[] = [];
  #struct = '';

  constructor(isConverted: boolean) {
    this.#isConverted = isConverted;
  }

  struct(object: JsonObject, node: StructNode): void {
    const steps = this.#steps;
    const outer = this.#struct;
    for (const key of Object.keys(object)) {
      const field = node.fields.get(key);
      if (field === undefined) {
        this.unknown.push(this.#pathOf(key));
        delete object[key];
        continue;
      }
      this.#struct = node.name;
      steps.push(field);
      const value = this.#value(object[key] as JsonValue, field.node);
      steps.pop();
      if (value === undefined && field.absent !== undefined && isEmptyList(object[key])) continue;
      if (value === undefined || (field.dropsZero && isZero(value))) delete object[key];
      else object[key] = value;
    }
    this.#struct = outer;
    writeAbsent(object, node);
  }

  /** `undefined` stands for Go's nil. */
  #value(value: JsonValue, node: TypedNode): JsonValue | undefined {
    if (value === null) return undefined;
    switch (node.type) {
      case 'struct':
        if (!isJsonObject(value)) return this.#mismatch(value, node);
        this.struct(value, node);
        return value;
      case 'list':
        return Array.isArray(value) ? this.#list(value, node.item) : this.#mismatch(value, node);
      case 'map':
        return isJsonObject(value) ? this.#map(value, node.item) : this.#mismatch(value, node);
      case 'text':
        return typeof value === 'string' ? value : this.#mismatch(value, node);
      case 'bool':
        return typeof value === 'boolean' ? value : this.#mismatch(value, node);
      case 'int':
        return this.#integer(value, node, node.bits);
      case 'float':
        if (typeof value === 'bigint') return Number(value);
        return typeof value === 'number' ? value : this.#mismatch(value, node);
      case 'bytes':
        return this.#bytes(value, node);
      case 'time':
        if (typeof value !== 'string') throw this.#unmarshalError(jsonTypeOf(value), 'string');
        return normaliseTime(value, node.isMicro);
      case 'quantity':
        return parseQuantity(typeof value === 'string' ? value.trim() : goJson(value)).text;
      case 'intOrString':
        if (typeof value === 'string') return value;
        if (typeof value === 'number' && isWithin(value, 32)) return value;
        throw this.#unmarshalError(numberText(value), 'int32');
      case 'raw':
        return value;
    }
  }

  #list(list: JsonValue[], item: TypedNode): JsonValue | undefined {
    if (list.length === 0) return undefined;
    for (let index = 0; index < list.length; index++) {
      this.#steps.push(index);
      list[index] = this.#value(list[index] as JsonValue, item) ?? zeroOf(item);
      this.#steps.pop();
    }
    return list;
  }

  #map(map: JsonObject, item: TypedNode): JsonValue | undefined {
    const keys = Object.keys(map);
    if (keys.length === 0) return undefined;
    for (const key of keys) {
      const value = map[key] as JsonValue;
      if (item.type === 'text' && typeof value === 'string') continue;
      this.#steps.push(key);
      setOwn(map, key, this.#value(value, item) ?? zeroOf(item));
      this.#steps.pop();
    }
    return map;
  }

  #integer(value: JsonValue, node: TypedNode, bits: 32 | 64): JsonValue | undefined {
    if (typeof value !== 'number' && typeof value !== 'bigint') return this.#mismatch(value, node);
    if (isWithin(value, bits)) return value;
    if (this.#isConverted) return convertInteger(value, node, bits);
    return this.#save(`number ${goJson(value)}`, node);
  }

  #bytes(value: JsonValue, node: TypedNode): JsonValue | undefined {
    if (this.#isConverted && Array.isArray(value)) return convertBytes(value);
    if (typeof value !== 'string') return this.#mismatch(value, node);
    const decoded = decodeBase64(value);
    if (typeof decoded === 'string') return decoded;
    const fault = `illegal base64 data at input byte ${decoded.offset}`;
    if (this.#isConverted) throw new UndecodableError(`error decoding from json: ${fault}`);
    this.firstMismatch ??= fault;
    return undefined;
  }

  #mismatch(value: JsonValue, node: TypedNode): undefined {
    if (this.#isConverted) throw new UndecodableError(conversionFault(value, node));
    return this.#save(jsonTypeOf(value), node);
  }

  #save(found: string, { goType }: TypedNode): undefined {
    this.firstMismatch ??= this.#unmarshalError(found, goType).message;
    return undefined;
  }

  #unmarshalError(found: string, goType: string): UndecodableError {
    if (this.#isConverted) {
      return new UndecodableError(
        `json: cannot unmarshal ${found} into Go value of type ${goType}`,
      );
    }
    const fields = this.#steps.filter((step) => typeof step === 'object' && 'step' in step);
    const path = fields.map(({ step }) => step).join('.');
    return new UndecodableError(
      `json: cannot unmarshal ${found} into Go struct field ${this.#struct}.${path} of type ${goType}`,
    );
  }

  #pathOf(last: string): string {
    let path = '';
    for (const step of [...this.#steps, last]) {
      if (typeof step === 'number') {
        path += `[${step}]`;
        continue;
      }
      if (path !== '') path += '.';
      path += typeof step === 'string' ? step : step.name;
    }
    return path;
  }
}

/** Adds what Go writes although nobody has set it. */
function writeAbsent(object: JsonObject, node: StructNode): void {
  for (const field of node.written) {
    if (object[field.name] === undefined) object[field.name] = absentValue(field);
  }
}

function absentValue({ absent, node }: TypedField): JsonValue {
  return absent === 'zero' ? zeroOf(node) : null;
}

/** What Go writes for the zero value of a type. */
export function zeroOf(node: TypedNode): JsonValue {
  switch (node.type) {
    case 'struct': {
      const zero: JsonObject = {};
      writeAbsent(zero, node);
      return zero;
    }
    case 'text':
      return '';
    case 'bool':
      return false;
    case 'int':
    case 'float':
    case 'intOrString':
      return 0;
    case 'quantity':
      return '0';
    case 'list':
    case 'map':
    case 'bytes':
    case 'time':
    case 'raw':
      return null;
  }
}

/** Go has a list that is empty, not none: {@link compileSettling}. */
function isEmptyList(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isZero(value: JsonValue): boolean {
  return value === '' || value === 0 || value === false;
}

function isWithin(value: number | bigint, bits: 32 | 64): boolean {
  if (typeof value === 'number') {
    return bits === 32 ? (value | 0) === value : Number.isSafeInteger(value);
  }
  return bits === 64 && BigInt.asIntN(64, value) === value;
}

/** Go's converter takes a list of numbers for bytes, as far as there is room. */
function convertBytes(list: readonly JsonValue[]): string {
  const bytes = list.map((item) => {
    const wrapped = typeof item === 'number' || typeof item === 'bigint' ? item : undefined;
    const byte = wrapped === undefined ? undefined : wrapInteger(wrapped, 32);
    if (byte !== undefined) return Number(byte) & 255;
    if (item === null) return 0;
    const isFraction = typeof item === 'number';
    const fault = isFraction ? 'cannot convert float64 to uint8' : 'unrecognized type: uint8';
    throw new UndecodableError(fault);
  });
  return Buffer.from(bytes).toString('base64');
}

/** Go's converter does not look whether a whole number has room. */
function convertInteger(value: number | bigint, node: TypedNode, bits: 32 | 64): JsonValue {
  const wrapped = wrapInteger(value, bits);
  if (wrapped === undefined) throw new UndecodableError(conversionFault(value, node));
  return wrapped;
}

function numberText(value: JsonValue): string {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  return isNumber ? `number ${goJson(value)}` : jsonTypeOf(value);
}

function jsonTypeOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'bigint' ? 'number' : typeof value;
}
