import { isJsonObject, type JsonObject, type JsonValue, setOwn } from '@keelson/schema';
import { JsonError } from './json-error.ts';

/** What a body says, and which of its keys it says twice. */
export interface ParsedJson {
  readonly value: JsonValue;
  /**
   * Paths of keys that an object repeats (`spec.list[0].x`), in the order of the text, each once, at
   * most 100. The last of the values counts, unless {@link JsonReading.mergesRepeated}.
   */
  readonly duplicates: readonly string[];
}

/** How a text is read. */
export interface JsonReading {
  /** Nested deeper than this, text is refused. */
  readonly maxDepth: number;
  /**
   * A repeated key adds to its first value, as where Go decodes into the same struct twice: objects
   * are merged, and lists item by item. @default the last value counts
   */
  readonly mergesRepeated?: boolean | undefined;
  /** Told of every key, in the order of the text, by its path from the root. */
  readonly onKey?: ((path: string, isRepeated: boolean) => void) | undefined;
}

const maxDuplicates = 100;
const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Reads one JSON text by hand: it knows positions, repeated keys and Go's words for what is wrong. */
export class JsonReader {
  readonly #text: string;
  readonly #reading: JsonReading;
  #at = 0;
  #depth = 0;
  /** Keys and indexes from the root, as they are printed. */
  readonly #path: string[] = [];
  readonly #duplicates = new Set<string>();
  #rangeError: JsonError | undefined;

  constructor(text: string, reading: JsonReading) {
    this.#text = text;
    this.#reading = reading;
  }

