import type { JsonValue } from '@keelson/schema';

/** One step of a JSONPath. */
export type JsonPathNode =
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'constant'; readonly value: JsonValue }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  | {
      readonly type: 'slice';
      readonly start: number;
      /** Exclusive; `undefined` is the end of the list. */
      readonly end: number | undefined;
      readonly step: number | undefined;
      /** One index was written, not a range: an end of 0 then means the list's end. */
      readonly isIndex: boolean;
    }
  | { readonly type: 'union'; readonly branches: readonly (readonly JsonPathNode[])[] }
  | {
      readonly type: 'filter';
      readonly left: readonly JsonPathNode[];
      readonly operator: string;
      /** `undefined` asks only whether the left side is there. */
      readonly right: readonly JsonPathNode[] | undefined;
    };

type Failure = (message: string) => Error;

/**
 * Parses the inside of a `{…}` action.
 * @throws what `fail` makes of the message, worded as client-go words it
 */
export function parseJsonPath(text: string, fail: Failure): JsonPathNode[] {
  const nodes: JsonPathNode[] = [];
  let position = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) position += found.length;
    return found;
  };

  while (position < text.length) {
    if (text.startsWith('[?(', position)) {
      const end = endOfFilter(text, position + 3, fail);
      nodes.push(parseFilter(text.slice(position + 3, end), fail));
      position = end + 2;
    } else if (text.startsWith('..', position)) {
      if (nodes.at(-1)?.type === 'recursive') throw fail('invalid multiple recursive descent');
      position += 2;
      nodes.push({ type: 'recursive' });
      const name = take(/[\p{L}\p{Nd}_](?:\\.|[^\s.,[\]$@{}\\])*/suy);
      if (name !== undefined) nodes.push(fieldOf(name));
    } else if (take(/[ @$]/uy) !== undefined) {
      continue;
    } else if (take(/\./uy) !== undefined) {
      nodes.push(fieldOf(take(/(?:\\.|[^\s.,[\]$@{}\\])*/suy) ?? ''));
    } else if (text[position] === '[') {
      const content = take(/\[[^\]\n]*\]/uy);
      if (content === undefined) throw fail('unterminated array');
      nodes.push(...parseBrackets(content.slice(1, -1), fail));
    } else if (text[position] === '"' || text[position] === "'") {
      const quoted = take(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/uy);
      if (quoted === undefined) throw fail('unterminated quoted string');
      nodes.push({ type: 'constant', value: quoted.slice(1, -1).replace(/\\(.)/gu, '$1') });
    } else {
      nodes.push(
        parseWord(take(/[+-]?[\d.]+|[\p{L}\p{Nd}_][^\s.,[\]$@{}]*/uy), text, { position, fail }),
      );
    }
  }
  return nodes;
}

function parseWord(
  word: string | undefined,
  text: string,
  { position, fail }: { readonly position: number; readonly fail: Failure },
): JsonPathNode {
  if (word === undefined) {
    const char = String.fromCodePoint(text.codePointAt(position) as number);
    const code = (char.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    throw fail(`unrecognized character in action: U+${code} '${char}'`);
  }
  if (word === 'true' || word === 'false') return { type: 'constant', value: word === 'true' };
  if (!/^[+-]?[\d.]/u.test(word)) throw fail(`unrecognized identifier ${word}`);
  const value = Number(word);
  if (Number.isNaN(value)) throw fail(`cannot parse number ${word}`);
  return { type: 'constant', value };
}

function fieldOf(name: string): JsonPathNode {
  return name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') };
}

function parseBrackets(content: string, fail: Failure): JsonPathNode[] {
  const text = content === '*' ? ':' : content;
  const parts = text.split(',');
  if (parts.length > 1) {
    return [{ type: 'union', branches: parts.map((part) => parseBrackets(part.trim(), fail)) }];
  }
  const quoted = /^'([^']*)'$/u.exec(text);
  if (quoted !== null) return parseJsonPath(`.${quoted[1]}`, fail);
  const range = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/u.exec(text);
  if (range === null) throw fail(`invalid array index ${text}`);
  const [, first = '', second, third] = range;
  const start = numberOf(first, fail) ?? 0;
  const isIndex = second === undefined;
  return [
    {
      type: 'slice',
      start,
      end: isIndex ? start + 1 : numberOf(second.slice(1), fail),
      step: third === undefined ? undefined : numberOf(third.slice(1), fail),
      isIndex,
    },
  ];
}

function numberOf(text: string, fail: Failure): number | undefined {
  if (text === '') return undefined;
  if (text === '-') throw fail(`array index ${text} is not a number`);
  return Number(text);
}

/** Position of the `)` that ends a filter: quoted text does not count. */
function endOfFilter(text: string, from: number, fail: Failure): number {
  let quote = '';
  for (let index = from; index < text.length; index++) {
    const char = text[index] as string;
    if (quote !== '') {
      if (char === quote && text[index - 1] !== '\\') quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === ')') {
      if (text[index + 1] !== ']') throw fail('unclosed array expect ]');
      return index;
    }
  }
  throw fail('unterminated filter');
}

function parseFilter(text: string, fail: Failure): JsonPathNode {
  const comparison = /^([^!<>=]+)([!<>=]+)(.+?)$/u.exec(text);
  if (comparison === null) {
    return {
      type: 'filter',
      left: parseJsonPath(text, fail),
      operator: 'exists',
      right: undefined,
    };
  }
  const [, left = '', operator = '', right = ''] = comparison;
  return {
    type: 'filter',
    left: parseJsonPath(left, fail),
    operator,
    right: parseJsonPath(right, fail),
  };
}
