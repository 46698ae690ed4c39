import { checkSchema, checkValue } from '../model/check-schema.ts';
import { type SchemaNode, type ValidationRule, withRules } from '../model/schema-node.ts';
import { applyMarker } from './apply-marker.ts';
import { celFieldName } from './cel-name.ts';
import { type Constant, readConstant } from './constant.ts';
import { type DecoratorUse, decoratorsOf } from './decorator-use.ts';
import { docOf } from './doc-comment.ts';
import { enumTexts, withTexts } from './enum-texts.ts';
import type { TypeHint } from './type-hint.ts';
import { isAbsent, type TypeInPlace, type TypeReader, unionMembers } from './type-reader.ts';
import {
  isClassDeclaration,
  isIndexSignatureDeclaration,
  isInterfaceDeclaration,
  isNewExpression,
  isPropertyDeclaration,
  isPropertySignatureDeclaration,
  type Node,
  SymbolFlags,
  SyntaxKind,
  type Type,
  TypeFlags,
  type TypeScriptSymbol,
} from './typescript.ts';

/** A field with what it adds to the object that has it. */
interface Field {
  readonly name: string;
  readonly schema: SchemaNode;
  readonly isRequired: boolean;
  /** Rules over the object that holds it. */
  readonly ownerRules: readonly ValidationRule[];
}

/** A field on the way to its schema. */
interface FieldInPlace extends TypeInPlace {
  readonly name: string;
  readonly symbol: TypeScriptSymbol;
  readonly declaration: Node | undefined;
  readonly decorators: readonly DecoratorUse[];
  readonly isOptional: boolean;
}

/** The schema of an object type from its fields, or from its index signature. */
export function readProperties(reader: TypeReader, place: TypeInPlace): SchemaNode {
  const { program, hints } = reader.context;
  const { checker } = program;
  const { type, hint, site } = place;
  const symbols = checker.getPropertiesOfType(type);
  const [index, ...otherIndexes] = checker.getIndexInfosOfType(type);
  if (index !== undefined) {
    if (symbols.length > 0 || otherIndexes.length > 0) {
      return reader.refuse(
        site,
        'an object has either named fields or any keys with values of one type: give the keys a field of their own ("labels?: Record<string, string>")',
      );
    }
    const declared = index.declaration?.resolve();
    const valueHint =
      declared !== undefined && isIndexSignatureDeclaration(declared) && declared.type
        ? { node: declared.type, bindings: hint ? hints.memberBindings(hint) : new Map() }
        : hint && hints.valueOf(hint);
    if ((index.keyType.flags & TypeFlags.String) === 0) {
      return reader.refuse(site, 'the keys of an object are text: write "Record<string, V>"');
    }
    if ((index.valueType.flags & TypeFlags.Unknown) !== 0) {
      return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    }
    const values = reader.read({ type: index.valueType, hint: valueHint, site });
    return describe(reader, type, { type: 'object', additionalProperties: values });
  }
  const fields = readFields(reader, place, symbols);
  return describe(reader, type, applyClassMarkers(reader, type, objectSchema(fields)));
}

/** The fields of a type by name; problems in one do not hide those in another. */
export function readFields(
  reader: TypeReader,
  place: TypeInPlace,
  symbols: readonly TypeScriptSymbol[],
): Field[] {
  const { program, problems, hints } = reader.context;
  const bindings = place.hint
    ? hints.memberBindings(place.hint)
    : inheritedBindings(reader, place.type);
  const types = symbols.length === 0 ? [] : program.checker.getTypeOfSymbol(symbols);
  return symbols.flatMap((symbol, index): Field[] => {
    const type = types[index];
    if (type === undefined || (symbol.flags & SymbolFlags.Prototype) !== 0) return [];
    const declaration = program.declarationOf(symbol);
    const isOwn = declaration !== undefined && program.owns(declaration);
    const site = isOwn ? (nameOf(declaration) ?? declaration) : place.site;
    const node = declaration && typeNodeOf(declaration);
    const isMarked = (symbol.flags & SymbolFlags.Optional) !== 0;
    // `status?: Status` of a kind without one.
    if (isMarked && unionMembers(type).every((one) => isAbsent(one) || isNever(one))) return [];
    const field = problems.collect(() =>
      readField(reader, {
        name: symbol.name,
        symbol,
        type,
        declaration,
        site,
        isOptional: isMarked || unionMembers(type).some(isAbsent),
        // The fields of `Record<'a' | 'b', V>` are declared nowhere.
        hint: node ? { node, bindings } : place.hint && hints.valueOf(place.hint),
        decorators:
          declaration && isPropertyDeclaration(declaration)
            ? decoratorsOf(program, reader.context.names, declaration)
            : [],
      }),
    );
    return field === undefined ? [] : [field];
  });
}

