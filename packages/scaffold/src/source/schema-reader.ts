import type { SchemaNode } from '../model/schema-node.ts';
import { nullableEnum } from '../model/check-schema.ts';
import { docOf } from './doc-comment.ts';
import { enumTexts, withTexts } from './enum-texts.ts';
import { readProperties } from './read-properties.ts';
import { readUnion } from './read-union.ts';
import { SourceError } from './source-error.ts';
import {
  isAbsent,
  isNull,
  numbersSchema,
  type SchemaContext,
  type TypeInPlace,
  type TypeReader,
  unionMembers,
} from './type-reader.ts';
import { type Node, SignatureKind, type Type, TypeFlags } from './typescript.ts';

/** Types of the language's library that are no JSON, and what to write instead. */
const noJson: Readonly<Record<string, string>> = {
  Date: 'a date is text on the wire: write "Time" from @keelson/runtime',
  Map: 'write "Record<string, V>"',
  ReadonlyMap: 'write "Record<string, V>"',
  Set: 'write "V[]" with @ListType(\'set\')',
  ReadonlySet: 'write "V[]" with @ListType(\'set\')',
  Uint8Array: 'bytes are text on the wire: write "Base64" from @keelson/runtime',
  Buffer: 'bytes are text on the wire: write "Base64" from @keelson/runtime',
  ArrayBuffer: 'bytes are text on the wire: write "Base64" from @keelson/runtime',
  URL: 'write "string" with @Format(\'uri\')',
  RegExp: 'write "string"',
  String: 'write "string"',
  Number: 'write "Int32", "Int64" or "Double" from @keelson/runtime',
  Boolean: 'write "boolean"',
};

/** A generic type that contains a larger one of itself has no end; no object nests as deep as this. */
const deepest = 50;

/** What an alias on the way to a type says of itself. */
interface AliasUse {
  description?: string | undefined;
}

/** Reads schemas from types. */
export class SchemaReader implements TypeReader {
  readonly context: SchemaContext;
  /** Object types being read, outermost first. */
  readonly #open: Type[] = [];

  constructor(context: SchemaContext) {
    this.context = context;
  }

  /** @throws {SourceError} when the type has no schema */
  read(place: TypeInPlace): SchemaNode {
    const alias: AliasUse = {};
    const members = unionMembers(place.type);
    const present = members.filter((type) => !isAbsent(type) && !isNull(type));
    const hinted = this.#readName(place, alias);
    const named = hinted !== undefined && isOfType(hinted, present) ? hinted : undefined;
    const read = named ?? this.#readPresent({ ...place, present });
    const texts = read.enum === undefined ? undefined : enumTexts(this.context, place.hint);
    const description = withTexts(read.description ?? alias.description, texts);
    const schema = description === undefined ? read : { ...read, description };
    if (!members.some(isNull)) return schema;
    if (schema.enum !== undefined) return this.refuse(place.site, nullableEnum);
    return { ...schema, nullable: true };
  }

  /** @throws {SourceError} always */
  refuse(site: Node, message: string): never {
    throw new SourceError([this.context.program.problemAt(site, message)]);
  }