  /** @throws {JsonError} */
  read(): ParsedJson {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#unexpected('after top-level value');
    if (this.#rangeError !== undefined) throw this.#rangeError;
    return { value, duplicates: [...this.#duplicates] };
  }

  #value(): JsonValue {
    this.#skipSpace();
    const char = this.#text[this.#at];
    switch (char) {
      case '{':
        return this.#object();
      case '[':
        return this.#list();
      case '"':
        return this.#string();
      case 't':
        return this.#literal('true', true);
      case 'f':
        return this.#literal('false', false);
      case 'n':
        return this.#literal('null', null);
      case undefined:
      default:
        if (char !== undefined && (char === '-' || isDigit(char))) return this.#number();
        throw this.#unexpected('looking for beginning of value');
    }
  }

  #object(): JsonObject {
    const object: JsonObject = {};
    this.#enter();
    this.#skipSpace();
    if (this.#take('}')) return this.#leave(object);
    for (;;) {
      this.#skipSpace();
      if (this.#text[this.#at] !== '"') {
        throw this.#unexpected('looking for beginning of object key string');
      }
      const key = this.#string();
      const first = Object.hasOwn(object, key) ? object[key] : undefined;
      if (first !== undefined) this.#addDuplicate(key);
      this.#reading.onKey?.(this.#pathOf(key), first !== undefined);
      this.#skipSpace();
      if (!this.#take(':')) throw this.#unexpected('after object key');
      this.#path.push(this.#path.length === 0 ? key : `.${key}`);
      const value = this.#value();
      const isMerged = first !== undefined && this.#reading.mergesRepeated === true;
      setOwn(object, key, isMerged ? merged(first, value) : value);
      this.#path.pop();
      this.#skipSpace();
      if (this.#take('}')) return this.#leave(object);
      if (!this.#take(',')) throw this.#unexpected('after object key:value pair');
    }
  }

  #list(): JsonValue[] {
    const list: JsonValue[] = [];
    this.#enter();
    this.#skipSpace();
    if (this.#take(']')) return this.#leave(list);
    for (;;) {
      this.#path.push(`[${list.length}]`);
      list.push(this.#value());
      this.#path.pop();
      this.#skipSpace();
      if (this.#take(']')) return this.#leave(list);
      if (!this.#take(',')) throw this.#unexpected('after array element');
    }
  }

  #enter(): void {
    if (++this.#depth > this.#reading.maxDepth) throw this.#unexpected('exceeded max depth');
    this.#at++;
  }

  #leave<T>(value: T): T {
    this.#depth--;
    return value;
  }

  #addDuplicate(key: string): void {
    if (this.#duplicates.size >= maxDuplicates) return;
    this.#duplicates.add(this.#pathOf(key));
  }

  #pathOf(key: string): string {
    return this.#path.length === 0 ? key : `${this.#path.join('')}.${key}`;
  }

  #string(): string {
    let result = '';
    let start = ++this.#at;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x22) break;
      // Not a number at the end of the text.
      if (!(code >= 0x20)) throw this.#unexpected('in string literal');
      this.#at++;
      if (code !== 0x5c) continue;
      result += this.#text.slice(start, this.#at - 1) + this.#escape();
      start = this.#at;
    }
    result += this.#text.slice(start, this.#at++);
    return result.toWellFormed();
  }

  #escape(): string {
    const char = this.#text[this.#at];
    if (char === 'u') {
      this.#at++;
      return this.#hexEscape();
    }
    const meant = char === undefined ? undefined : shortEscapes[char];
    if (meant === undefined) throw this.#unexpected('in string escape code');
    this.#at++;
    return meant;
  }

  #hexEscape(): string {
    const start = this.#at;
    for (; this.#at < start + 4; this.#at++) {
      if (!/[0-9a-fA-F]/.test(this.#text[this.#at] ?? '')) {
        throw this.#unexpected(String.raw`in \u hexadecimal character escape`);
      }
    }
    return String.fromCharCode(Number.parseInt(this.#text.slice(start, this.#at), 16));
  }

  #number(): number | bigint {
    const start = this.#at;
    this.#take('-');
    if (!this.#take('0')) this.#digits('in numeric literal');
    if (this.#take('.')) this.#digits('after decimal point in numeric literal');
    if (this.#take('e') || this.#take('E')) {
      if (!this.#take('+')) this.#take('-');
      this.#digits('in exponent of numeric literal');
    }
    const text = this.#text.slice(start, this.#at);
    const value = toNumber(text);
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.#rangeError ??= new JsonError(
        `json: cannot unmarshal number ${text} into Go value of type float64`,
        false,
      );
    }
    return value;
  }

  #digits(where: string): void {
    if (!isDigit(this.#text[this.#at] ?? '')) throw this.#unexpected(where);
    while (isDigit(this.#text[this.#at] ?? '')) this.#at++;
  }

  #literal<T>(word: string, value: T): T {
    for (const char of word) {
      if (!this.#take(char)) throw this.#unexpected(`in literal ${word} (expecting '${char}')`);
    }
    return value;
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    for (;;) {
      const char = this.#text[this.#at];
      if (char !== ' ' && char !== '\n' && char !== '\r' && char !== '\t') return;
      this.#at++;
    }
  }

  #unexpected(where: string): JsonError {
    if (this.#at >= this.#text.length) {
      // Go ends a text with a space, which the middle of a number or a word does not take.
      const isWithinWord = /^(?:in (?!string literal)|after decimal)/.test(where);
      if (!isWithinWord) return new JsonError('unexpected end of JSON input');
      return new JsonError(`invalid character ' ' ${where}`);
    }
    return new JsonError(`invalid character ${quoteByte(this.#text, this.#at)} ${where}`);
  }
}

/** What Go holds after it has decoded one value over another. */
function merged(first: JsonValue, second: JsonValue): JsonValue {
  if (Array.isArray(first) && Array.isArray(second)) {
    return second.map((item, index) => merged(first[index] ?? null, item));
  }
  if (!isJsonObject(first) || !isJsonObject(second)) return second;
  for (const key of Object.keys(second)) {
    const value = second[key] as JsonValue;
    setOwn(first, key, Object.hasOwn(first, key) ? merged(first[key] as JsonValue, value) : value);
  }
  return first;
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9';
}

/** A number of JSON as the server holds it: int64 exactly, any other as a double. */
export function toNumber(text: string): number | bigint {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  if (!/^-?\d+$/.test(text)) return value;
  const exact = BigInt(text);
  return exact >= minInt64 && exact <= maxInt64 ? exact : value;
}

/** Go names the first byte of a character, taken as a code point. */
function quoteByte(text: string, at: number): string {
  const code = firstByte(text.codePointAt(at) as number);
  if (code === 0x27) return String.raw`'\''`;
  if (code === 0x22) return `'"'`;
  if (code === 0x5c) return String.raw`'\\'`;
  const short = controlNames.get(code);
  if (short !== undefined) return `'${short}'`;
  if (code < 0x20 || code === 0x7f) return String.raw`'\x${code.toString(16).padStart(2, '0')}'`;
  // U+0080 to U+00A0 and the soft hyphen are not printable.
  if ((code >= 0x80 && code <= 0xa0) || code === 0xad) {
    return String.raw`'\u${code.toString(16).padStart(4, '0')}'`;
  }
  return `'${String.fromCharCode(code)}'`;
}

const controlNames: ReadonlyMap<number, string> = new Map([
  [0x07, String.raw`\a`],
  [0x08, String.raw`\b`],
  [0x09, String.raw`\t`],
  [0x0a, String.raw`\n`],
  [0x0b, String.raw`\v`],
  [0x0c, String.raw`\f`],
  [0x0d, String.raw`\r`],
]);

function firstByte(codePoint: number): number {
  if (codePoint < 0x80) return codePoint;
  if (codePoint < 0x800) return 0xc0 | (codePoint >> 6);
  if (codePoint < 0x10000) return 0xe0 | (codePoint >> 12);
  return 0xf0 | (codePoint >> 18);
}
