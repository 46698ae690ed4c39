import type { Problem } from './problem.ts';

type TokenKind =
  | 'operator'
  | 'identifier'
  | 'escaped-identifier'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'end';

/** A piece of an expression; `text` is as written. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly offset: number;
}

const space = /[\t \r\n\f]+|\/\/[^\n]*/uy;
const escape = String.raw`\\(?:[abfnrtv"'\\?\x60]|[0-3][0-7][0-7]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})`;
const text = [
  String.raw`[rR]"""[^]*?"""`,
  String.raw`[rR]'''[^]*?'''`,
  String.raw`[rR]"[^"\n\r]*"`,
  String.raw`[rR]'[^'\n\r]*'`,
  String.raw`"""(?:${escape}|[^\\])*?"""`,
  String.raw`'''(?:${escape}|[^\\])*?'''`,
  String.raw`"(?:${escape}|[^\\"\n\r])*"`,
  String.raw`'(?:${escape}|[^\\'\n\r])*'`,
].join('|');

/** The longest match wins, then the first. */
const kinds: readonly (readonly [TokenKind, RegExp])[] = [
  ['operator', /==|!=|<=|>=|&&|\|\||[<>[\](){}.,\-!?:+*/%]/uy],
  [
    'double',
    /(?:[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?)/uy,
  ],
  ['uint', /(?:0x[0-9a-fA-F]+|[0-9]+)[uU]/uy],
  ['int', /0x[0-9a-fA-F]+|[0-9]+/uy],
  ['string', new RegExp(text, 'uy')],
  ['bytes', new RegExp(`[bB](?:${text})`, 'uy')],
  ['identifier', /[A-Za-z_][A-Za-z0-9_]*/uy],
  ['escaped-identifier', /`[A-Za-z0-9_.\-/ ]+`/uy],
];

/** Splits an expression; what is no token is a problem, and left out. */
export function tokenize(source: string): { tokens: Token[]; problems: Problem[] } {
  const tokens: Token[] = [];
  const problems: Problem[] = [];
  let offset = 0;
  while (offset < source.length) {
    space.lastIndex = offset;
    const blank = space.exec(source);
    if (blank) {
      offset += blank[0].length;
      continue;
    }
    const token = longestAt(source, offset);
    if (token) {
      tokens.push(token);
      offset += token.text.length;
      continue;
    }
    const rest = unrecognized(source, offset);
    problems.push({
      message: `Syntax error: token recognition error at: '${escapeAntlr(rest)}'`,
      offset,
    });
    offset += /^[=&|]/u.test(rest) ? 1 : rest.length;
  }
  tokens.push({ kind: 'end', text: '<EOF>', offset: source.length });
  return { tokens, problems };
}

function longestAt(source: string, offset: number): Token | undefined {
  let best: Token | undefined;
  for (const [kind, pattern] of kinds) {
    pattern.lastIndex = offset;
    const found = pattern.exec(source)?.[0];
    if (found !== undefined && found.length > (best?.text.length ?? 0)) {
      best = { kind, text: found, offset };
    }
  }
  return best;
}

/** A quote that is never closed takes the line along, half an operator what follows it; else one character. */
function unrecognized(source: string, offset: number): string {
  const quote = /(?:[bB]?[rR]?)(["'])[^\n\r]*/uy;
  quote.lastIndex = offset;
  const found = quote.exec(source);
  if (found) return found[0];
  const half = /[=&|][^]?/uy;
  half.lastIndex = offset;
  return half.exec(source)?.[0] ?? String.fromCodePoint(source.codePointAt(offset) as number);
}

function escapeAntlr(value: string): string {
  return value
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`)
    .replaceAll('\t', String.raw`\t`);
}