  /** An alias that the checker does not keep, such as `Int32`; `use` is told what it says of itself. */
  #readName({ hint, site }: TypeInPlace, use: AliasUse): SchemaNode | undefined {
    if (hint === undefined) return undefined;
    let found: SchemaNode | undefined;
    this.context.hints.follow(hint, (symbol, declaration) => {
      found ??= this.#schemaOfName(symbol.name, declaration, site);
      if (this.context.program.owns(declaration)) use.description ??= docOf(declaration);
    });
    return found;
  }

  #schemaOfName(name: string, declaration: Node, site: Node): SchemaNode | undefined {
    try {
      return this.context.names.schemaOf(name, declaration);
    } catch (error) {
      if (error instanceof TypeError) return this.refuse(site, error.message);
      throw error;
    }
  }

  #readPresent(place: TypeInPlace & { readonly present: readonly Type[] }): SchemaNode {
    const [only, ...others] = place.present;
    if (only === undefined) {
      return this.refuse(place.site, 'a field must be able to hold a value: write its type');
    }
    return others.length === 0
      ? this.#readSingle({ ...place, type: only })
      : readUnion(this, place);
  }

  #readSingle(place: TypeInPlace): SchemaNode {
    const { type, site } = place;
    if (type.isStringLiteralType()) return { type: 'string', enum: [type.value] };
    if (type.isNumberLiteralType()) return numbersSchema([type.value]);
    if (type.isBooleanLiteralType()) return { type: 'boolean', enum: [type.value] };
    if ((type.flags & TypeFlags.String) !== 0) return { type: 'string' };
    if ((type.flags & TypeFlags.Boolean) !== 0) return { type: 'boolean' };
    if (type.isIntersectionType()) return this.#readIntersection(place, type.getTypes());
    if (type.isObjectType()) return this.#readObjectType(place);
    return this.refuse(site, whyNot(type, this.context.program.checker.typeToString(type)));
  }

  /** `string & { brand }` is a string; an intersection of objects has the fields of all. */
  #readIntersection(place: TypeInPlace, parts: readonly Type[]): SchemaNode {
    const scalar = parts.find((part) => !part.isObjectType() && !part.isTypeParameter());
    return scalar === undefined
      ? this.#readFields(place)
      : this.read({ ...place, type: scalar, hint: undefined });
  }

  #readObjectType(place: TypeInPlace): SchemaNode {
    const { program, hints } = this.context;
    const { type, hint, site } = place;
    const { checker } = program;
    if (checker.isTupleType(type)) {
      return this.refuse(
        site,
        'a tuple has no schema: write a list ("string[]") or a class with a field for each part',
      );
    }
    if (checker.isArrayType(type)) {
      const [item] = checker.getTypeArguments(type as never);
      if (item === undefined) return this.refuse(site, 'a list needs the type of its items');
      const itemHint = hint && hints.itemOf(hint);
      return { type: 'array', items: this.read({ type: item, hint: itemHint, site }) };
    }
    const symbol = type.getSymbol();
    const declaration = symbol && program.typeDeclarationOf(symbol);
    if (symbol !== undefined && declaration !== undefined) {
      const known = this.#schemaOfName(symbol.name, declaration, site);
      if (known !== undefined) return known;
      if (program.isStandardLibrary(declaration)) {
        const instead = noJson[symbol.name] ?? 'write a class with its fields';
        return this.refuse(site, `"${symbol.name}" is not JSON: ${instead}`);
      }
    }
    if (
      checker.getSignaturesOfType(type, SignatureKind.Call).length > 0 ||
      checker.getSignaturesOfType(type, SignatureKind.Construct).length > 0
    ) {
      return this.refuse(site, 'a function is not JSON: an object holds data only');
    }
    return this.#readFields(place);
  }

  #readFields(place: TypeInPlace): SchemaNode {
    const isWithinItself = this.#open.some((open) => open.id === place.type.id);
    if (isWithinItself || this.#open.length > deepest) {
      const symbol = place.type.getSymbol()?.id;
      const outermost = this.#open.find((open) => open.getSymbol()?.id === symbol) ?? place.type;
      const name = this.context.program.checker.typeToString(outermost);
      return this.refuse(
        place.site,
        `"${name}" contains itself, which a schema cannot express: put @Schemaless() on the field, or give the inner one a class of its own`,
      );
    }
    this.#open.push(place.type);
    try {
      return readProperties(this, place);
    } finally {
      this.#open.pop();
    }
  }
}

/**
 * Whether the schema of a name can be that of a type. A mapped type keeps the place where a field is
 * declared, also where it gives it another type.
 */
function isOfType(schema: SchemaNode, present: readonly Type[]): boolean {
  const { StringLike, NumberLike, BooleanLike, BigIntLike, Intersection } = TypeFlags;
  const isEach = (flags: TypeFlags): boolean => present.every((one) => (one.flags & flags) !== 0);
  // Texts and numbers of a kind of their own are intersections.
  if (schema['x-kubernetes-int-or-string'] === true) {
    return isEach(StringLike | NumberLike | Intersection);
  }
  if (schema.type === 'string') return isEach(StringLike | Intersection);
  if (schema.type === 'integer' || schema.type === 'number') {
    return isEach(NumberLike | Intersection);
  }
  const isAny = schema.type === undefined;
  return isAny || !isEach(StringLike | NumberLike | BooleanLike | BigIntLike);
}

function whyNot({ flags }: Type, name: string): string {
  if ((flags & (TypeFlags.Any | TypeFlags.Unknown)) !== 0) {
    return `"${name}" says nothing about the field: write its type, or put @PreserveUnknownFields() on it to accept any JSON`;
  }
  if ((flags & TypeFlags.Number) !== 0) {
    return 'a bare "number" does not say which: write "Int32", "Int64" or "Double" from @keelson/runtime';
  }
  if ((flags & TypeFlags.BigIntLike) !== 0) {
    return '"bigint" is not JSON: write "Int64" from @keelson/runtime';
  }
  if ((flags & (TypeFlags.TemplateLiteral | TypeFlags.StringMapping)) !== 0) {
    return `a template literal type has no schema: write "string" with @Pattern, or a union of the texts`;
  }
  if ((flags & TypeFlags.ESSymbolLike) !== 0) return '"symbol" is not JSON: write "string"';
  if ((flags & TypeFlags.NonPrimitive) !== 0) {
    return '"object" says nothing about the fields: write a class, or "Record<string, V>"';
  }
  if ((flags & TypeFlags.Never) !== 0) return 'a field of type "never" can hold nothing';
  return `the type "${name}" has no schema: write a class, an interface or one of JSON's own types`;
}
