import type { Definitions } from '@keelson/kubernetes/schema';
import { readConstant } from './constant.ts';
import { callOf, decoratorsOf } from './decorator-use.ts';
import { readResourceOptions } from './read-resource.ts';
import type { TypeReader } from './type-reader.ts';
import {
  isAsExpression,
  isClassDeclaration,
  isParenthesizedExpression,
  isSatisfiesExpression,
  isVariableDeclaration,
  type Node,
} from './typescript.ts';

/** A kind as far as rights on it are concerned. */
export interface KindModel {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  /** Whether a class of the project defines it, with a status subresource. */
  readonly hasOwnStatus: boolean;
}

/** Functions of the runtime whose first argument is the kind. */
const kindFunctions = new Set(['metadataOnly', 'own', 'resourceTypeOf', 'watch']);

/**
 * The kind that an expression names: a class with `@CustomResource`, a kind of
 * `@keelson/kubernetes`, or a constant made with `resourceType`.
 * @throws {SourceError} when it is none of them
 */
export function readKind(reader: TypeReader, definitions: Definitions, node: Node): KindModel {
  const { program, names } = reader.context;
  const expression = followConstant(reader, node);
  const call = callOf(program, names, expression);
  const [argument] = call?.args ?? [];
  if (call !== undefined && argument !== undefined && kindFunctions.has(call.name)) {
    return readKind(reader, definitions, argument);
  }
  const made = resourceTypeArgument(reader, expression);
  if (made !== undefined) {
    const { group, version, kind, plural } = readConstant(program, made) as unknown as KindModel;
    return { group, version, kind, plural, hasOwnStatus: false };
  }
  const symbol = program.resolve(expression);
  const declaration = symbol && program.declarationOf(symbol);
  if (symbol !== undefined && declaration !== undefined) {
    if (isClassDeclaration(declaration)) {
      const use = decoratorsOf(program, names, declaration).find(
        (one) => one.name === 'CustomResource',
      );
      if (use !== undefined) {
        const { group, kind, plural, options } = readResourceOptions(reader, declaration, use);
        const { version, subresources } = options;
        return { group, version, kind, plural, hasOwnStatus: subresources?.status === true };
      }
    }
    const module = names.moduleOf(declaration);
    const kinds = module === undefined ? [] : definitions.moduleOf(module).kinds;
    const known = kinds.find((one) => one.definition === symbol.name);
    if (known !== undefined) {
      const { group, version, kind, plural } = known;
      return { group, version, kind, plural, hasOwnStatus: false };
    }
  }
  return reader.refuse(
    node,
    'the rights on this kind cannot be told without running the program: name a class with @CustomResource, a kind of @keelson/kubernetes, or a constant made with resourceType({ ... })',
  );
}

/** What a `const` was made with, through parentheses and type assertions. */
export function followConstant(reader: TypeReader, node: Node): Node {
  if (isParenthesizedExpression(node) || isAsExpression(node) || isSatisfiesExpression(node)) {
    return followConstant(reader, node.expression);
  }
  const { program } = reader.context;
  const symbol = program.resolve(node);
  const declaration = symbol && program.declarationOf(symbol);
  if (declaration === undefined || !isVariableDeclaration(declaration)) return node;
  const { initializer } = declaration;
  return initializer === undefined || !program.owns(declaration)
    ? node
    : followConstant(reader, initializer);
}

function resourceTypeArgument(reader: TypeReader, expression: Node): Node | undefined {
  const { expression: callee, arguments: args } = expression as {
    expression?: Node;
    arguments?: readonly Node[];
  };
  if (callee === undefined || args === undefined) return undefined;
  return reader.context.program.resolve(callee)?.name === 'resourceType' ? args[0] : undefined;
}
