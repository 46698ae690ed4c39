import {
  isComputedPropertyName,
  isObjectLiteralExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isSpreadAssignment,
  type Node,
} from './typescript.ts';

/** One member of an object literal as it is written. */
export interface LiteralMember {
  readonly node: Node;
  /** Absent for a spread. */
  readonly key?: string | undefined;
  /** Absent for methods and accessors. */
  readonly value?: Node | undefined;
}

/** The members of an object literal in source order; `readComputed` reads a computed key. */
export function membersOfLiteral(node: Node, readComputed: (key: Node) => string): LiteralMember[] {
  if (!isObjectLiteralExpression(node)) return [];
  return node.properties.map((member): LiteralMember => {
    if (isSpreadAssignment(member)) return { node: member, value: member.expression };
    if (isShorthandPropertyAssignment(member)) {
      return { node: member, key: textOf(member.name), value: member.name };
    }
    if (!isPropertyAssignment(member)) return { node: member };
    const { name } = member;
    const key = isComputedPropertyName(name) ? readComputed(name.expression) : textOf(name);
    return { node: member, key, value: member.initializer };
  });
}

function textOf(name: Node): string {
  return (name as Node & { readonly text: string }).text;
}