/** An object of these fields. */
export function objectSchema(fields: readonly Field[]): SchemaNode {
  const required = fields.filter((field) => field.isRequired).map((field) => field.name);
  const schema: SchemaNode = {
    type: 'object',
    ...(fields.length > 0 && {
      properties: Object.fromEntries(fields.map(({ name, schema }) => [name, schema])),
    }),
    ...(required.length > 0 && { required: required.toSorted() }),
  };
  return withRules(
    schema,
    fields.flatMap((field) => field.ownerRules),
  );
}

function readField(reader: TypeReader, field: FieldInPlace): Field {
  refuseNonData(reader, field);
  const { decorators, declaration, site, name } = field;
  const comment = declaration && docOf(declaration);
  let schema = readFieldType(reader, field);
  if (comment !== undefined) {
    const texts = schema.enum === undefined ? undefined : enumTexts(reader.context, field.hint);
    schema = { ...schema, description: withTexts(comment, texts) };
  }
  for (const decorator of decorators) schema = applyMarker(reader, schema, decorator);
  const initializer = initializerOf(declaration);
  if (initializer !== undefined) {
    const value = readInitializer(reader, initializer);
    if (value !== undefined) schema = { ...schema, default: value };
  }
  if (schema.default !== undefined) {
    const place = initializer ?? decorators.find((one) => one.name === 'Default')?.args[0] ?? site;
    const [wrong] = checkValue(schema, schema.default);
    if (wrong !== undefined) reader.refuse(place, `the default does not fit its field: ${wrong}`);
  }
  const [broken] = checkSchema(schema);
  if (broken !== undefined) reader.refuse(site, broken);

  // `@Default` says nothing of that: `!` and `?` do.
  const isRequired = !field.isOptional && initializer === undefined;
  if (!decorators.some((one) => one.name === 'Immutable')) {
    return { name, schema, isRequired, ownerRules: [] };
  }
  const path = celFieldName(name);
  return {
    name,
    schema: withRules(schema, [{ rule: 'self == oldSelf', message: 'field is immutable' }]),
    isRequired,
    // Without the field its own rule is not asked.
    ownerRules:
      isRequired || schema.default !== undefined
        ? []
        : [
            {
              rule: `!has(oldSelf.${path}) || has(self.${path})`,
              message: `field ${name} is immutable once set`,
            },
          ],
  };
}

function readFieldType(reader: TypeReader, field: FieldInPlace): SchemaNode {
  const { decorators, type, symbol, declaration } = field;
  const has = (name: string): boolean => decorators.some((one) => one.name === name);
  const isAnything = (type.flags & (TypeFlags.Any | TypeFlags.Unknown)) !== 0;
  if (has('Schemaless') || (isAnything && has('PreserveUnknownFields'))) {
    return { 'x-kubernetes-preserve-unknown-fields': true };
  }
  return builtInField(reader, symbol, declaration) ?? reader.read(field);
}

/** A field of one of Kubernetes' own types, which is known as data. */
function builtInField(
  reader: TypeReader,
  { name }: TypeScriptSymbol,
  declaration: Node | undefined,
): SchemaNode | undefined {
  const owner = declaration?.parent;
  if (owner === undefined || !isInterfaceDeclaration(owner)) return undefined;
  const { names } = reader.context;
  if (names.moduleOf(owner) === undefined) return undefined;
  return names.schemaOf(owner.name.text, owner, { objectMeta: 'full' })?.properties?.[name];
}

