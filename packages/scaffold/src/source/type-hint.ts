import type { SourceProgram } from './source-program.ts';
import {
  isArrayTypeNode,
  isClassDeclaration,
  isIndexedAccessTypeNode,
  isInterfaceDeclaration,
  isIntersectionTypeNode,
  isLiteralTypeNode,
  isParenthesizedTypeNode,
  isTypeAliasDeclaration,
  isTypeOperatorNode,
  isTypeReferenceNode,
  isUnionTypeNode,
  type Node,
  SyntaxKind,
  type TypeScriptSymbol,
} from './typescript.ts';

/**
 * A type as it is written, beside the type that the checker makes of it: the checker forgets what an
 * alias of `number` is called and in which order a union stands.
 */
export interface TypeHint {
  readonly node: Node;
  /** What the type parameters in scope stand for, by the id of their symbols. */
  readonly bindings: Bindings;
}

type Bindings = ReadonlyMap<number, TypeHint>;

/** An alias on the way from a hint to what it stands for. */
export type AliasVisitor = (symbol: TypeScriptSymbol, declaration: Node) => void;

/** Utility types of the standard library that keep the members of their first argument. */
const memberKeeping = new Set(['NonNullable', 'Omit', 'Partial', 'Pick', 'Readonly', 'Required']);

/** Follows types through the source as they are written. */
export class TypeHints {
  readonly #program: SourceProgram;

  constructor(program: SourceProgram) {
    this.#program = program;
  }

