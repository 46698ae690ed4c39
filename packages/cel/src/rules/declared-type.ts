import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  stringType,
  structType,
  timestampType,
  type Type,
} from '../check/type.ts';
import { escapeProperty } from './property-name.ts';
import { type RuleSchema, valuesOf } from './rule-schema.ts';

/** What rules see of a schema: a type, and how large its values can be (apiserver's cel.DeclType). */
export interface DeclaredType {
  readonly type: Type;
  /** Of an object, by escaped name. */
  readonly fields: ReadonlyMap<string, DeclaredType>;
  readonly key: DeclaredType | undefined;
  /** Items of a list, values of a map. */
  readonly element: DeclaredType | undefined;
  /** Most items, entries, or bytes. */
  readonly maxElements: number;
  /** Fewest bytes in JSON. */
  readonly minSize: number;
}

/** Largest request that the estimates assume, in bytes. */
export const maxRequestBytes = 3 * 1024 * 1024;

interface Site {
  /** Names the types of objects. */
  readonly name: string;
  readonly isResource: boolean;
}

const noFields: ReadonlyMap<string, DeclaredType> = new Map();

function scalar(type: Type, minSize: number, maxElements = 0): DeclaredType {
  return { type, fields: noFields, key: undefined, element: undefined, maxElements, minSize };
}

const text: RuleSchema = { type: 'string' };
const objectMeta: RuleSchema = { type: 'object', properties: { name: text, generateName: text } };

/**
 * The type of a schema; `undefined` when rules cannot see it. Semantics: apiserver's
 * cel/common.SchemaDeclType.
 */
export function declareType(
  schema: RuleSchema,
  site: Site = { name: 'selfType', isResource: false },
): DeclaredType | undefined {
  if (schema['x-kubernetes-int-or-string']) {
    return scalar(dynType, 1, textSize(schema) ?? maxRequestBytes - 2);
  }
  switch (schema.type ?? '') {
    case 'array':
      return declareList(schema, site);
    case 'object':
      return declareObject(site.isResource ? withObjectMeta(schema) : schema, site);
    case 'string':
      return declareText(schema);
    case 'boolean':
      return scalar(boolType, 4);
    case 'number':
      return scalar(doubleType, 1);
    case 'integer':
      return scalar(intType, 1);
    default:
      return undefined;
  }
}

/** The schema of a resource, of which rules see kind, version and name. */
export function withObjectMeta(schema: RuleSchema): RuleSchema {
  const properties = { ...schema.properties, kind: text, apiVersion: text, metadata: objectMeta };
  return { ...schema, properties };
}

function below(schema: RuleSchema, name: string): Site {
  return { name, isResource: schema['x-kubernetes-embedded-resource'] === true };
}

function declareList({ items, maxItems }: RuleSchema, { name }: Site): DeclaredType | undefined {
  const element = items && declareType(items, below(items, `${name}.@idx`));
  if (element === undefined) return undefined;
  const most = Math.floor((maxRequestBytes - 2) / (element.minSize + 1));
  return {
    type: listType(element.type),
    fields: noFields,
    key: undefined,
    element,
    maxElements: maxItems === undefined ? most : Math.max(0, maxItems),
    minSize: 2,
  };
}

function declareObject(schema: RuleSchema, site: Site): DeclaredType | undefined {
  const values = valuesOf(schema);
  if (values) return declareMap(schema, values, site);
  const fields = new Map<string, DeclaredType>();
  let minSize = 2;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const escaped = escapeProperty(name);
    const field = declareType(property, below(property, `${site.name}.${escaped ?? name}`));
    if (field === undefined) continue;
    if (escaped !== undefined) fields.set(escaped, field);
    const isSent = schema.required?.includes(name) && (property.default ?? null) === null;
    if (isSent) minSize += new TextEncoder().encode(name).length + field.minSize + 4;
  }
  return {
    type: structType(site.name),
    fields,
    key: undefined,
    element: undefined,
    maxElements: 0,
    minSize,
  };
}

function declareMap(
  { maxProperties }: RuleSchema,
  values: RuleSchema,
  { name }: Site,
): DeclaredType | undefined {
  const element = declareType(values, below(values, `${name}.@elem`));
  if (element === undefined) return undefined;
  const most = Math.floor((maxRequestBytes - 2) / (element.minSize + 6));
  return {
    type: mapType(stringType, element.type),
    fields: noFields,
    key: scalar(stringType, 2),
    element,
    maxElements: maxProperties === undefined ? most : Math.max(0, maxProperties),
    minSize: 2,
  };
}

function declareText(schema: RuleSchema): DeclaredType {
  const { format, maxLength } = schema;
  switch (format ?? '') {
    case 'byte':
      return scalar(
        bytesType,
        2,
        maxLength === undefined ? maxRequestBytes - 2 : Math.max(0, maxLength),
      );
    case 'duration':
      return scalar(durationType, 3, 32);
    case 'date':
      return scalar(timestampType, 12, 12);
    case 'date-time':
      return scalar(timestampType, 21, 32);
    default:
      return scalar(stringType, 2, textSize(schema) ?? enumSize(schema) ?? maxRequestBytes - 2);
  }
}

/** In bytes: a character has up to four. */
function textSize({ maxLength }: RuleSchema): number | undefined {
  return maxLength === undefined ? undefined : Math.max(0, maxLength) * 4;
}

function enumSize({ enum: values = [] }: RuleSchema): number | undefined {
  if (values.length === 0) return undefined;
  const encoder = new TextEncoder();
  return Math.max(
    0,
    ...values.map((value) => (typeof value === 'string' ? encoder.encode(value).length : 0)),
  );
}

/** The fields of all objects in a type, by the object's type name. */
export function structsOf(declared: DeclaredType): Map<string, Map<string, Type>> {
  const structs = new Map<string, Map<string, Type>>();
  const visit = ({ type, fields, element }: DeclaredType): void => {
    if (type.kind === 'struct') {
      structs.set(type.name, new Map([...fields].map(([name, field]) => [name, field.type])));
    }
    for (const field of fields.values()) visit(field);
    if (element) visit(element);
  };
  visit(declared);
  return structs;
}
