import {
  compareUtf8,
  goJson,
  type FieldError,
  type JsonObject,
  type JsonValue,
} from '@keelson/schema';
import { listOf, objectOf, optionalObject } from './definition.ts';
import type { InternalVersion } from './internal-definition.ts';

/**
 * An "Invalid value" whose value is an internal Go struct. Its JSON keeps the order of the struct's
 * fields, which a JSON value of ours cannot, so the text becomes part of the detail.
 */
export function invalidStruct(field: string, printed: string, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, detail: `${printed}: ${detail}` };
}

/** `spec.versions` as Go prints the internal versions. */
export function printVersions(versions: readonly InternalVersion[]): string {
  return `[${versions.map(printVersion).join(',')}]`;
}

function printVersion(version: InternalVersion): string {
  const schema = version.validation && optionalObject(version.validation, 'openAPIV3Schema');
  return printStruct([
    ['Name', goJson(version.name)],
    ['Served', String(version.isServed)],
    ['Storage', String(version.isStorage)],
    ['Deprecated', String(version.isDeprecated)],
    ['DeprecationWarning', goJson(version.deprecationWarning ?? null)],
    [
      'Schema',
      version.validation === undefined
        ? 'null'
        : `{"OpenAPIV3Schema":${schema === undefined ? 'null' : printSchema(schema)}}`,
    ],
    ['Subresources', printSubresources(version.subresources)],
    ['AdditionalPrinterColumns', printList(version.columns, printColumn)],
    [
      'SelectableFields',
      printList(version.selectableFields, (field) =>
        printStruct([['JSONPath', goJson(field['jsonPath'] ?? '')]]),
      ),
    ],
  ]);
}

function printSubresources(subresources: JsonObject | undefined): string {
  if (subresources === undefined) return 'null';
  const scale = optionalObject(subresources, 'scale');
  return printStruct([
    ['Status', optionalObject(subresources, 'status') === undefined ? 'null' : '{}'],
    [
      'Scale',
      scale === undefined
        ? 'null'
        : printStruct([
            ['SpecReplicasPath', goJson(scale['specReplicasPath'] ?? '')],
            ['StatusReplicasPath', goJson(scale['statusReplicasPath'] ?? '')],
            ['LabelSelectorPath', goJson(scale['labelSelectorPath'] ?? null)],
          ]),
    ],
  ]);
}

function printColumn(column: JsonObject): string {
  return printStruct([
    ['Name', goJson(column['name'] ?? '')],
    ['Type', goJson(column['type'] ?? '')],
    ['Format', goJson(column['format'] ?? '')],
    ['Description', goJson(column['description'] ?? '')],
    ['Priority', goJson(column['priority'] ?? 0)],
    ['JSONPath', goJson(column['jsonPath'] ?? '')],
  ]);
}

type Printer = (schema: JsonObject, key: string) => string;

const text: Printer = (schema, key) => goJson(schema[key] ?? '');
const flag: Printer = (schema, key) => String(schema[key] === true);
const pointer: Printer = (schema, key) => goJson(schema[key] ?? null);
const values: Printer = (schema, key) => printList(listOf(schema, key), goJson);
const schemas: Printer = (schema, key) =>
  printList(listOf(schema, key), (item) => printSchema(item as JsonObject));
const schemaOrNull: Printer = (schema, key) => {
  const inner = optionalObject(schema, key);
  return inner === undefined ? 'null' : printSchema(inner);
};
const schemaMap: Printer = (schema, key) => printMap(schema, key, printSchema);
const schemaOrBool: Printer = (schema, key) => {
  const value = schema[key];
  if (value === undefined) return 'null';
  return `{"Allows":${String(value !== false)},"Schema":${schemaOrNull(schema, key)}}`;
};

