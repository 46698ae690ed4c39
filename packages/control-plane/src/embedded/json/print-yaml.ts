import { isJsonObject, type JsonValue } from '@keelson/schema';
import { goText } from '../printing/go-text.ts';
import { compareYamlKeys } from './yaml-keys.ts';
import { isBreak, isPrintable, yamlStyleOf } from './yaml-style.ts';

const step = 2;
const width = 80;
/** A key of more bytes is written in the long way. */
const longestKey = 128;

/** YAML as the API server writes it (go-yaml 2 by way of sigs.k8s.io/yaml): keys in order, texts of many words folded. */
export function printYaml(value: JsonValue): string {
  const writer = new YamlWriter();
  writer.node(value, false);
  return writer.finish();
}

/** The emitter of go-yaml: where it stands decides where lines break. */
class YamlWriter {
  #text = '';
  #column = 0;
  #indent = -1;
  /** What was written last separates what comes next. */
  #isSpaced = true;
  /** Nothing but indicators stands on the line. */
  #isIndention = true;

  finish(): string {
    this.#indent = 0;
    this.#writeIndent();
    return this.#text;
  }

  node(value: JsonValue, isInMapping: boolean): void {
    if (Array.isArray(value)) this.#list(value, isInMapping);
    else if (isJsonObject(value)) this.#mapping(value);
    else if (typeof value === 'string') this.#string(value, true);
    else this.#word(value === null ? 'null' : goText(value));
  }

  #list(list: readonly JsonValue[], isInMapping: boolean): void {
    if (list.length === 0) {
      this.#indicator('[]', true, false);
      return;
    }
    const outer = this.#indent;
    // A list below its key is not indented.
    if (outer < 0) this.#indent = 0;
    else if (!isInMapping || this.#isIndention) this.#indent += step;
    for (const item of list) {
      this.#writeIndent();
      this.#indicator('-', true, true);
      this.node(item, false);
    }
    this.#indent = outer;
  }

