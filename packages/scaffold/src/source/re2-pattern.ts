/** A regular expression as the source has it. */
export class RegularExpression {
  readonly source: string;
  readonly flags: string;

  constructor(source: string, flags = '') {
    this.source = source;
    this.flags = flags;
  }
}

/** Letters that RE2 knows after a backslash, beside the digits. */
const escapes = new Set('aftnrvdDsSwWbBAzxpPQEC');
const maxRepeat = 1000;

/**
 * A JavaScript regular expression in RE2's notation, which the API server uses. Semantics: RE2's
 * syntax page.
 * @throws {TypeError} when RE2 has no such feature, or JavaScript would read it differently
 */
export function toRe2({ source, flags }: RegularExpression): string {
  const otherFlags = flags.replaceAll('u', '');
  if (otherFlags !== '') {
    throw new TypeError(`a pattern has no flags: leave out "${otherFlags}"${caseHint(otherFlags)}`);
  }
  let result = '';
  let inClass = false;
  for (let i = 0; i < source.length; i += 1) {
    const rest = source.slice(i);
    if (rest.startsWith('\\')) {
      const [text, length] = escapeOf(rest, inClass);
      result += text;
      i += length - 1;
      continue;
    }
    if (!inClass) refuseGroup(rest);
    if (!inClass && /^\[\^?\]/.test(rest)) {
      throw new TypeError('RE2 has no empty class: write "[\\s\\S]" or "\\b\\B" for what is meant');
    }
    if (!inClass) refuseLongRepeat(rest);
    if (rest.startsWith('[')) inClass = true;
    if (rest.startsWith(']')) inClass = false;
    result += source[i] ?? '';
  }
  return result;
}

/** The RE2 form of the escape that `rest` begins with, and its length in JavaScript. */
function escapeOf(rest: string, inClass: boolean): [text: string, length: number] {
  const unicode = /^\\u(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{4}))/.exec(rest);
  if (unicode) return [`\\x{${unicode[1] ?? unicode[2] ?? ''}}`, unicode[0].length];
  const letter = rest[1] ?? '';
  if (letter === '/') return ['/', 2];
  if (/[1-9]/.test(letter) || rest.startsWith('\\k<')) {
    throw new TypeError(
      `the API server's regular expressions (RE2) have no back references such as "${rest.slice(0, 2)}": use @XValidation`,
    );
  }
  if (inClass && letter === 'b') throw new TypeError('RE2 has no "[\\b]": write "\\x08"');
  if (/[A-Za-z]/.test(letter) && !escapes.has(letter)) {
    throw new TypeError(`RE2 has no escape "\\${letter}": write the character itself`);
  }
  return [`\\${letter}`, 2];
}

function refuseGroup(rest: string): void {
  const look = /^\(\?<?[=!]/.exec(rest);
  if (look) {
    throw new TypeError(
      `the API server's regular expressions (RE2) have no lookaround such as "${look[0]}": use @XValidation`,
    );
  }
}

function refuseLongRepeat(rest: string): void {
  const repeat = /^\{(\d+)(?:,(\d*))?\}/.exec(rest);
  const counts = (repeat?.slice(1) ?? []).map(Number);
  if (counts.some((count) => count > maxRepeat)) {
    throw new TypeError(`RE2 repeats at most ${maxRepeat} times: use @MaxLength`);
  }
}

function caseHint(flags: string): string {
  return flags.includes('i') ? ', or begin a text pattern with "(?i)"' : '';
}
