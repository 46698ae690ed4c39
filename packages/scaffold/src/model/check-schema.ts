import { canonicalJson } from './canonical-json.ts';
import type { SchemaNode } from './schema-node.ts';

/**
 * What is wrong with a value, as the API server would find it; nothing when it is valid. Fields with
 * defaults may be absent. CEL rules and formats are not checked.
 */
export function checkValue(schema: SchemaNode, value: unknown, path = ''): string[] {
  const at = path === '' ? '' : `${path}: `;
  if (value === null) return schema.nullable ? [] : [`${at}must not be null`];
  if (!hasType(schema, value)) {
    return [`${at}must be ${typeWords(schema)}, not ${JSON.stringify(value)}`];
  }
  const wrong = [...checkEnum(schema, value)];
  if (typeof value === 'string') wrong.push(...checkText(schema, value));
  if (typeof value === 'number') wrong.push(...checkNumber(schema, value));
  const messages = wrong.map((message) => at + message);
  if (Array.isArray(value)) return [...messages, ...checkList(schema, value, path)];
  if (typeof value === 'object') {
    return [...messages, ...checkFields(schema, value as Record<string, unknown>, path)];
  }
  return messages;
}

/** What the API server does, whether or not the enum has a null (1.37.2). */
export const nullableEnum =
  'the API server takes no null where the values are listed: make the field optional ("?") instead of "| null"';

/** What the API server would refuse in the schema itself; nothing when there is no such thing. */
export function checkSchema(schema: SchemaNode): string[] {
  const wrong: string[] = [];
  if (schema.type !== undefined) {
    for (const value of schema.enum ?? []) {
      if (!hasType(schema, value)) {
        wrong.push(`@Enum: ${JSON.stringify(value)} is not ${typeWords(schema)}`);
      }
    }
  }
  if (schema.nullable && schema.enum) wrong.push(nullableEnum);
  wrong.push(...checkRange(schema, ['minLength', 'maxLength', '@MinLength', '@MaxLength']));
  wrong.push(...checkRange(schema, ['minimum', 'maximum', '@Minimum', '@Maximum']));
  wrong.push(...checkRange(schema, ['minItems', 'maxItems', '@MinItems', '@MaxItems']));
  wrong.push(
    ...checkRange(schema, ['minProperties', 'maxProperties', '@MinProperties', '@MaxProperties']),
  );
  wrong.push(...checkListType(schema));
  return wrong;
}

function hasType({ type, 'x-kubernetes-int-or-string': intOrString }: SchemaNode, value: unknown) {
  if (intOrString) return typeof value === 'string' || Number.isInteger(value);
  switch (type) {
    case undefined:
      return true;
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    case 'boolean':
    case 'string':
      return typeof value === type;
  }
}

function typeWords({ type, 'x-kubernetes-int-or-string': intOrString }: SchemaNode): string {
  if (intOrString) return 'an integer or a string';
  return /^[aio]/.test(type ?? '') ? `an ${type}` : `a ${type}`;
}

function checkEnum(schema: SchemaNode, value: unknown): string[] {
  if (schema.enum === undefined) return [];
  const allowed = schema.enum.map(canonicalJson);
  return allowed.includes(canonicalJson(value))
    ? []
    : [`${JSON.stringify(value)} is not one of ${allowed.join(', ')}`];
}

function checkText({ minLength, maxLength, pattern }: SchemaNode, value: string): string[] {
  const { length } = Array.from(value);
  const wrong: string[] = [];
  if (minLength !== undefined && length < minLength)
    wrong.push(`must be at least ${minLength} long`);
  if (maxLength !== undefined && length > maxLength)
    wrong.push(`must be at most ${maxLength} long`);
  if (pattern !== undefined && !matches(pattern, value)) {
    wrong.push(`${JSON.stringify(value)} does not match ${pattern}`);
  }
  return wrong;
}