function refuseNonData(
  reader: TypeReader,
  { name, symbol, declaration, site }: FieldInPlace,
): void {
  if (name.startsWith('__@')) {
    reader.refuse(site, 'the name of a field is text: a symbol is not JSON');
  }
  const kinds = [SymbolFlags.Method, SymbolFlags.GetAccessor, SymbolFlags.SetAccessor];
  if (kinds.some((kind) => (symbol.flags & kind) !== 0)) {
    reader.refuse(
      site,
      `"${name}" is not data: objects are plain JSON without methods or accessors; write a function that takes the object`,
    );
  }
  const modifiers = (declaration as { modifiers?: readonly Node[] } | undefined)?.modifiers ?? [];
  const hidden = modifiers.some(
    ({ kind }) => kind === SyntaxKind.PrivateKeyword || kind === SyntaxKind.ProtectedKeyword,
  );
  const written = declaration && nameOf(declaration);
  const isHash = written?.kind === SyntaxKind.PrivateIdentifier;
  if (hidden || isHash) {
    const shown = isHash ? textOf(written) : name;
    reader.refuse(site, `"${shown}" is not public: every field of an object is on the wire`);
  }
  if (declaration?.kind === SyntaxKind.Parameter) {
    reader.refuse(site, `"${name}" is a parameter: no constructor runs, so write it as a field`);
  }
}

/** `new Probe()` and `{}` are an empty object, whose own defaults the API server fills in. */
function readInitializer(reader: TypeReader, initializer: Node): Constant {
  if (isNewExpression(initializer) && (initializer.arguments?.length ?? 0) === 0) return {};
  return readConstant(reader.context.program, initializer);
}

function applyClassMarkers(reader: TypeReader, type: Type, schema: SchemaNode): SchemaNode {
  const { program, names } = reader.context;
  const inherited = (type.isClassOrInterface() ? (type.getBaseTypes() ?? []) : []).reduce(
    (result, base) => applyClassMarkers(reader, base, result),
    schema,
  );
  const symbol = type.getSymbol();
  const declaration = symbol && program.typeDeclarationOf(symbol);
  if (declaration === undefined || !isClassDeclaration(declaration)) return inherited;
  return decoratorsOf(program, names, declaration)
    .toSorted((a, b) => countRules.indexOf(a.name) - countRules.indexOf(b.name))
    .reduce((result, decorator) => applyMarker(reader, result, decorator), inherited);
}

/** Rules after those that are written out, in controller-gen's order. */
const countRules = ['AtMostOneOf', 'ExactlyOneOf', 'AtLeastOneOf'];

function describe(reader: TypeReader, type: Type, schema: SchemaNode): SchemaNode {
  const { program, names } = reader.context;
  const symbol = type.getAliasSymbol() ?? type.getSymbol();
  const declaration = symbol && program.typeDeclarationOf(symbol);
  if (declaration === undefined || program.isStandardLibrary(declaration)) return schema;
  // What the packages of the framework say of themselves is not for the users of the API.
  if (names.isRuntime(declaration) || names.moduleOf(declaration) !== undefined) return schema;
  const description = docOf(declaration);
  return description === undefined ? schema : { ...schema, description };
}

function inheritedBindings(reader: TypeReader, type: Type): TypeHint['bindings'] {
  const symbol = type.getSymbol();
  const declaration = symbol && reader.context.program.typeDeclarationOf(symbol);
  return declaration ? reader.context.hints.inheritedBindings(declaration) : new Map();
}

function isNever(type: Type): boolean {
  return (type.flags & TypeFlags.Never) !== 0;
}

function typeNodeOf(declaration: Node): Node | undefined {
  return isPropertyDeclaration(declaration) || isPropertySignatureDeclaration(declaration)
    ? declaration.type
    : undefined;
}

function textOf(node: Node): string {
  return node.getSourceFile().text.slice(node.pos, node.end).trim();
}

function nameOf(declaration: Node): Node | undefined {
  return (declaration as { name?: Node }).name;
}

function initializerOf(declaration: Node | undefined): Node | undefined {
  return declaration !== undefined && isPropertyDeclaration(declaration)
    ? declaration.initializer
    : undefined;
}
