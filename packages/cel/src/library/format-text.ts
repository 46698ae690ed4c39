import { toText } from '../values/conversion.ts';
import { Duration } from '../values/duration.ts';
import { Timestamp } from '../values/timestamp.ts';
import {
  EvaluationError,
  isList,
  isMap,
  TypeValue,
  typeName,
  Uint,
  type Value,
} from '../values/value.ts';
import { fixedPoint } from './fixed-point.ts';

/** `text.format(args)` @throws {EvaluationError} */
export function formatText(text: string, args: readonly Value[]): string {
  let used = 0;
  const result = text.replaceAll(/%(?:%|(?:\.([0-9]+))?([^]?))/gu, (clause, precision, verb) => {
    if (clause === '%%') return '%';
    if (verb === '' || verb === undefined) {
      throw new EvaluationError('unexpected end of string');
    }
    if (used >= args.length) throw new EvaluationError(`index ${used} out of range`);
    return formatOne(verb, args[used++] as Value, precision === undefined ? 6 : Number(precision));
  });
  return result;
}

function formatOne(verb: string, value: Value, precision: number): string {
  const integer =
    typeof value === 'bigint' ? value : value instanceof Uint ? value.value : undefined;
  switch (verb) {
    case 's':
      return inList(value);
    case 'd':
      if (integer !== undefined) return String(integer);
      throw refuse('decimal clause can only be used on integers', value);
    case 'f':
      return special(value) ?? commas(fixedPoint(numberOf(value, 'fixed-point'), precision));
    case 'e':
      return special(value) ?? exponent(numberOf(value, 'scientific').toExponential(precision));
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      if (integer !== undefined) return integer.toString(2);
      throw refuse('only integers and bools can be formatted as binary', value);
    case 'o':
      if (integer !== undefined) return integer.toString(8);
      throw refuse('octal clause can only be used on integers', value);
    case 'x':
      return hexadecimal(value, integer);
    case 'X':
      return hexadecimal(value, integer).toUpperCase();
    default:
      throw new EvaluationError(
        `could not parse formatting clause: unrecognized formatting clause "${verb}"`,
      );
  }
}

function refuse(rule: string, value: Value): EvaluationError {
  return new EvaluationError(`error during formatting: ${rule}, was given ${typeName(value)}`);
}

function special(value: Value): string | undefined {
  const number =
    typeof value === 'string'
      ? { NaN: Number.NaN, Infinity, '-Infinity': -Infinity }[value]
      : value;
  if (typeof number !== 'number' || Number.isFinite(number)) return undefined;
  return Number.isNaN(number) ? 'NaN' : number > 0 ? '∞' : '-∞';
}

function numberOf(value: Value, clause: string): number {
  if (typeof value === 'number') return value;
  throw refuse(`${clause} clause can only be used on doubles`, value);
}

/** The server formats in the American way. */
function commas(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+(?!\d))/gu, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

const raised: Readonly<Record<string, string>> = {
  '-': '⁻',
  '+': '',
  0: '⁰',
  1: '¹',
  2: '²',
  3: '³',
  4: '⁴',
  5: '⁵',
  6: '⁶',
  7: '⁷',
  8: '⁸',
  9: '⁹',
};

function exponent(text: string): string {
  const [mantissa = '', power = '+0'] = text.split('e');
  const digits = power.slice(1).padStart(2, '0');
  const sign = power.startsWith('-') ? '-' : '';
  return `${mantissa}×10${Array.from(sign + digits, (digit) => raised[digit] ?? digit).join('')}`;
}

function hexadecimal(value: Value, integer: bigint | undefined): string {
  if (integer !== undefined) return integer.toString(16);
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  if (!(bytes instanceof Uint8Array)) {
    throw refuse('only integers, byte buffers, and strings can be formatted as hex', value);
  }
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function inList(value: Value, isNested = false): string {
  if (value === null) return 'null';
  if (isList(value)) return `[${Array.from(value, (item) => inList(item, true)).join(', ')}]`;
  if (isMap(value)) {
    const pairs = value
      .keys()
      .map((key) => [inList(key, true), inList(value.get(key) ?? null, true)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${pairs.map(([key, item]) => `${key}:${item}`).join(', ')}}`;
  }
  if (value instanceof TypeValue) return value.name;
  if (!isNested) return plain(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Uint8Array) return `b${JSON.stringify(new TextDecoder().decode(value))}`;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? fixedPoint(value, 6) : JSON.stringify(toText(value));
  }
  if (value instanceof Timestamp) return `timestamp(${JSON.stringify(value.toString())})`;
  if (value instanceof Duration) return `duration(${JSON.stringify(value.toString())})`;
  return plain(value);
}

function plain(value: Value): string {
  const isPlain =
    value instanceof Uint || value instanceof Uint8Array || !typeName(value).includes('.');
  if (isPlain || value instanceof Timestamp || value instanceof Duration) return toText(value);
  throw refuse(
    'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
    value,
  );
}
