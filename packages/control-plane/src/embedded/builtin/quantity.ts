const nano = 1_000_000_000n;
const maxBinary = (1n << 63n) - 1n;

const decimalExponents: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const decimalSuffixes = new Map([...decimalExponents].map(([suffix, power]) => [power, suffix]));
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** A parsed resource quantity. */
export interface Quantity {
  /** In units of 10^-9, rounded up. */
  readonly nanos: bigint;
  /** How the server writes it back. */
  readonly text: string;
}

/** A text that is no quantity; the message is that of Go. */
export class QuantityError extends Error {
  override readonly name = 'QuantityError';
}

const wrongFormat =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

const known = new Map<string, Quantity>();
const maxKnown = 1000;

/**
 * Reads a quantity as Go does (resource.ParseQuantity).
 * @throws {QuantityError} with Go's message
 */
export function parseQuantity(text: string): Quantity {
  const found = known.get(text);
  if (found !== undefined) return found;
  const parsed = parse(text);
  if (known.size < maxKnown) known.set(text, parsed);
  return parsed;
}

function parse(text: string): Quantity {
  if (text === '') throw new QuantityError(wrongFormat);
  const match = /^([+-]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/u.exec(text);
  if (match === null) throw new QuantityError(wrongFormat);
  const [, sign = '', digits = '', fraction = '', suffix = ''] = match;
  const number = digits === '' ? '0' : digits;
  const { base, exponent, style } = readSuffix(suffix);
  if (/^[+-]?\.?$/u.test(text.slice(0, text.length - suffix.length)) && suffix !== '') {
    throw new QuantityError(wrongFormat);
  }
  const scaled = BigInt(number + fraction);
  const power = (base === 10 ? exponent : 0) - fraction.length + 9;
  let magnitude = scaled * (base === 2 ? 1n << BigInt(exponent) : 1n);
  magnitude =
    power >= 0 ? magnitude * 10n ** BigInt(power) : divideUp(magnitude, 10n ** BigInt(-power));
  if (base === 2 && magnitude > maxBinary * nano) magnitude = maxBinary * nano;
  const nanos = sign === '-' ? -magnitude : magnitude;
  const isKept =
    base === 2
      ? fraction === '' && exponent % 10 === 0 && (scaled & 7n) !== 0n
      : (exponent - fraction.length) % 3 === 0 &&
        exponent - fraction.length >= -9 &&
        (number + fraction).length <= 18 &&
        !(number + fraction).endsWith('000') &&
        !(number + fraction).startsWith('0');
  return { nanos, text: isKept ? text : writeQuantity(nanos, style) };
}

type Style = 'binary' | 'decimal' | 'exponent';

function readSuffix(suffix: string): { base: 2 | 10; exponent: number; style: Style } {
  const decimal = decimalExponents.get(suffix);
  if (decimal !== undefined) return { base: 10, exponent: decimal, style: 'decimal' };
  const binary = binarySuffixes.indexOf(suffix);
  if (binary > 0) return { base: 2, exponent: binary * 10, style: 'binary' };
  const exponent = /^[eE]([-+]?\d+)$/u.exec(suffix);
  if (exponent !== null) return { base: 10, exponent: Number(exponent[1]), style: 'exponent' };
  throw new QuantityError("unable to parse quantity's suffix");
}

function divideUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}

/** Go's canonical form: no fraction, the largest suffix that leaves none. */
function writeQuantity(nanos: bigint, style: Style): string {
  if (nanos === 0n) return '0';
  const isSmall = nanos > -1024n * nano && nanos < 1024n * nano;
  if (style === 'binary' && !isSmall && nanos % nano === 0n) {
    let value = nanos / nano;
    let power = 0;
    while (value % 1024n === 0n && power < binarySuffixes.length - 1) {
      value /= 1024n;
      power++;
    }
    return `${value}${binarySuffixes[power]}`;
  }
  let value = nanos;
  let exponent = -9;
  while (value % 1000n === 0n && exponent < 18) {
    value /= 1000n;
    exponent += 3;
  }
  if (style !== 'exponent') return `${value}${decimalSuffixes.get(exponent)}`;
  return exponent === 0 ? `${value}` : `${value}e${exponent}`;
}
