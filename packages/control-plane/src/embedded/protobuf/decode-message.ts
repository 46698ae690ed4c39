import { type JsonObject, type JsonValue, setOwn } from '@keelson/schema';
import { JsonError } from '../json/json-error.ts';
import { parseJson } from '../json/parse-json.ts';
import type { FieldType, Message, MessageField, MessageTable } from './message-table.ts';
import { ProtobufError } from './protobuf-error.ts';
import { formOf } from './special-forms.ts';
import { fieldNumberOf, type WireReader } from './wire-reader.ts';

/** Wire types: of numbers, of a double, of what has a length. */
const varint = 0;
const fixed64 = 1;
const delimited = 2;

/** Go has no limit here, but more stack: deeper schemas are refused as deep JSON is. */
const maxDepth = 1_000;

/** Decodes messages to the JSON that Go writes of what it would have decoded. */
export class MessageDecoder {
  readonly #table: MessageTable;
  #depth = 0;

  constructor(table: MessageTable) {
    this.#table = table;
  }

  /**
   * The fields of a message in the order of Go's struct: zeros are there where Go writes them.
   * @throws {ProtobufError} with the message of Go's decoder
   */
  decode(reader: WireReader, message: Message): JsonObject {
    this.#depth = 0;
    return this.#decode(reader, message);
  }

  #decode(reader: WireReader, message: Message): JsonObject {
    if (++this.#depth > maxDepth) throw new ProtobufError('exceeded max depth');
    const values = Array.from<JsonValue | undefined>({ length: message.fields.length });
    while (!reader.isDone) {
      const tag = reader.tag();
      const number = fieldNumberOf(tag, message.name);
      const index = message.indexes.get(number);
      if (index === undefined) {
        reader.skip(tag & 7);
        continue;
      }
      const field = message.fields[index] as MessageField;
      values[index] = this.#read(reader, field, { wireType: tag & 7, before: values[index] });
    }
    this.#depth--;
    return this.#objectOf(message, values);
  }

  #objectOf({ fields }: Message, values: readonly (JsonValue | undefined)[]): JsonObject {
    const object: JsonObject = {};
    for (const [index, field] of fields.entries()) {
      const value = values[index];
      if (field.name === '') {
        Object.assign(object, value ?? this.#zeroOf(field));
      } else if (field.isWritten) {
        object[field.name] = value ?? this.#zeroOf(field);
      } else if (value !== undefined && value !== null && !isOmitted(field, value)) {
        object[field.name] = value;
      }
    }
    return object;
  }

  #read(
    reader: WireReader,
    field: MessageField,
    { wireType, before }: { readonly wireType: number; readonly before: JsonValue | undefined },
  ): JsonValue {
    const expected = field.label === 'map' ? delimited : wireTypeOf(field.item);
    const isPacked = field.label === 'list' && expected === varint && wireType === delimited;
    if (wireType !== expected && !isPacked) {
      throw new ProtobufError(`proto: wrong wireType = ${wireType} for field ${field.goName}`);
    }
    if (field.label === 'one') return this.#value(reader, field.item);
    if (field.label === 'map') {
      const map = (before ?? {}) as JsonObject;
      this.#readEntry(reader.message(), field, map);
      return map;
    }
    const list = (before ?? []) as JsonValue[];
    if (isPacked) {
      const numbers = reader.message();
      while (!numbers.isDone) list.push(this.#value(numbers, field.item));
    } else {
      list.push(this.#value(reader, field.item));
    }
    return list;
  }

  #readEntry(entry: WireReader, field: MessageField, map: JsonObject): void {
    let key = '';
    let value: JsonValue | undefined;
    while (!entry.isDone) {
      const tag = entry.tag();
      if (tag >> 3 === 1) key = entry.text();
      else if (tag >> 3 === 2) value = this.#value(entry, field.item);
      else entry.skip(tag & 7);
    }
    // A map has no nil in it.
    const zero = field.item.type === 'bytes' ? '' : this.#zeroValueOf(field.item);
    setOwn(map, key, value ?? zero);
  }

  #value(reader: WireReader, item: FieldType): JsonValue {
    switch (item.type) {
      case 'string':
        return reader.text();
      case 'bool':
        return reader.bool();
      case 'int32':
        return reader.int32();
      case 'int64':
        return reader.int64();
      case 'double':
        return reader.double();
      case 'bytes':
        return reader.bytes().toString('base64');
      case 'json':
        return jsonOf(reader.text());
      case 'message':
        return this.#decode(reader.message(), this.#table.message(item.reference));
      case 'form': {
        const form = formOf(item.form);
        return form.toJson(this.#decode(reader.message(), form.message));
      }
    }
  }

  /** What Go writes for what was never set. */
  #zeroOf(field: MessageField): JsonValue {
    return field.label !== 'one' || field.isPointer ? null : this.#zeroValueOf(field.item);
  }

  #zeroValueOf(item: FieldType): JsonValue {
    switch (item.type) {
      case 'string':
        return '';
      case 'bool':
        return false;
      case 'int32':
      case 'int64':
      case 'double':
        return 0;
      case 'bytes':
      case 'json':
        return null;
      case 'message':
        return this.#objectOf(this.#table.message(item.reference), []);
      case 'form':
        return formOf(item.form).toJson({});
    }
  }
}

function wireTypeOf({ type }: FieldType): number {
  if (type === 'double') return fixed64;
  return type === 'bool' || type === 'int32' || type === 'int64' ? varint : delimited;
}

/** Go leaves out zeros, but nothing that it points at, nor a message: their JSON may look like a zero. */
function isOmitted({ isPointer, item }: MessageField, value: JsonValue): boolean {
  if (isPointer || item.type === 'form') return false;
  return value === '' || value === 0 || value === false;
}

function jsonOf(text: string): JsonValue {
  if (text === '') return null;
  try {
    return parseJson(text).value;
  } catch (error) {
    if (error instanceof JsonError) throw new ProtobufError(error.message);
    throw error;
  }
}
