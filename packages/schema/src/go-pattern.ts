import { literal, translateClass, translateEscape } from './go-pattern-class.ts';
import { GoPatternError } from './go-pattern-error.ts';

interface Flags {
  readonly dotMatchesNewline: boolean;
  readonly isMultiline: boolean;
  readonly isUngreedy: boolean;
}

interface Group {
  readonly outer: Flags;
  /** Groups that inline flags have opened inside this one. */
  extra: number;
}

const noFlags: Flags = { dotMatchesNewline: false, isMultiline: false, isUngreedy: false };

/**
 * Compiles a Go (RE2) pattern to a JavaScript one that matches the same texts. The running time is
 * that of a backtracking matcher, not RE2's.
 * @throws {GoPatternError} with Go's words when Go refuses the pattern
 */
export function compileGoPattern(pattern: string): RegExp {
  const translated = new Translation(pattern).run();
  try {
    return new RegExp(translated, 'u');
  } catch {
    throw GoPatternError.unsupported(pattern);
  }
}

class Translation {
  readonly #source: string;
  readonly #groups: Group[] = [{ outer: noFlags, extra: 0 }];
  #position = 0;
  #output = '';
  #flags = noFlags;
  /** Whether a repetition may follow. */
  #hasOperand = false;
  /** Where the last repetition began; -1 when the last piece is none. */
  #repetitionStart = -1;

  constructor(source: string) {
    this.#source = source;
  }

  run(): string {
    while (this.#position < this.#source.length) this.#step();
    if (this.#groups.length > 1) throw new GoPatternError('missing closing )', this.#source);
    return this.#output + ')'.repeat(this.#top.extra);
  }

  get #top(): Group {
    return this.#groups.at(-1) as Group;
  }

  #step(): void {
    const char = String.fromCodePoint(this.#source.codePointAt(this.#position) as number);
    switch (char) {
      case '(':
        this.#open();
        return;
      case ')':
        this.#close();
        return;
      case '|':
        this.#emit('|', 1, false);
        return;
      case '*':
      case '+':
      case '?':
        this.#repeat(char);
        return;
      case '{': {
        const counted = /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.#source.slice(this.#position));
        if (counted === null) this.#emit('\\{', 1, true);
        else this.#repeatCounted(counted);
        return;
      }
      case '.':
        this.#emit(this.#flags.dotMatchesNewline ? '[^]' : '[^\\n]', 1, true);
        return;
      case '^':
        this.#emit(this.#flags.isMultiline ? '(?:^|(?<=\\n))' : '^', 1, true);
        return;
      case '$':
        this.#emit(this.#flags.isMultiline ? '(?=\\n|$)' : '$', 1, true);
        return;
      case '[': {
        const { text, end } = translateClass(this.#source, this.#position);
        this.#emit(text, end - this.#position, true);
        return;
      }
      case '\\':
        this.#escape();
        return;
      default:
        this.#emit(literal(char), char.length, true);
    }
  }

  #emit(text: string, length: number, isOperand: boolean): void {
    this.#output += text;
    this.#position += length;
    this.#hasOperand = isOperand;
    this.#repetitionStart = -1;
  }

  #escape(): void {
    const letter = this.#source[this.#position + 1];
    if (letter === 'A') this.#emit('(?<![^])', 2, true);
    else if (letter === 'z') this.#emit('(?![^])', 2, true);
    else if (letter === 'b' || letter === 'B') this.#emit(`\\${letter}`, 2, true);
    else if (letter === 'Q') this.#quote();
    else {
      const { text, end } = translateEscape(this.#source, this.#position, false);
      this.#emit(text, end - this.#position, true);
    }
  }

  #quote(): void {
    const start = this.#position + 2;
    const close = this.#source.indexOf('\\E', start);
    const text = this.#source.slice(start, close < 0 ? undefined : close);
    const quoted = Array.from(text, literal).join('');
    this.#emit(quoted, text.length + (close < 0 ? 2 : 4), text !== '' || this.#hasOperand);
  }

  #repeat(operator: string): void {
    const isLazy = this.#source[this.#position + 1] === '?';
    const length = isLazy ? 2 : 1;
    this.#checkOperand(length);
    const start = this.#repetitionStart;
    this.#emit(operator + (isLazy === this.#flags.isUngreedy ? '' : '?'), length, true);
    this.#repetitionStart = start < 0 ? this.#position - length : start;
  }

  #repeatCounted([whole, low, comma, high]: RegExpExecArray): void {
    const least = Number(low);
    const most = comma === undefined ? least : high === '' ? -1 : Number(high);
    if (least > 1000 || most > 1000 || (most >= 0 && least > most)) {
      throw new GoPatternError('invalid repeat count', whole);
    }
    const isLazy = this.#source[this.#position + whole.length] === '?';
    const length = whole.length + (isLazy ? 1 : 0);
    this.#checkOperand(length);
    this.#emit(whole + (isLazy === this.#flags.isUngreedy ? '' : '?'), length, true);
    this.#repetitionStart = this.#position - length;
  }

  #checkOperand(length: number): void {
    const operator = this.#source.slice(this.#position, this.#position + length);
    if (!this.#hasOperand) {
      throw new GoPatternError('missing argument to repetition operator', operator);
    }
    if (this.#repetitionStart >= 0) {
      const both = this.#source.slice(this.#repetitionStart, this.#position + length);
      throw new GoPatternError('invalid nested repetition operator', both);
    }
  }

  #open(): void {
    const rest = this.#source.slice(this.#position);
    if (!rest.startsWith('(?')) {
      this.#push('(', 1);
      return;
    }
    if (/^\(\?P?</.test(rest)) {
      this.#openNamed(rest);
      return;
    }
    const flags = /^\(\?([imsU]*)(?:-([imsU]+))?([:)])/.exec(rest);
    if (flags === null) {
      const read = /^\(\?[imsU]*(?:-[imsU]*)?[^]?/u.exec(rest)?.[0] ?? rest;
      throw new GoPatternError('invalid or unsupported Perl syntax', read);
    }
    this.#setFlags(flags);
  }

  /** The name is of no use to a match, and JavaScript allows fewer. */
  #openNamed(rest: string): void {
    const capture = rest.slice(0, rest.indexOf('>') + 1);
    if (!/^\(\?P?<[A-Za-z0-9_]+>$/.test(capture)) {
      throw new GoPatternError('invalid named capture', capture === '' ? rest : capture);
    }
    this.#push('(', capture.length);
  }

  #setFlags([whole, on = '', off = '', end]: RegExpExecArray): void {
    const outer = this.#flags;
    const flag = (letter: string, before: boolean): boolean =>
      on.includes(letter) || (before && !off.includes(letter));
    const inner: Flags = {
      dotMatchesNewline: flag('s', outer.dotMatchesNewline),
      isMultiline: flag('m', outer.isMultiline),
      isUngreedy: flag('U', outer.isUngreedy),
    };
    const open = on.includes('i') ? '(?i:' : off.includes('i') ? '(?-i:' : '(?:';
    if (end === ':') {
      this.#push(open, whole.length);
    } else {
      this.#emit(open, whole.length, false);
      this.#top.extra++;
    }
    this.#flags = inner;
  }

  #push(text: string, length: number): void {
    this.#groups.push({ outer: this.#flags, extra: 0 });
    this.#emit(text, length, false);
  }

  #close(): void {
    if (this.#groups.length === 1) throw new GoPatternError('unexpected )', this.#source);
    const group = this.#groups.pop() as Group;
    this.#flags = group.outer;
    this.#emit(')'.repeat(group.extra + 1), 1, true);
  }
}
