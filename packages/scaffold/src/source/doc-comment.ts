import { descriptionOf } from './description.ts';
import type { Node } from './typescript.ts';

/** The description in the doc comment of a declaration. */
export function docOf(declaration: Node): string | undefined {
  const comment = declaration.jsDoc?.at(-1);
  if (comment === undefined) return undefined;
  return descriptionOf(declaration.getSourceFile().text.slice(comment.pos, comment.end));
}
