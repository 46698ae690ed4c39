import { GoPatternError } from './go-pattern-error.ts';

const perlClasses: ReadonlyMap<string, string> = new Map([
  ['d', '0-9'],
  ['s', '\\t\\n\\f\\r '],
  ['w', '0-9A-Za-z_'],
]);

const posixClasses: ReadonlyMap<string, string> = new Map([
  ['alnum', '0-9A-Za-z'],
  ['alpha', 'A-Za-z'],
  ['ascii', '\\x00-\\x7F'],
  ['blank', '\\t '],
  ['cntrl', '\\x00-\\x1F\\x7F'],
  ['digit', '0-9'],
  ['graph', '!-~'],
  ['lower', 'a-z'],
  ['print', ' -~'],
  ['punct', '!-\\/:-@\\[-`\\{-~'],
  ['space', '\\t\\n\\v\\f\\r '],
  ['upper', 'A-Z'],
  ['word', '0-9A-Za-z_'],
  ['xdigit', '0-9A-Fa-f'],
]);

/** A piece of a pattern, and where the next one begins. */
export interface Piece {
  readonly text: string;
  readonly end: number;
}

/** Reads `\…` at `start`, outside a class or inside one; JavaScript text in the `u` mode. */
export function translateEscape(source: string, start: number, isInClass: boolean): Piece {
  const char = charAt(source, start + 1);
  if (char === '') {
    throw new GoPatternError('trailing backslash at end of expression', '');
  }
  const end = start + 1 + char.length;
  const perl = perlClasses.get(char.toLowerCase());
  if (perl !== undefined) {
    const isNegated = char !== char.toLowerCase();
    if (!isInClass) return { text: `[${isNegated ? '^' : ''}${perl}]`, end };
    return { text: isNegated ? complementOf(char) : perl, end };
  }
  if (char === 'p' || char === 'P') return translateUnicodeClass(source, start);
  if (char === 'x') return translateHex(source, start);
  const simple = ({ a: '\\x07', f: '\\f', n: '\\n', r: '\\r', t: '\\t', v: '\\v' } as const)[
    char as 'a'
  ];
  if (simple !== undefined) return { text: simple, end };
  if (/^[0-7]$/.test(char)) {
    const digits = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(source.slice(start + 1))?.[0];
    if (digits !== undefined) {
      return { text: codePoint(parseInt(digits, 8)), end: start + 1 + digits.length };
    }
  }
  if (char.charCodeAt(0) < 0x80 && !/^[0-9A-Za-z]$/.test(char)) {
    return { text: literal(char), end };
  }
  throw new GoPatternError('invalid escape sequence', `\\${char}`);
}

/** Reads `[…]` at `start`. */
export function translateClass(source: string, start: number): Piece {
  let position = start + 1;
  let text = '[';
  if (source[position] === '^') {
    text += '^';
    position++;
  }
  for (let isFirst = true; isFirst || source[position] !== ']'; isFirst = false) {
    if (position >= source.length) {
      throw new GoPatternError('missing closing ]', source.slice(start));
    }
    const named = source.startsWith('[:', position) ? translatePosix(source, position) : undefined;
    if (named !== undefined) {
      text += named.text;
      position = named.end;
      continue;
    }
    if (/^\\[dDsSwWpP]/.test(source.slice(position, position + 2))) {
      const escape = translateEscape(source, position, true);
      text += escape.text;
      position = escape.end;
      continue;
    }
    const low = translateClassChar(source, position);
    const isRange =
      source[low.end] === '-' && low.end + 1 < source.length && source[low.end + 1] !== ']';
    if (!isRange) {
      text += low.text;
      position = low.end;
      continue;
    }
    const high = translateClassChar(source, low.end + 1);
    const range = `${low.text}-${high.text}`;
    if (!isOrdered(range)) {
      throw new GoPatternError('invalid character class range', source.slice(position, high.end));
    }
    text += range;
    position = high.end;
  }
  return { text: `${text}]`, end: position + 1 };
}

/** A character that stands for itself, in a class or outside. */
export function literal(char: string): string {
  return /^[\^$\\.*+?()[\]{}|/-]$/.test(char) ? codePoint(char.charCodeAt(0)) : char;
}

function translateClassChar(source: string, position: number): Piece {
  const char = charAt(source, position);
  if (char === '\\') return translateEscape(source, position, true);
  return { text: literal(char), end: position + char.length };
}

function translatePosix(source: string, start: number): Piece | undefined {
  const close = source.indexOf(':]', start + 2);
  if (close < 0) return undefined;
  const name = source.slice(start + 2, close);
  const isNegated = name.startsWith('^');
  const body = posixClasses.get(isNegated ? name.slice(1) : name);
  if (body === undefined) {
    throw new GoPatternError('invalid character class range', source.slice(start, close + 2));
  }
  if (isNegated) throw GoPatternError.unsupported(source);
  return { text: body, end: close + 2 };
}

function translateUnicodeClass(source: string, start: number): Piece {
  const match = /^\\([pP])(?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))/.exec(source.slice(start));
  if (match === null) {
    throw new GoPatternError('invalid character class range', source.slice(start, start + 3));
  }
  const [whole, letter, caret, long, short] = match;
  const isNegated = (letter === 'P') !== (caret === '^');
  const name = (long ?? short) as string;
  const property = name.length <= 2 ? name : `Script=${name}`;
  const text = `\\${isNegated ? 'P' : 'p'}{${property}}`;
  try {
    RegExp(text, 'u');
  } catch {
    throw new GoPatternError('invalid character class range', whole);
  }
  return { text, end: start + whole.length };
}

function translateHex(source: string, start: number): Piece {
  const match = /^\\x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))/.exec(source.slice(start));
  const code = match === null ? Number.NaN : parseInt((match[1] ?? match[2]) as string, 16);
  if (match === null || code > 0x10ffff) {
    throw new GoPatternError('invalid escape sequence', source.slice(start, start + 3));
  }
  return { text: codePoint(code), end: start + match[0].length };
}

function complementOf(letter: string): string {
  if (letter === 'D') return '\\D';
  if (letter === 'W') return '\\x00-\\/:-@\\[-\\^`\\{-\\u{10ffff}';
  return '\\x00-\\x08\\x0b\\x0e-\\x1f!-\\u{10ffff}';
}

function isOrdered(range: string): boolean {
  try {
    RegExp(`[${range}]`, 'u');
    return true;
  } catch {
    return false;
  }
}

function codePoint(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

function charAt(source: string, position: number): string {
  const code = source.codePointAt(position);
  return code === undefined ? '' : String.fromCodePoint(code);
}