  #mapping(mapping: Readonly<Record<string, JsonValue>>): void {
    const keys = Object.keys(mapping).toSorted(compareYamlKeys);
    if (keys.length === 0) {
      this.#indicator('{}', true, false);
      return;
    }
    const outer = this.#indent;
    this.#indent = outer < 0 ? 0 : outer + step;
    for (const key of keys) {
      this.#writeIndent();
      if (isShortKey(key)) {
        this.#string(key, false);
        this.#indicator(':', false, false);
      } else {
        this.#indicator('?', true, true);
        this.#string(key, true);
        this.#writeIndent();
        this.#indicator(':', true, true);
      }
      this.node(mapping[key] as JsonValue, true);
    }
    this.#indent = outer;
  }

  #string(text: string, canBreak: boolean): void {
    const style = yamlStyleOf(text);
    if (style === 'plain' && this.#column + text.length <= width) {
      this.#word(text);
      return;
    }
    const chars = [...text];
    const outer = this.#indent;
    this.#indent = Math.max(outer, 0) + step;
    switch (style) {
      case 'plain':
        this.#plain(chars, canBreak);
        break;
      case 'single':
        this.#single(chars, canBreak);
        break;
      case 'double':
        this.#double(chars, canBreak);
        break;
      case 'literal':
        this.#literal(chars);
    }
    this.#indent = outer;
  }

  #word(text: string): void {
    if (!this.#isSpaced) this.#put(' ');
    this.#put(text);
    this.#isSpaced = false;
    this.#isIndention = false;
  }

  #plain(chars: readonly string[], canBreak: boolean): void {
    if (!this.#isSpaced) this.#put(' ');
    for (const [index, char] of chars.entries()) {
      const isFold = canBreak && this.#isFold(chars, index) && chars[index + 1] !== ' ';
      if (isFold) this.#writeIndent();
      else this.#put(char);
      this.#isIndention = false;
    }
    this.#isSpaced = false;
    this.#isIndention = false;
  }

  #single(chars: readonly string[], canBreak: boolean): void {
    this.#indicator("'", true, false);
    for (const [index, char] of chars.entries()) {
      const isInside = index > 0 && index < chars.length - 1;
      if (canBreak && isInside && this.#isFold(chars, index) && chars[index + 1] !== ' ') {
        this.#writeIndent();
        continue;
      }
      if (isBreak(char)) {
        this.#break(char);
        this.#isIndention = true;
        continue;
      }
      if (char !== ' ' && isBreak(chars[index - 1])) this.#writeIndent();
      this.#put(char === "'" ? "''" : char);
      if (char !== ' ') this.#isIndention = false;
    }
    this.#indicator("'", false, false);
    this.#isIndention = false;
  }

  #double(chars: readonly string[], canBreak: boolean): void {
    // A mark at the start makes go-yaml escape everything.
    const escapesAll = chars[0] === '\uFEFF';
    this.#indicator('"', true, false);
    for (const [index, char] of chars.entries()) {
      const isInside = index > 0 && index < chars.length - 1;
      if (escapesAll || !isPrintable(char) || isBreak(char) || char === '"' || char === '\\') {
        this.#put(escaped(char));
      } else if (canBreak && isInside && this.#isFold(chars, index)) {
        this.#writeIndent();
        if (chars[index + 1] === ' ') this.#put('\\');
      } else {
        this.#put(char);
      }
    }
    this.#indicator('"', false, false);
    this.#isIndention = false;
  }

  #literal(chars: readonly string[]): void {
    const [first] = chars;
    const indentHint = first === ' ' || isBreak(first) ? String(step) : '';
    const isOpen = isBreak(chars.at(-1)) && (chars.length === 1 || isBreak(chars.at(-2)));
    const chompHint = isOpen ? '+' : isBreak(chars.at(-1)) ? '' : '-';
    this.#indicator(`|${indentHint}${chompHint}`, true, false);
    this.#break('\n');
    this.#isIndention = true;
    this.#isSpaced = true;
    let isAtStart = true;
    for (const char of chars) {
      if (isBreak(char)) {
        this.#break(char);
      } else {
        if (isAtStart) this.#writeIndent();
        this.#put(char);
      }
      isAtStart = isBreak(char);
      this.#isIndention = isAtStart;
    }
  }

  /** Whether a line that has become too long may end at a space: the first of several. */
  #isFold(chars: readonly string[], index: number): boolean {
    return chars[index] === ' ' && chars[index - 1] !== ' ' && this.#column > width;
  }

  #writeIndent(): void {
    const indent = Math.max(this.#indent, 0);
    const isPast = this.#column > indent || (this.#column === indent && !this.#isSpaced);
    if (!this.#isIndention || isPast) this.#break('\n');
    if (this.#column < indent) this.#put(' '.repeat(indent - this.#column));
    this.#isSpaced = true;
    this.#isIndention = true;
  }

  #indicator(text: string, needsSpace: boolean, isIndention: boolean): void {
    if (needsSpace && !this.#isSpaced) this.#put(' ');
    this.#put(text);
    this.#isSpaced = false;
    this.#isIndention &&= isIndention;
  }

  #put(text: string): void {
    this.#text += text;
    // Beyond the basic plane is always escaped.
    this.#column += text.length;
  }

  #break(char: string): void {
    this.#text += char;
    this.#column = 0;
  }
}

function isShortKey(key: string): boolean {
  return Buffer.byteLength(key) <= longestKey && ![...key].some(isBreak);
}

const names: ReadonlyMap<string, string> = new Map([
  ['\0', '0'],
  ['\u0007', 'a'],
  ['\b', 'b'],
  ['\t', 't'],
  ['\n', 'n'],
  ['\v', 'v'],
  ['\f', 'f'],
  ['\r', 'r'],
  ['\u001B', 'e'],
  ['"', '"'],
  ['\\', '\\'],
  ['\u0085', 'N'],
  ['\u00A0', '_'],
  ['\u2028', 'L'],
  ['\u2029', 'P'],
]);

function escaped(char: string): string {
  const name = names.get(char);
  if (name !== undefined) return `\\${name}`;
  const code = char.codePointAt(0) as number;
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}
