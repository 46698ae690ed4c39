/**
 * The text of a doc comment as a schema's description: paragraphs and lists stay, block tags go, and
 * so do lines that begin with TODO and all that follows a line of dashes (notes to maintainers).
 * Semantics: controller-gen's treatment of Go doc comments; lines of one paragraph are joined.
 * @param comment with its delimiters
 */
export function descriptionOf(comment: string): string | undefined {
  const blocks: string[] = [];
  let isFenced = false;
  let isOpen = false;
  for (const line of contentLines(comment)) {
    const isFence = /^\s*(```|~~~)/.test(line);
    if (!isFenced && /^\s*(@|-{3,}\s*$)/.test(line)) break;
    if (!isFenced && /^\s*TODO\b/.test(line)) continue;
    if (isFence || isFenced) {
      blocks.push(line);
      isOpen = false;
      if (isFence) isFenced = !isFenced;
    } else if (line.trim() === '') {
      blocks.push('');
      isOpen = false;
    } else if (isOpen && !/^\s*([-*+]|\d+[.)])\s/.test(line)) {
      blocks.push(`${blocks.pop() ?? ''} ${line.trim()}`);
    } else {
      blocks.push(line.trimEnd());
      isOpen = true;
    }
  }
  const text = blocks
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  return text === '' ? undefined : replaceLinks(text);
}

function contentLines(comment: string): string[] {
  return comment
    .trim()
    .replace(/^\/\*\*/, '')
    .replace(/\*\/$/, '')
    .split('\n')
    .map((line, index) => (index === 0 ? line.trim() : line.replace(/^\s*\* ?/, '').trimEnd()));
}

/** `{@link Pod}` is "Pod", `{@link Pod | the pod}` is "the pod". */
function replaceLinks(text: string): string {
  return text.replaceAll(
    /\{@link(?:code|plain)?\s+([^\s|}]+)(?:\s*\|\s*|\s+)?([^}]*)\}/g,
    (_, target: string, label: string) => (label.trim() === '' ? target : label.trim()),
  );
}
