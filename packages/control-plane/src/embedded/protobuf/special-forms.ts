import type { JsonObject, JsonValue } from '@keelson/schema';
import { parseQuantity, QuantityError } from '../builtin/quantity.ts';
import { type Message, parseMessage, type SpecialForm } from './message-table.ts';
import { ProtobufError } from './protobuf-error.ts';

/** A message whose JSON is not an object of its fields. */
interface Form {
  readonly message: Message;
  /** From its decoded fields. `null` stands for Go's nil, or its zero time. */
  toJson(fields: JsonObject): JsonValue;
}

const schema = 'apiextensions/v1#JSONSchemaProps';
const timestamp = parseMessage('Timestamp', '1:seconds*:int64 2:nanos*:int32');

const forms: Readonly<Record<SpecialForm, Form>> = {
  time: { message: timestamp, toJson: (fields) => timeOf(fields, false) },
  microTime: { message: timestamp, toJson: (fields) => timeOf(fields, true) },
  quantity: {
    message: parseMessage('Quantity', '1:value*!String_'),
    toJson: ({ value }) => (value === undefined ? '0' : quantityOf(value as string)),
  },
  intOrString: {
    message: parseMessage('IntOrString', '1:type:int64 2:intVal:int32 3:strVal'),
    toJson: ({ type = 0, intVal = 0, strVal = '' }) => (type === 0 ? intVal : strVal),
  },
  raw: {
    message: parseMessage('RawExtension', '1:raw:json'),
    toJson: ({ raw = null }) => raw,
  },
  items: { message: parseMessage('ExtraValue', '1:items:[]'), toJson: ({ items = [] }) => items },
  schemaOrArray: {
    message: parseMessage('JSONSchemaPropsOrArray', `1:schema:${schema} 2:jSONSchemas:[]${schema}`),
    toJson: ({ schema: one = null, jSONSchemas = one }) => jSONSchemas,
  },
  schemaOrBool: {
    message: parseMessage('JSONSchemaPropsOrBool', `1:allows:bool 2:schema:${schema}`),
    toJson: ({ allows = false, schema: one = allows }) => one,
  },
  schemaOrStrings: {
    message: parseMessage('JSONSchemaPropsOrStringArray', `1:schema:${schema} 2:property:[]`),
    toJson: ({ schema: one = null, property = one }) => property,
  },
};

/** The form of messages such as a time or a quantity. */
export function formOf(type: SpecialForm): Form {
  return forms[type];
}

/** In seconds: that is all that JSON holds, so Go drops the rest. An empty message is no time. */
function timeOf({ seconds = 0, nanos }: JsonObject, isMicro: boolean): JsonValue {
  if (seconds === 0 && nanos === undefined) return null;
  const at = new Date(Number(seconds) * 1000);
  const year = at.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) {
    throw new ProtobufError('Time.MarshalJSON: year outside of range [0,9999]');
  }
  const whole = at.toISOString().slice(0, 19);
  if (!isMicro) return `${whole}Z`;
  return `${whole}.${String(Math.trunc(Number(nanos ?? 0) / 1000)).padStart(6, '0')}Z`;
}

function quantityOf(text: string): string {
  try {
    return parseQuantity(text).text;
  } catch (error) {
    if (error instanceof QuantityError) throw new ProtobufError(error.message);
    throw error;
  }
}