/** A pattern that only RE2 understands counts as matched: the API server will tell. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

function checkNumber(schema: SchemaNode, value: number): string[] {
  const { minimum = -Infinity, maximum = Infinity, multipleOf } = schema;
  const wrong: string[] = [];
  if (schema.exclusiveMinimum ? value <= minimum : value < minimum) {
    wrong.push(`${value} is below the minimum ${minimum}`);
  }
  if (schema.exclusiveMaximum ? value >= maximum : value > maximum) {
    wrong.push(`${value} is above the maximum ${maximum}`);
  }
  if (multipleOf !== undefined && value % multipleOf !== 0) {
    wrong.push(`${value} is not a multiple of ${multipleOf}`);
  }
  if (schema.format === 'int32' && Math.abs(value) > 2 ** 31 - 1) wrong.push('exceeds 32 bits');
  return wrong;
}

function checkList(schema: SchemaNode, items: readonly unknown[], path: string): string[] {
  const { minItems = 0, maxItems = Infinity, items: itemSchema = {} } = schema;
  const wrong: string[] = [];
  if (items.length < minItems) wrong.push(`must have at least ${minItems} items`);
  if (items.length > maxItems) wrong.push(`must have at most ${maxItems} items`);
  const isSet = schema['x-kubernetes-list-type'] === 'set';
  if (isSet && new Set(items.map(canonicalJson)).size < items.length) {
    wrong.push('has an item twice, but is a set');
  }
  const at = path === '' ? '' : `${path}: `;
  return [
    ...wrong.map((message) => at + message),
    ...items.flatMap((item, index) => checkValue(itemSchema, item, `${path}[${index}]`)),
  ];
}

function checkFields(
  schema: SchemaNode,
  value: Readonly<Record<string, unknown>>,
  path: string,
): string[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] || schema.type === undefined;
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  const at = path === '' ? '' : `${path}: `;
  const wrong: string[] = [];
  if (names.length < (schema.minProperties ?? 0)) wrong.push(`${at}has too few keys`);
  if (names.length > (schema.maxProperties ?? Infinity)) wrong.push(`${at}has too many keys`);
  for (const name of required) {
    if (!names.includes(name) && properties[name]?.default === undefined) {
      wrong.push(`${at}"${name}" is required`);
    }
  }
  for (const name of names) {
    const inner = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    const innerPath = path === '' ? name : `${path}.${name}`;
    if (inner !== undefined) wrong.push(...checkValue(inner, value[name], innerPath));
    else if (!isOpen) wrong.push(`${innerPath} is not a field of it`);
  }
  return wrong;
}

type RangeKeys = readonly [
  low: keyof SchemaNode,
  high: keyof SchemaNode,
  lowName: string,
  highName: string,
];

function checkRange(schema: SchemaNode, [low, high, lowName, highName]: RangeKeys): string[] {
  const from = schema[low];
  const to = schema[high];
  return typeof from === 'number' && typeof to === 'number' && from > to
    ? [`${lowName}(${from}) is above ${highName}(${to}): nothing can be both`]
    : [];
}

function checkListType(schema: SchemaNode): string[] {
  const type = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const { items } = schema;
  if (type !== 'map') {
    return keys.length > 0 ? ["@ListMapKey goes with @ListType('map')"] : checkSet(type, items);
  }
  if (keys.length === 0) {
    return ["@ListType('map') needs @ListMapKey: which field tells the items apart"];
  }
  if (items?.type !== 'object') return ["@ListType('map') is for lists of objects"];
  return keys.flatMap((key) => {
    const field = items.properties?.[key];
    if (field === undefined) return [`@ListMapKey('${key}'): the items have no such field`];
    if (field.type === 'object' || field.type === 'array') {
      return [`@ListMapKey('${key}'): the field must be text, a number or a boolean`];
    }
    return items.required?.includes(key) || field.default !== undefined
      ? []
      : [`@ListMapKey('${key}'): the field is optional: make it required or give it a default`];
  });
}

function checkSet(type: SchemaNode['x-kubernetes-list-type'], items: SchemaNode | undefined) {
  const isAtomic =
    items?.type === 'object'
      ? items['x-kubernetes-map-type'] === 'atomic'
      : items?.type !== 'array' || items['x-kubernetes-list-type'] === 'atomic';
  return type === 'set' && !isAtomic
    ? [
        "@ListType('set') is for text, numbers and booleans: write @ListType('map') with @ListMapKey",
      ]
    : [];
}
