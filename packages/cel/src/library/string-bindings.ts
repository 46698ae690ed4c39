import type { Binding } from '../evaluate/bind-overloads.ts';
import { EvaluationError, type Value } from '../values/value.ts';
import { formatText } from './format-text.ts';

function outOfRange(index: bigint): EvaluationError {
  return new EvaluationError(`index out of range: ${index}`);
}

function charAt(text: string, index: bigint): string {
  const characters = Array.from(text);
  if (index < 0n || index > BigInt(characters.length)) throw outOfRange(index);
  return characters[Number(index)] ?? '';
}

function substring(text: string, start: bigint, end?: bigint): string {
  const characters = Array.from(text);
  const size = BigInt(characters.length);
  if (end !== undefined && start > end) {
    throw new EvaluationError(`invalid substring range. start: ${start}, end: ${end}`);
  }
  if (start < 0n || start > size) throw outOfRange(start);
  if (end !== undefined && (end < 0n || end > size)) throw outOfRange(end);
  return characters.slice(Number(start), end === undefined ? undefined : Number(end)).join('');
}

function startsAt(text: readonly string[], part: readonly string[], at: number): boolean {
  return part.every((character, index) => text[at + index] === character);
}

function indexOf(text: string, part: string, from = 0n): bigint {
  if (from < 0n) throw outOfRange(from);
  const [characters, wanted] = [Array.from(text), Array.from(part)];
  if (part === '') return from > BigInt(characters.length) ? BigInt(characters.length) : from;
  for (let index = Number(from); index <= characters.length - wanted.length; index++) {
    if (startsAt(characters, wanted, index)) return BigInt(index);
  }
  return -1n;
}

function lastIndexOf(text: string, part: string, from?: bigint): bigint {
  const [characters, wanted] = [Array.from(text), Array.from(part)];
  const size = characters.length;
  if (from !== undefined && from < 0n) throw outOfRange(from);
  if (part === '') return from === undefined || from > BigInt(size) ? BigInt(size) : from;
  if (from !== undefined && from >= BigInt(size)) return -1n;
  const start = Math.min(from === undefined ? size : Number(from), size - wanted.length);
  for (let index = start; index >= 0; index--) {
    if (startsAt(characters, wanted, index)) return BigInt(index);
  }
  return -1n;
}

/** Go's strings.Replace: below 0 all of them. */
function replace(text: string, [from, to]: readonly [string, string], count: number): string {
  if (count < 0) return text.replaceAll(from, () => to);
  const parts = splitAt(text, from, count < 0 ? -1 : count + 1);
  return parts.join(to);
}

/** Go's strings.SplitN. */
function splitAt(text: string, separator: string, count: number): string[] {
  if (count === 0) return [];
  if (separator === '') {
    const characters = Array.from(text);
    if (count < 0 || characters.length <= count) return characters;
    return [...characters.slice(0, count - 1), characters.slice(count - 1).join('')];
  }
  const parts = text.split(separator);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

function replaceSome(text: string, pair: readonly [string, string], count: number): string {
  if (count === 0) return text;
  if (pair[0] !== '' || count < 0) return replace(text, pair, count);
  const characters = Array.from(text);
  return characters
    .map((character, index) => (index < count ? pair[1] + character : character))
    .join('')
    .concat(characters.length < count ? pair[1] : '');
}

function changeCase(text: string, pattern: RegExp, change: (letter: string) => string): string {
  return text.replaceAll(pattern, change);
}

const quotes: Readonly<Record<string, string>> = {
  '\u0007': String.raw`\a`,
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '\v': String.raw`\v`,
  '\\': String.raw`\\`,
  '"': String.raw`\"`,
};

function quote(text: string): string {
  const inner = Array.from(text.toWellFormed(), (character) => quotes[character] ?? character);
  return `"${inner.join('')}"`;
}

/** White space as Go's strings.TrimSpace sees it. */
const edges = /^[\p{White_Space}]+|[\p{White_Space}]+$/gu;

/** cel-go's extended strings, version 2. */
export const stringBindings: Readonly<Record<string, Binding>> = {
  charAt: (text, index) => charAt(text as string, index as bigint),
  string_index_of_string: (text, part) => indexOf(text as string, part as string),
  string_index_of_string_int: (text, part, from) =>
    indexOf(text as string, part as string, from as bigint),
  string_last_index_of_string: (text, part) => lastIndexOf(text as string, part as string),
  string_last_index_of_string_int: (text, part, from) =>
    lastIndexOf(text as string, part as string, from as bigint),
  lowerAscii: (text) => changeCase(text as string, /[A-Z]/gu, (letter) => letter.toLowerCase()),
  upperAscii: (text) => changeCase(text as string, /[a-z]/gu, (letter) => letter.toUpperCase()),
  replace: (...[text, from, to, count]) =>
    replaceSome(
      text as string,
      [from as string, to as string],
      count === undefined ? -1 : Number(count),
    ),
  split: (text, separator, count) =>
    splitAt(text as string, separator as string, count === undefined ? -1 : Number(count)),
  substring: (text, start, end) =>
    substring(text as string, start as bigint, end as bigint | undefined),
  trim: (text) => (text as string).replaceAll(edges, ''),
  format: (text, args) => formatText(text as string, args as readonly Value[]),
  'strings.quote': (text) => quote(text as string),
  join: (list, separator = '') => {
    const items = list as readonly Value[];
    if (items.some((item) => typeof item !== 'string')) {
      throw new EvaluationError('join: invalid input: non-string element');
    }
    return Array.from(items as readonly string[]).join(separator as string);
  },
};
