import type { Token } from './lexer.ts';

/** Text that is no expression; parsing ends there. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly offset: number;

  constructor({ offset }: Token, message: string, isSyntax = true) {
    super(isSyntax ? `Syntax error: ${message}` : message);
    this.offset = offset;
  }
}

const operands =
  "{'[', '{', '(', CLOSE'.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

/** A token where a value should begin, in the words of cel-go's generated parser. */
export function expectingOperand(
  token: Token,
  { close, next }: { readonly close?: string; readonly next?: Token } = {},
): ParseError {
  const what = token.kind !== 'end' && next && beginsValue(next) ? 'extraneous' : 'mismatched';
  const expected = operands.replace('CLOSE', close === undefined ? '' : `'${close}', `);
  return new ParseError(token, `${what} input ${spelled(token)} expecting ${expected}`);
}

/** A token in the place of an operator. */
export function unexpected(token: Token, wanted: string): string {
  if ((wanted === ']' || wanted === '}') && token.kind === 'end') {
    return `mismatched input ${spelled(token)} expecting {'${wanted}', ','}`;
  }
  const isClosed = token.kind === 'end' || /^[)\]},:]$/u.test(token.text);
  const isMissing = isClosed || (wanted === ':' && beginsValue(token));
  return isMissing
    ? `missing '${wanted}' at ${spelled(token)}`
    : `mismatched input ${spelled(token)} expecting '${wanted}'`;
}

function beginsValue({ kind, text }: Token): boolean {
  if (kind === 'identifier') return text !== 'in';
  return kind === 'operator' ? /^[[({.!-]$/u.test(text) : kind !== 'end';
}

export function spelled({ kind, text }: Token): string {
  return kind === 'end' ? "'<EOF>'" : `'${text}'`;
}
