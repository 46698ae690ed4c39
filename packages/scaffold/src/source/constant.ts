import { RegularExpression } from './re2-pattern.ts';
import { SourceError } from './source-error.ts';
import type { SourceProgram } from './source-program.ts';
import {
  type Expression,
  isArrayLiteralExpression,
  isAsExpression,
  isBinaryExpression,
  isElementAccessExpression,
  isEnumMember,
  isIdentifier,
  isNonNullExpression,
  isNoSubstitutionTemplateLiteral,
  isNumericLiteral,
  isObjectLiteralExpression,
  isParenthesizedExpression,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  isPropertyDeclaration,
  isRegularExpressionLiteral,
  isSatisfiesExpression,
  isSpreadElement,
  isStringLiteral,
  isTemplateExpression,
  isVariableDeclaration,
  type Node,
  NodeFlags,
  SyntaxKind,
} from './typescript.ts';
import { membersOfLiteral } from './object-literal.ts';

/** A value that stands in the source. */
export type Constant =
  | string
  | number
  | boolean
  | null
  | undefined
  | RegularExpression
  | readonly Constant[]
  | ConstantObject;

/** An object literal of constants. */
interface ConstantObject {
  readonly [key: string]: Constant;
}

/**
 * The value of an expression, found without running it: literals, `const` variables, enum and
 * `as const` members, static readonly fields, templates, concatenation, arithmetic, spreads, across
 * modules.
 * @throws {SourceError} at the part that is no constant
 */
export function readConstant(program: SourceProgram, expression: Node): Constant {
  return new ConstantReader(program).read(expression);
}

/**
 * The values of the arguments of a call, spreads included.
 * @throws {SourceError} at the part that is no constant
 */
export function readArguments(program: SourceProgram, args: readonly Node[]): readonly Constant[] {
  return new ConstantReader(program).readAll(args);
}

/**
 * A constant that is text, or a number that is written as text.
 * @throws {SourceError} when it is something else
 */
export function readText(program: SourceProgram, expression: Node): string {
  const value = readConstant(program, expression);
  if (isText(value)) return String(value);
  throw new SourceError([program.problemAt(expression, 'write a text here')]);
}

class ConstantReader {
  readonly #program: SourceProgram;
  /** Declarations being read: a constant cannot be made of itself. */
  readonly #reading = new Set<Node>();

  constructor(program: SourceProgram) {
    this.#program = program;
  }