  /** Where aliases, parentheses, type parameters and `| null` around one type lead. */
  follow(hint: TypeHint, onAlias?: AliasVisitor): TypeHint {
    const { node, bindings } = hint;
    if (isParenthesizedTypeNode(node)) return this.follow({ node: node.type, bindings }, onAlias);
    if (isUnionTypeNode(node)) {
      const [only, ...others] = node.types.filter((type) => !isAbsence(type));
      return only !== undefined && others.length === 0
        ? this.follow({ node: only, bindings }, onAlias)
        : hint;
    }
    if (!isTypeReferenceNode(node)) return hint;
    const symbol = this.#program.resolve(node.typeName);
    if (symbol === undefined) return hint;
    const bound = bindings.get(symbol.id);
    if (bound !== undefined) return this.follow(bound, onAlias);
    const declaration = this.#program.typeDeclarationOf(symbol);
    if (declaration === undefined || !isTypeAliasDeclaration(declaration)) return hint;
    onAlias?.(symbol, declaration);
    if (this.#isUtility(symbol, declaration)) return hint;
    return this.follow(this.#enter(hint, declaration, declaration.type), onAlias);
  }

  /** The items of a list type. */
  itemOf(hint: TypeHint): TypeHint | undefined {
    const { node, bindings } = this.follow(hint);
    if (isArrayTypeNode(node)) return { node: node.elementType, bindings };
    if (isTypeOperatorNode(node)) return this.itemOf({ node: node.type, bindings });
    const [item] = typeArgumentsOf(node);
    return item && { node: item, bindings };
  }

  /** The values of `Record<string, V>`. */
  valueOf(hint: TypeHint): TypeHint | undefined {
    const { node, bindings } = this.follow(hint);
    const inner = memberKeepingArgument(this.#utilityName(node), node);
    if (inner !== undefined) return this.valueOf({ node: inner, bindings });
    if (this.#utilityName(node) !== 'Record') return undefined;
    const value = typeArgumentsOf(node)[1];
    return value && { node: value, bindings };
  }

  /** What the type parameters of an object's members stand for. */
  memberBindings(hint: TypeHint): Bindings {
    const followed = this.follow(hint);
    const { node, bindings } = followed;
    if (isIntersectionTypeNode(node)) {
      return mergeBindings(
        bindings,
        node.types.map((type) => this.memberBindings({ node: type, bindings })),
      );
    }
    const inner = memberKeepingArgument(this.#utilityName(node), node);
    if (inner !== undefined) return this.memberBindings({ node: inner, bindings });
    const symbol = isTypeReferenceNode(node) ? this.#program.resolve(node.typeName) : undefined;
    const declaration = symbol && this.#program.typeDeclarationOf(symbol);
    if (declaration === undefined) return bindings;
    return this.inheritedBindings(declaration, this.#enter(followed, declaration, node).bindings);
  }

  /** Adds what a class or interface says of the type parameters of those that it extends. */
  inheritedBindings(declaration: Node, bindings: Bindings = new Map()): Bindings {
    if (!isClassDeclaration(declaration) && !isInterfaceDeclaration(declaration)) return bindings;
    const bases = declaration.heritageClauses?.flatMap((clause) => [...clause.types]) ?? [];
    const inherited = bases.flatMap((base) => {
      const symbol = this.#program.resolve(base.expression);
      const target = symbol && this.#program.typeDeclarationOf(symbol);
      if (target === undefined) return [];
      const entered = this.#enter({ node: base, bindings }, target, base);
      return [this.inheritedBindings(target, entered.bindings)];
    });
    return mergeBindings(bindings, inherited);
  }

  /** Literals of a union in source order, as far as they are written out. */
  literalsOf(hint: TypeHint): readonly (string | number)[] {
    const { node, bindings } = this.follow(hint);
    if (isUnionTypeNode(node)) {
      return node.types.flatMap((type) => this.literalsOf({ node: type, bindings }));
    }
    if (isIndexedAccessTypeNode(node) || isLiteralTypeNode(node)) {
      return this.#literalsOfType(node);
    }
    return [];
  }

  #literalsOfType(node: Node): readonly (string | number)[] {
    const text = node.getSourceFile().text.slice(node.pos, node.end).trim();
    if (isLiteralTypeNode(node)) {
      const literal = this.#program.checker.getTypeAtLocation(node);
      return literal?.isStringLiteralType() || literal?.isNumberLiteralType()
        ? [literal.value]
        : [];
    }
    return text === '' ? [] : this.#tupleItems(node);
  }

  /** `(typeof actions)[number]` has the order of `actions`. */
  #tupleItems(node: Node): readonly (string | number)[] {
    if (!isIndexedAccessTypeNode(node)) return [];
    const { checker } = this.#program;
    const tuple = checker.getTypeAtLocation(node.objectType);
    if (tuple === undefined || !checker.isTupleType(tuple)) return [];
    const items = checker.getTypeArguments(tuple as Parameters<typeof checker.getTypeArguments>[0]);
    return items.flatMap((item) =>
      item.isStringLiteralType() || item.isNumberLiteralType() ? [item.value] : [],
    );
  }

  #enter(from: TypeHint, declaration: Node, node: Node): TypeHint {
    const given = typeArgumentsOf(from.node);
    const bindings = new Map(from.bindings);
    for (const [index, parameter] of typeParametersOf(declaration).entries()) {
      const symbol = this.#program.resolve(parameter.name);
      const argument = given[index];
      // A default may name the parameters before it.
      const value = argument
        ? { node: argument, bindings: from.bindings }
        : parameter.defaultType && { node: parameter.defaultType, bindings: new Map(bindings) };
      if (symbol && value) bindings.set(symbol.id, value);
    }
    return { node, bindings };
  }

  #utilityName(node: Node): string | undefined {
    if (!isTypeReferenceNode(node)) return undefined;
    const symbol = this.#program.resolve(node.typeName);
    const declaration = symbol && this.#program.typeDeclarationOf(symbol);
    return symbol && declaration && this.#isUtility(symbol, declaration) ? symbol.name : undefined;
  }

  #isUtility(symbol: TypeScriptSymbol, declaration: Node): boolean {
    return (
      (memberKeeping.has(symbol.name) || symbol.name === 'Record') &&
      this.#program.isStandardLibrary(declaration)
    );
  }
}

interface TypeParameterNode extends Node {
  readonly name: Node;
  readonly defaultType?: Node | undefined;
}

function typeParametersOf(declaration: Node): readonly TypeParameterNode[] {
  return (declaration as { typeParameters?: readonly TypeParameterNode[] }).typeParameters ?? [];
}

function typeArgumentsOf(node: Node): readonly Node[] {
  return (node as { typeArguments?: readonly Node[] }).typeArguments ?? [];
}

function memberKeepingArgument(utility: string | undefined, node: Node): Node | undefined {
  return utility !== undefined && memberKeeping.has(utility) ? typeArgumentsOf(node)[0] : undefined;
}

function mergeBindings(first: Bindings, others: readonly Bindings[]): Bindings {
  return new Map([first, ...others].flatMap((bindings) => [...bindings]));
}

function isAbsence(node: Node): boolean {
  return (
    node.kind === SyntaxKind.UndefinedKeyword ||
    (isLiteralTypeNode(node) && node.literal.kind === SyntaxKind.NullKeyword)
  );
}
