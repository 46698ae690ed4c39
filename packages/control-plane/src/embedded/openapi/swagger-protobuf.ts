import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { printJson } from '../json/print-json.ts';
import { WireWriter } from '../protobuf/wire-writer.ts';

/** Writes a value into a field. */
type Field = (writer: WireWriter, number: number, value: JsonValue) => void;

/** The fields of a message by their keys in JSON: the number, and how a value is written. */
type Message = Readonly<Record<string, readonly [number: number, field: Field]>>;

const text: Field = (writer, number, value) => {
  if (typeof value === 'string') writer.text(number, value);
};
const flag: Field = (writer, number, value) => writer.int64(number, value === true ? 1 : 0);
const integer: Field = (writer, number, value) => writer.int64(number, value as number | bigint);
const double: Field = (writer, number, value) => writer.double(number, Number(value));
/** A value of any shape is YAML: JSON is, too. */
const any: Field = (writer, number, value) =>
  writer.message(number, (inner) => inner.text(2, `${printJson(value)}\n`));

function each(field: Field): Field {
  return (writer, number, value) => {
    for (const item of Array.isArray(value) ? value : [value]) field(writer, number, item);
  };
}

/** Looked up when it is used: messages contain each other. */
function message(of: () => Message): Field {
  return (writer, number, value) => {
    if (isJsonObject(value)) writer.message(number, (inner) => writeFields(inner, value, of()));
  };
}

/** A message within one that only says which of several it is. */
function oneOf(choose: (value: JsonValue) => readonly [number: number, field: Field]): Field {
  return (writer, number, value) => {
    const [inside, field] = choose(value);
    writer.message(number, (inner) => field(inner, inside, value));
  };
}

/** A message whose fields have any name: pairs of a name and a value. */
function named(field: Field, pairs = 1): Field {
  return (writer, number, value) => {
    if (!isJsonObject(value)) return;
    writer.message(number, (inner) => {
      for (const [name, item] of Object.entries(value)) {
        inner.message(pairs, (pair) => {
          pair.text(1, name);
          field(pair, 2, item);
        });
      }
    });
  };
}

const texts = each(text);
const isReference = (value: JsonValue) => isJsonObject(value) && value['$ref'] !== undefined;
const reference = message(() => ({ $ref: [1, text], description: [2, text] }));

const schemaFields: Message = {
  $ref: [1, text],
  format: [2, text],
  title: [3, text],
  description: [4, text],
  default: [5, any],
  multipleOf: [6, double],
  maximum: [7, double],
  exclusiveMaximum: [8, flag],
  minimum: [9, double],
  exclusiveMinimum: [10, flag],
  maxLength: [11, integer],
  minLength: [12, integer],
  pattern: [13, text],
  maxItems: [14, integer],
  minItems: [15, integer],
  uniqueItems: [16, flag],
  maxProperties: [17, integer],
  minProperties: [18, integer],
  required: [19, texts],
  enum: [20, each(any)],
  additionalProperties: [
    21,
    (writer, number, value) => {
      writer.message(number, (inner) => {
        if (typeof value === 'boolean') flag(inner, 2, value);
        else schema(inner, 1, value);
      });
    },
  ],
  type: [22, (writer, number, value) => writer.message(number, (inner) => texts(inner, 1, value))],
  items: [
    23,
    (writer, number, value) => writer.message(number, (inner) => each(schema)(inner, 1, value)),
  ],
  allOf: [24, each((writer, number, value) => schema(writer, number, value))],
  properties: [25, named((writer, number, value) => schema(writer, number, value))],
  readOnly: [27, flag],
  externalDocs: [29, message(() => documentationFields)],
  example: [30, any],
  'x-': [31, any],
};
const schema = message(() => schemaFields);

const documentationFields: Message = {
  description: [1, text],
  url: [2, text],
  'x-': [3, any],
};

const bodyFields: Message = {
  description: [1, text],
  name: [2, text],
  in: [3, text],
  required: [4, flag],
  schema: [5, schema],
  'x-': [6, any],
};

