import { canonicalJson } from '../model/canonical-json.ts';
import { type SchemaNode, type ValidationRule, withRules } from '../model/schema-node.ts';
import { celFieldName } from './cel-name.ts';
import { numbersSchema, type TypeInPlace, type TypeReader } from './type-reader.ts';
import { type Type, TypeFlags } from './typescript.ts';

/** A type with more than one member that is not `null` or `undefined`. */
export interface UnionInPlace extends TypeInPlace {
  readonly present: readonly Type[];
}

/** Literals are an enum, objects told apart by a literal field are one object with rules. */
export function readUnion(reader: TypeReader, place: UnionInPlace): SchemaNode {
  const { present, site } = place;
  if (present.every((type) => (type.flags & TypeFlags.BooleanLike) !== 0)) {
    return { type: 'boolean' };
  }
  if (present.every((type) => type.isStringLiteralType())) {
    return { type: 'string', enum: inSourceOrder(reader, place, literalValues(present)) };
  }
  if (present.every((type) => type.isNumberLiteralType())) {
    const values = inSourceOrder(reader, place, literalValues(present));
    return numbersSchema(values as number[]);
  }
  if (present.every(isText)) return { type: 'string' };
  if (present.every((type) => type.isObjectType() || type.isIntersectionType())) {
    return readVariants(reader, place);
  }
  if (present.every((type) => (type.flags & (TypeFlags.StringLike | TypeFlags.NumberLike)) !== 0)) {
    return reader.refuse(
      site,
      'a number or text is "IntOrString", or "Quantity" for an amount of a resource: write one of them from @keelson/runtime',
    );
  }
  return reader.refuse(
    site,
    'a field has one JSON type: write one type, a union of literals, or a union of objects that a literal field tells apart',
  );
}

function isText(type: Type): boolean {
  if (type.isIntersectionType()) return type.getTypes().some(isText);
  return (type.flags & (TypeFlags.String | TypeFlags.StringLiteral)) !== 0;
}

function literalValues(types: readonly Type[]): (string | number)[] {
  return types.flatMap((type) =>
    type.isStringLiteralType() || type.isNumberLiteralType() ? [type.value] : [],
  );
}

/** The checker sorts unions: what is written out comes in its order, the rest sorted after it. */
function inSourceOrder(
  reader: TypeReader,
  { hint }: TypeInPlace,
  values: readonly (string | number)[],
): (string | number)[] {
  const written = hint ? reader.context.hints.literalsOf(hint) : [];
  const first = [...new Set(written)].filter((value) => values.includes(value));
  return [...first, ...values.filter((value) => !first.includes(value))];
}

interface Variant {
  readonly tag: string;
  readonly schema: SchemaNode;
}

/** One object with the fields of all variants; rules say which go with which tag. */
function readVariants(reader: TypeReader, place: UnionInPlace): SchemaNode {
  const schemas = place.present.map((type) =>
    reader.read({ type, hint: undefined, site: place.site }),
  );
  const discriminator = discriminatorOf(schemas);
  if (discriminator === undefined) {
    return reader.refuse(
      place.site,
      'nothing tells the objects of this union apart: give each a required field with a literal type of its own ("type: \'git\'"), or write one class with optional fields and @ExactlyOneOf',
    );
  }
  const variants = schemas.map((schema) => ({ tag: tagOf(schema, discriminator), schema }));
  const properties: Record<string, SchemaNode> = {};
  for (const { tag, schema } of variants) {
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const known = properties[name];
      if (name === discriminator) continue;
      if (known !== undefined && canonicalJson(known) !== canonicalJson(property)) {
        reader.refuse(
          place.site,
          `the field "${name}" has another type where ${discriminator} is "${tag}": give it a name of its own there`,
        );
      }
      properties[name] = property;
    }
  }
  const { description } = schemas[0]?.properties?.[discriminator] ?? {};
  properties[discriminator] = {
    ...(description !== undefined && { description }),
    type: 'string',
    enum: variants.map(({ tag }) => tag).toSorted(),
  };
  const inAll = Object.keys(properties).filter((name) =>
    schemas.every((schema) => schema.required?.includes(name)),
  );
  const schema: SchemaNode = { type: 'object', properties, required: inAll.toSorted() };
  return withRules(schema, variantRules({ discriminator, variants, inAll }));
}

function variantRules(union: {
  readonly discriminator: string;
  readonly variants: readonly Variant[];
  readonly inAll: readonly string[];
}): ValidationRule[] {
  const { discriminator, variants, inAll } = union;
  const tag = `self.${celFieldName(discriminator)}`;
  const names = new Set(variants.flatMap(({ schema }) => Object.keys(schema.properties ?? {})));
  return [...names].toSorted().flatMap((name) => {
    const has = `has(self.${celFieldName(name)})`;
    const having = variants.filter(({ schema }) => schema.properties?.[name] !== undefined);
    const needing = variants.filter(({ schema }) => schema.required?.includes(name));
    const rules: ValidationRule[] = [];
    if (having.length < variants.length) {
      const tags = quoteAll(having);
      rules.push({
        rule: `!${has} || ${tag} in [${tags}]`,
        message: `${name} goes with ${discriminator} ${orWords(having)} only`,
      });
    }
    if (needing.length > 0 && !inAll.includes(name)) {
      const tags = quoteAll(needing);
      rules.push({
        rule: `${has} || !(${tag} in [${tags}])`,
        message: `${name} is required when ${discriminator} is ${orWords(needing)}`,
      });
    }
    return rules;
  });
}

/** A field that is required in all, and one text, another one, in each. */
function discriminatorOf(schemas: readonly SchemaNode[]): string | undefined {
  const candidates = Object.keys(schemas[0]?.properties ?? {}).toSorted();
  return candidates.find((name) => {
    const tags = schemas.map((schema) =>
      schema.required?.includes(name) ? schema.properties?.[name] : undefined,
    );
    return (
      tags.every((tag) => tag?.type === 'string' && tag.enum?.length === 1) &&
      new Set(tags.map((tag) => tag?.enum?.[0])).size === tags.length
    );
  });
}

function tagOf(schema: SchemaNode, discriminator: string): string {
  return String(schema.properties?.[discriminator]?.enum?.[0]);
}

function quoteAll(variants: readonly Variant[]): string {
  return variants
    .map(({ tag }) => JSON.stringify(tag))
    .toSorted()
    .join(', ');
}

function orWords(variants: readonly Variant[]): string {
  return variants
    .map(({ tag }) => tag)
    .toSorted()
    .join(' or ');
}