  read(node: Node): Constant {
    if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) return node.text;
    if (isNumericLiteral(node)) return Number(node.text);
    if (isRegularExpressionLiteral(node)) return regularExpression(node.text);
    if (
      isParenthesizedExpression(node) ||
      isAsExpression(node) ||
      isSatisfiesExpression(node) ||
      isNonNullExpression(node)
    ) {
      return this.read(node.expression);
    }
    if (isPrefixUnaryExpression(node)) return this.#readUnary(node.operator, node);
    if (isBinaryExpression(node)) return this.#readBinary(node, node.operatorToken.kind);
    if (isTemplateExpression(node)) return this.#readTemplate(node);
    if (isArrayLiteralExpression(node)) return this.readAll(node.elements);
    if (isObjectLiteralExpression(node)) return this.#readObject(node);
    if (isIdentifier(node)) return this.#readName(node);
    if (isPropertyAccessExpression(node)) return this.#readMember(node);
    if (isElementAccessExpression(node)) {
      return this.#select(node, this.read(node.expression), this.read(node.argumentExpression));
    }
    return keywords.has(node.kind) ? keywords.get(node.kind) : this.#readType(node);
  }

  #readUnary(operator: SyntaxKind, node: { readonly operand: Node } & Node): Constant {
    const value = this.read(node.operand);
    if (operator === SyntaxKind.ExclamationToken) return !value;
    if (typeof value !== 'number') return this.#refuse(node);
    if (operator === SyntaxKind.MinusToken) return -value;
    return operator === SyntaxKind.PlusToken ? value : this.#refuse(node);
  }

  #readBinary(node: Node & { left: Node; right: Node }, operator: SyntaxKind): Constant {
    const left = this.read(node.left);
    const right = this.read(node.right);
    if (typeof left === 'number' && typeof right === 'number') {
      const result = calculations.get(operator)?.(left, right);
      if (result !== undefined) return result;
    }
    if (operator === SyntaxKind.PlusToken && isText(left) && isText(right)) {
      return `${left}${right}`;
    }
    return this.#refuse(node);
  }

  #readTemplate(node: Node & { head: { text: string }; templateSpans: readonly Node[] }): string {
    const spans = node.templateSpans as readonly (Node & {
      expression: Expression;
      literal: { text: string };
    })[];
    const parts = spans.map(({ expression, literal }) => {
      const value = this.read(expression);
      return isText(value) ? `${value}${literal.text}` : this.#refuse(expression);
    });
    return node.head.text + parts.join('');
  }

  readAll(elements: readonly Node[]): readonly Constant[] {
    return elements.flatMap((element) => {
      if (!isSpreadElement(element)) return [this.read(element)];
      const spread = this.read(element.expression);
      return Array.isArray(spread) ? (spread as Constant[]) : this.#refuse(element);
    });
  }

  #readObject(node: Node): ConstantObject {
    const members = membersOfLiteral(node, (key) => readText(this.#program, key));
    const entries = members.flatMap((member): [string, Constant][] => {
      if (member.value === undefined) return this.#refuse(member.node);
      if (member.key !== undefined) return [[member.key, this.read(member.value)]];
      const spread = this.read(member.value);
      return isObject(spread) ? Object.entries(spread) : this.#refuse(member.node);
    });
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  #readName(node: Node & { readonly text: string }): Constant {
    if (node.text === 'undefined') return undefined;
    if (node.text === 'NaN' || node.text === 'Infinity') return this.#refuse(node);
    return this.#readDeclaration(node);
  }

  #readMember(node: Node & { expression: Node; name: Node & { text: string } }): Constant {
    const target = this.#program.resolve(node);
    const declaration = target && this.#program.declarationOf(target);
    if (
      declaration !== undefined &&
      (isEnumMember(declaration) ||
        isVariableDeclaration(declaration) ||
        isStaticReadonly(declaration))
    ) {
      return this.#readDeclaration(node);
    }
    return this.#select(node, this.read(node.expression), node.name.text);
  }

  #readDeclaration(node: Node): Constant {
    const target = this.#program.resolve(node);
    const declaration = target && this.#program.declarationOf(target);
    if (declaration === undefined || this.#reading.has(declaration)) return this.#refuse(node);
    if (isEnumMember(declaration)) {
      return this.#program.checker.getConstantValue(declaration) ?? this.#readType(node);
    }
    const isConstant = isVariableDeclaration(declaration)
      ? (declaration.parent.flags & NodeFlags.Const) !== 0
      : isStaticReadonly(declaration);
    if (!isConstant) return this.#refuse(node);
    const { initializer } = declaration as Node & { initializer?: Node };
    // Constants of compiled packages stand in their declarations as literal types.
    if (initializer === undefined) return this.#readType(node);
    this.#reading.add(declaration);
    try {
      return this.read(initializer);
    } finally {
      this.#reading.delete(declaration);
    }
  }

  #readType(node: Node): Constant {
    const type = this.#program.checker.getTypeAtLocation(node);
    if (type?.isLiteralType() && typeof type.value !== 'bigint') return type.value;
    return this.#refuse(node);
  }

  #select(node: Node, object: Constant, key: Constant): Constant {
    if (Array.isArray(object) && typeof key === 'number' && key in object) {
      return object[key] as Constant;
    }
    if (isObject(object) && typeof key === 'string' && Object.hasOwn(object, key)) {
      return object[key];
    }
    return this.#refuse(node);
  }

  #refuse(node: Node): never {
    const file = node.getSourceFile();
    const text = file.text.slice(node.getStart(file), node.end).split('\n', 1)[0] ?? '';
    throw new SourceError([
      this.#program.problemAt(
        node,
        `"${text}" is not a constant: write a literal, a const variable, an enum member or a text made of those, which can be read without running the program`,
      ),
    ]);
  }
}

function regularExpression(text: string): RegularExpression {
  const end = text.lastIndexOf('/');
  return new RegularExpression(text.slice(1, end), text.slice(end + 1));
}

const keywords: ReadonlyMap<SyntaxKind, boolean | null> = new Map([
  [SyntaxKind.TrueKeyword, true],
  [SyntaxKind.FalseKeyword, false],
  [SyntaxKind.NullKeyword, null],
]);

const calculations: ReadonlyMap<SyntaxKind, (left: number, right: number) => number> = new Map([
  [SyntaxKind.PlusToken, (left, right) => left + right],
  [SyntaxKind.MinusToken, (left, right) => left - right],
  [SyntaxKind.AsteriskToken, (left, right) => left * right],
  [SyntaxKind.SlashToken, (left, right) => left / right],
  [SyntaxKind.AsteriskAsteriskToken, (left, right) => left ** right],
]);

function isText(value: Constant): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isObject(value: Constant): value is ConstantObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof RegularExpression)
  );
}

function isStaticReadonly(node: Node): boolean {
  if (!isPropertyDeclaration(node)) return false;
  const kinds = new Set(node.modifiers?.map((modifier) => modifier.kind));
  return kinds.has(SyntaxKind.StaticKeyword) && kinds.has(SyntaxKind.ReadonlyKeyword);
}
