import { isPlainText } from './yaml-scalar.ts';

/** How a text stands in YAML. */
export type YamlStyle = 'plain' | 'single' | 'double' | 'literal';

/** Whether go-yaml takes a character for the end of a line. */
export function isBreak(char: string | undefined): boolean {
  return char !== undefined && '\r\n\u0085\u2028\u2029'.includes(char);
}

/** Whether go-yaml writes the characters of a text as they are. */
export function isPrintable(text: string): boolean {
  return /^[\n\u0020-\u007E\u00A0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]*$/u.test(text);
}

/** The style in which go-yaml 2 writes a text (its encoder's stringv, then its emitter's analysis). */
export function yamlStyleOf(text: string): YamlStyle {
  const isBroken = !isPrintable(text) || / [\r\n\u0085\u2028\u2029]/.test(text);
  if (text.includes('\n')) return isBroken || text.endsWith(' ') ? 'double' : 'literal';
  if (isBroken || !isPlainText(text)) return 'double';
  if (!/[\r\u0085\u2028\u2029]/.test(text) && !/^ | $/.test(text) && !hasIndicators(text)) {
    return 'plain';
  }
  return /[\r\u0085\u2028\u2029] /.test(text) ? 'double' : 'single';
}

const start = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?-](?:[ \t]|$))/;
const key = /:(?:[ \t]|$)/;
const comment = /[ \t]#/;

/** Whether a part of a text of one line would mean something outside of quotes. */
function hasIndicators(text: string): boolean {
  return start.test(text) || key.test(text) || comment.test(text);
}