/** Parameters of a query; those of a path or a header have no `allowEmptyValue`. */
const queryFields: Message = {
  required: [1, flag],
  in: [2, text],
  description: [3, text],
  name: [4, text],
  allowEmptyValue: [5, flag],
  type: [6, text],
  format: [7, text],
  default: [10, any],
  maximum: [11, double],
  minimum: [13, double],
  maxLength: [15, integer],
  minLength: [16, integer],
  pattern: [17, text],
  uniqueItems: [20, flag],
  enum: [21, each(any)],
  'x-': [23, any],
};
const placedFields: Message = Object.fromEntries(
  Object.entries(queryFields)
    .filter(([key]) => key !== 'allowEmptyValue')
    .map(([key, [number, field]]) => [key, [number > 5 ? number - 1 : number, field]]),
);

const placed = oneOf((value) => {
  const place = isJsonObject(value) ? value['in'] : undefined;
  if (place === 'query') return [3, message(() => queryFields)];
  return [place === 'path' ? 4 : 1, message(() => placedFields)];
});

const parameter = oneOf((value) => {
  if (isReference(value)) return [2, reference];
  const isBody = isJsonObject(value) && value['in'] === 'body';
  return [1, oneOf(() => (isBody ? [1, message(() => bodyFields)] : [2, placed]))];
});

const responseFields: Message = {
  description: [1, text],
  schema: [2, oneOf(() => [1, schema])],
  'x-': [5, any],
};

const operationFields: Message = {
  tags: [1, texts],
  summary: [2, text],
  description: [3, text],
  externalDocs: [4, message(() => documentationFields)],
  operationId: [5, text],
  produces: [6, texts],
  consumes: [7, texts],
  parameters: [8, each(parameter)],
  responses: [
    9,
    named(
      oneOf((value) => (isReference(value) ? [2, reference] : [1, message(() => responseFields)])),
    ),
  ],
  schemes: [10, texts],
  deprecated: [11, flag],
  'x-': [13, any],
};
const operation = message(() => operationFields);

const pathFields: Message = {
  get: [2, operation],
  put: [3, operation],
  post: [4, operation],
  delete: [5, operation],
  options: [6, operation],
  head: [7, operation],
  patch: [8, operation],
  parameters: [9, each(parameter)],
  'x-': [10, any],
};

const infoFields: Message = {
  title: [1, text],
  version: [2, text],
  description: [3, text],
  'x-': [7, any],
};

const apiKeyFields: Message = {
  type: [1, text],
  name: [2, text],
  in: [3, text],
  description: [4, text],
  'x-': [5, any],
};

const documentFields: Message = {
  swagger: [1, text],
  info: [2, message(() => infoFields)],
  host: [3, text],
  basePath: [4, text],
  schemes: [5, texts],
  consumes: [6, texts],
  produces: [7, texts],
  paths: [
    8,
    named(
      message(() => pathFields),
      2,
    ),
  ],
  definitions: [9, named(schema)],
  parameters: [10, named(oneOf(() => [1, placed]))],
  security: [
    12,
    each(
      named((writer, number, value) => writer.message(number, (inner) => texts(inner, 1, value))),
    ),
  ],
  securityDefinitions: [13, named(oneOf(() => [2, message(() => apiKeyFields)]))],
  'x-': [16, any],
};

/** In the order of the numbers, as Go writes them. Keys without a field are left out. */
function writeFields(writer: WireWriter, value: JsonObject, fields: Message): void {
  const known = Object.entries(value).flatMap(([key, item]) => {
    const found = fields[key.startsWith('x-') ? 'x-' : key];
    return found === undefined ? [] : [{ key, item, number: found[0], field: found[1] }];
  });
  for (const { key, item, number, field } of known.toSorted((a, b) => a.number - b.number)) {
    if (key.startsWith('x-')) extension(writer, number, { key, item });
    else field(writer, number, item);
  }
}

function extension(
  writer: WireWriter,
  number: number,
  { key, item }: { readonly key: string; readonly item: JsonValue },
): void {
  writer.message(number, (pair) => {
    pair.text(1, key);
    any(pair, 2, item);
  });
}

/**
 * The document of `/openapi/v2` as clients written in Go ask for it: the message
 * `openapi.v2.Document` of gnostic. kubectl reads no other form of it.
 */
export function swaggerProtobuf(swagger: JsonObject): Buffer {
  const writer = new WireWriter();
  writeFields(writer, swagger, documentFields);
  return writer.bytes();
}
