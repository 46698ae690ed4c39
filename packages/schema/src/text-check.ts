import { goQuote } from './json.ts';
import type { Finding } from './finding.ts';
import type { SchemaNode } from './schema-node.ts';

const none: readonly Finding[] = [];

/** What is wrong with a text: the first of length and pattern, then the format. */
export function checkText(node: SchemaNode, text: string, path: string): readonly Finding[] {
  const first = checkShape(node, text, path);
  const { matchesFormat, format } = node;
  if (matchesFormat === undefined || matchesFormat(text))
    return first === undefined ? none : [first];
  const message = `${path} in body must be of type ${format}: ${goQuote(text)}`;
  const wrong: Finding = { name: path, type: 'FieldValueTypeInvalid', value: text, message };
  return first === undefined ? [wrong] : [first, wrong];
}

function checkShape(
  { source, pattern }: SchemaNode,
  text: string,
  path: string,
): Finding | undefined {
  const { maxLength, minLength } = source;
  // A text has at most as many characters as UTF-16 units.
  if (maxLength !== undefined && text.length > maxLength && countCharacters(text) > maxLength) {
    return {
      name: path,
      type: 'FieldValueTooLong',
      value: '',
      message: `${path} in body should be at most ${maxLength} chars long`,
      detail: `may not be more than ${maxLength} ${maxLength === 1 ? 'byte' : 'bytes'}`,
    };
  }
  if (minLength !== undefined && countCharacters(text) < minLength) {
    const message = `${path} in body should be at least ${minLength} chars long`;
    return { name: path, type: 'FieldValueInvalid', value: text, message };
  }
  if (pattern !== undefined && !pattern.matcher.test(text)) {
    const message = `${path} in body should match '${pattern.source}'`;
    return { name: path, type: 'FieldValueInvalid', value: text, message };
  }
  return undefined;
}

function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
