import { descriptionOf } from './description.ts';
import { docOf } from './doc-comment.ts';
import type { SchemaContext } from './type-reader.ts';
import type { TypeHint } from './type-hint.ts';
import {
  isEnumDeclaration,
  isLiteralTypeNode,
  isTypeReferenceNode,
  isUnionTypeNode,
  type Node,
} from './typescript.ts';

/**
 * What the comments of an enum's members, or of a union's literals, say, as a list for the description;
 * nothing when none has a comment.
 */
export function enumTexts(
  { program, hints }: SchemaContext,
  hint: TypeHint | undefined,
): string | undefined {
  if (hint === undefined) return undefined;
  const { node } = hints.follow(hint);
  const texts = isUnionTypeNode(node) ? unionTexts(node.types) : membersOf(node);
  return texts.length === 0 ? undefined : texts.join('\n');

  function membersOf(reference: Node): string[] {
    const symbol = isTypeReferenceNode(reference) ? program.resolve(reference.typeName) : undefined;
    const declaration = symbol?.declarations
      .flatMap((handle) => handle.resolve() ?? [])
      .find(isEnumDeclaration);
    return (declaration?.members ?? []).flatMap((member) => {
      const value = member.initializer && program.checker.getTypeAtLocation(member.initializer);
      const isLiteral =
        value?.isStringLiteralType() === true || value?.isNumberLiteralType() === true;
      return isLiteral ? line(value.value, docOf(member)) : [];
    });
  }

  function unionTexts(types: readonly Node[]): string[] {
    return types.flatMap((type, index) => {
      if (!isLiteralTypeNode(type)) return [];
      const value = program.checker.getTypeAtLocation(type);
      if (value?.isStringLiteralType() !== true && value?.isNumberLiteralType() !== true) return [];
      // A comment on a literal stands before its bar: in the text since the literal before it.
      const start = types[index - 1]?.end ?? type.parent.pos;
      const before = type.getSourceFile().text.slice(start, type.end);
      const comment = /\/\*\*(?:(?!\*\/)[^])*\*\/(?=\s*\|?\s*[^/\s]*$)/.exec(before)?.[0];
      return line(value.value, comment === undefined ? undefined : descriptionOf(comment));
    });
  }
}

/** The description with the list after it. */
export function withTexts(
  description: string | undefined,
  texts: string | undefined,
): string | undefined {
  return [description, texts].filter((part) => part !== undefined).join('\n\n') || undefined;
}

function line(value: string | number, text: string | undefined): string[] {
  return text === undefined ? [] : [`- \`${value}\`: ${text.replaceAll('\n', '\n  ')}`];
}