/** The fields of the internal JSONSchemaProps in their order. */
const fields: readonly (readonly [name: string, key: string, print: Printer])[] = [
  ['ID', 'id', text],
  ['Schema', '$schema', text],
  ['Ref', '$ref', pointer],
  ['Description', 'description', text],
  ['Type', 'type', text],
  ['Nullable', 'nullable', flag],
  ['Format', 'format', text],
  ['Title', 'title', text],
  ['Default', 'default', pointer],
  ['Maximum', 'maximum', pointer],
  ['ExclusiveMaximum', 'exclusiveMaximum', flag],
  ['Minimum', 'minimum', pointer],
  ['ExclusiveMinimum', 'exclusiveMinimum', flag],
  ['MaxLength', 'maxLength', pointer],
  ['MinLength', 'minLength', pointer],
  ['Pattern', 'pattern', text],
  ['MaxItems', 'maxItems', pointer],
  ['MinItems', 'minItems', pointer],
  ['UniqueItems', 'uniqueItems', flag],
  ['MultipleOf', 'multipleOf', pointer],
  ['Enum', 'enum', values],
  ['MaxProperties', 'maxProperties', pointer],
  ['MinProperties', 'minProperties', pointer],
  ['Required', 'required', values],
  [
    'Items',
    'items',
    (schema, key) =>
      schema[key] === undefined
        ? 'null'
        : `{"Schema":${schemaOrNull(schema, key)},"JSONSchemas":${schemas(schema, key)}}`,
  ],
  ['AllOf', 'allOf', schemas],
  ['OneOf', 'oneOf', schemas],
  ['AnyOf', 'anyOf', schemas],
  ['Not', 'not', schemaOrNull],
  ['Properties', 'properties', schemaMap],
  ['AdditionalProperties', 'additionalProperties', schemaOrBool],
  ['PatternProperties', 'patternProperties', schemaMap],
  [
    'Dependencies',
    'dependencies',
    (schema, key) =>
      printMap(schema, key, (value) =>
        Array.isArray(value)
          ? `{"Schema":null,"Property":${goJson(value)}}`
          : `{"Schema":${printSchema(value)},"Property":null}`,
      ),
  ],
  ['AdditionalItems', 'additionalItems', schemaOrBool],
  ['Definitions', 'definitions', schemaMap],
  [
    'ExternalDocs',
    'externalDocs',
    (schema, key) => {
      const docs = optionalObject(schema, key);
      if (docs === undefined) return 'null';
      return `{"Description":${text(docs, 'description')},"URL":${text(docs, 'url')}}`;
    },
  ],
  ['Example', 'example', pointer],
  ['XPreserveUnknownFields', 'x-kubernetes-preserve-unknown-fields', pointer],
  ['XEmbeddedResource', 'x-kubernetes-embedded-resource', flag],
  ['XIntOrString', 'x-kubernetes-int-or-string', flag],
  ['XListMapKeys', 'x-kubernetes-list-map-keys', values],
  ['XListType', 'x-kubernetes-list-type', pointer],
  ['XMapType', 'x-kubernetes-map-type', pointer],
  [
    'XValidations',
    'x-kubernetes-validations',
    (schema, key) => printList(listOf(schema, key), (rule) => printRule(rule as JsonObject)),
  ],
];

/** Names of the Go fields of a schema that are set, in their order. */
export function setFieldsOf(schema: JsonObject): string[] {
  return fields.filter(([, key]) => schema[key] !== undefined).map(([name]) => name);
}

/** A schema as Go prints the internal JSONSchemaProps. */
export function printSchema(schema: JsonObject): string {
  return printStruct(fields.map(([name, key, print]) => [name, print(schema, key)]));
}

function printRule(rule: JsonObject): string {
  return printStruct([
    ['Rule', text(rule, 'rule')],
    ['Message', text(rule, 'message')],
    ['MessageExpression', text(rule, 'messageExpression')],
    ['Reason', pointer(rule, 'reason')],
    ['FieldPath', text(rule, 'fieldPath')],
    ['OptionalOldSelf', pointer(rule, 'optionalOldSelf')],
  ]);
}

function printMap(schema: JsonObject, key: string, print: (value: JsonObject) => string): string {
  const map = objectOf(schema, key);
  const names = Object.keys(map).toSorted(compareUtf8);
  if (names.length === 0) return 'null';
  return `{${names.map((name) => `${goJson(name)}:${print(map[name] as JsonObject)}`).join(',')}}`;
}

function printList<T extends JsonValue>(list: readonly T[], print: (item: T) => string): string {
  return list.length === 0 ? 'null' : `[${list.map(print).join(',')}]`;
}

function printStruct(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([name, value]) => `"${name}":${value}`).join(',')}}`;
}
