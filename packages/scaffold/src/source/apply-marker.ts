import { type SchemaNode, type ValidationRule, withRules } from '../model/schema-node.ts';
import { celFieldName } from './cel-name.ts';
import { type Constant, readArguments } from './constant.ts';
import { callOf, type DecoratorUse } from './decorator-use.ts';
import { RegularExpression, toRe2 } from './re2-pattern.ts';
import type { TypeReader } from './type-reader.ts';
import type { Node } from './typescript.ts';

/** Adds what a decorator says to the schema of its field or class. */
type Marker = (schema: SchemaNode, args: readonly Constant[]) => SchemaNode;

/** Markers whose only argument is the value of a keyword. */
function keyword(name: keyof SchemaNode): Marker {
  return (schema, [value]) => ({ ...schema, [name]: value });
}

function flag(name: keyof SchemaNode): Marker {
  return (schema) => ({ ...schema, [name]: true });
}

/** A rule over which of the fields are set, in controller-gen's words. */
function fieldCount(words: string, ruleOf: (areSet: readonly string[]) => string): Marker {
  return (schema, fields) => {
    const names = fields as readonly string[];
    const areSet = names.map((name) => `has(self.${celFieldName(name)})`);
    const message = words.replace('%', `[${names.join(' ')}]`);
    return withRules(schema, [{ rule: ruleOf(areSet), message }]);
  };
}

/** Cheaper for the API server than a list of them with a filter. */
function sumOf(areSet: readonly string[]): string {
  return areSet.map((isSet) => `(${isSet}?1:0)`).join('+');
}

/** The API server knows `apiVersion`, `kind` and `metadata` itself and wants no schema of them. */
function embeddedResource(schema: SchemaNode): SchemaNode {
  const { properties = {}, required = [], ...rest } = schema;
  const { apiVersion: _, kind: __, metadata: ___, ...own } = properties;
  const needed = required.filter((name) => Object.hasOwn(own, name));
  return {
    ...rest,
    type: 'object',
    'x-kubernetes-embedded-resource': true,
    ...(Object.keys(own).length > 0
      ? { properties: own }
      : { 'x-kubernetes-preserve-unknown-fields': true }),
    ...(needed.length > 0 && { required: needed }),
  };
}

const markers: Readonly<Record<string, Marker>> = {
  MinLength: keyword('minLength'),
  MaxLength: keyword('maxLength'),
  Pattern: (schema, [pattern]) => ({
    ...schema,
    pattern: toRe2(
      pattern instanceof RegularExpression ? pattern : new RegularExpression(pattern as string),
    ),
  }),
  Format: keyword('format'),
  Minimum: keyword('minimum'),
  Maximum: keyword('maximum'),
  ExclusiveMinimum: (schema, [minimum]) => ({
    ...schema,
    minimum: Number(minimum),
    exclusiveMinimum: true,
  }),
  ExclusiveMaximum: (schema, [maximum]) => ({
    ...schema,
    maximum: Number(maximum),
    exclusiveMaximum: true,
  }),
  MultipleOf: keyword('multipleOf'),
  MinItems: keyword('minItems'),
  MaxItems: keyword('maxItems'),
  MinProperties: keyword('minProperties'),
  MaxProperties: keyword('maxProperties'),
  Enum: (schema, values) => ({ ...schema, enum: values }),
  Title: keyword('title'),
  Example: keyword('example'),
  ExternalDocs: keyword('externalDocs'),
  Default: keyword('default'),
  ListType: keyword('x-kubernetes-list-type'),
  ListMapKey: (schema, [key]) => ({
    ...schema,
    'x-kubernetes-list-map-keys': [...(schema['x-kubernetes-list-map-keys'] ?? []), key as string],
  }),
  MapType: keyword('x-kubernetes-map-type'),
  StructType: keyword('x-kubernetes-map-type'),
  EmbeddedResource: embeddedResource,
  PreserveUnknownFields: flag('x-kubernetes-preserve-unknown-fields'),
  XValidation: (schema, [rule]) => withRules(schema, [rule as unknown as ValidationRule]),
  AtMostOneOf: fieldCount(
    'at most one of the fields in % may be set',
    (areSet) => `${sumOf(areSet)} <= 1`,
  ),
  ExactlyOneOf: fieldCount(
    'exactly one of the fields in % must be set',
    (areSet) => `${sumOf(areSet)} == 1`,
  ),
  AtLeastOneOf: fieldCount('at least one of the fields in % must be set', (areSet) =>
    areSet.join('||'),
  ),
};

/** Where a marker of the parts of a field goes. */
const partMarkers: Readonly<Record<string, 'items' | 'additionalProperties'>> = {
  Items: 'items',
  Values: 'additionalProperties',
};

/**
 * The schema with what the decorator adds; unchanged when it is none about schemas.
 * @throws {SourceError} when an argument is no constant, or says what the API server cannot do
 */
export function applyMarker(
  reader: TypeReader,
  schema: SchemaNode,
  { name, args, node }: DecoratorUse,
): SchemaNode {
  const part = partMarkers[name];
  if (part !== undefined) return applyToPart(reader, { schema, part, args, node });
  const marker = markers[name];
  if (marker === undefined) return schema;
  const values = readArguments(reader.context.program, args);
  try {
    const marked = marker(schema, values);
    reader.context.ruleSites.note(schema, marked, node);
    return marked;
  } catch (error) {
    if (error instanceof TypeError) return reader.refuse(args[0] ?? node, error.message);
    throw error;
  }
}

interface PartMarkers {
  readonly schema: SchemaNode;
  readonly part: 'items' | 'additionalProperties';
  readonly args: readonly Node[];
  readonly node: Node;
}

function applyToPart(reader: TypeReader, { schema, part, args, node }: PartMarkers): SchemaNode {
  const { program, names } = reader.context;
  const inner = schema[part];
  if (inner === undefined) {
    return reader.refuse(node, `the field has no ${part === 'items' ? 'items' : 'values'}`);
  }
  const changed = args.reduce<SchemaNode>((result, argument) => {
    const use = callOf(program, names, argument);
    return use === undefined
      ? reader.refuse(argument, 'write a call of a decorator here, such as "MinLength(1)"')
      : applyMarker(reader, result, use);
  }, inner);
  return { ...schema, [part]: changed };
}
