/** An amount of a resource (apimachinery's resource.Quantity), exact to a nanounit. */
export class Quantity {
  readonly typeName = 'kubernetes.Quantity';
  /** In billionths. */
  readonly nanos: bigint;

  /** Go keeps it as a decimal, which it never takes for an integer: `1.5Gi`. */
  readonly isDecimal: boolean;

  constructor(nanos: bigint, isDecimal = false) {
    this.nanos = nanos;
    this.isDecimal = isDecimal;
  }

  compare({ nanos }: Quantity): number {
    return this.nanos < nanos ? -1 : this.nanos > nanos ? 1 : 0;
  }

  plus({ nanos, isDecimal }: Quantity): Quantity {
    return new Quantity(this.nanos + nanos, this.isDecimal || isDecimal);
  }

  minus({ nanos, isDecimal }: Quantity): Quantity {
    return new Quantity(this.nanos - nanos, this.isDecimal || isDecimal);
  }

  sign(): bigint {
    return this.nanos < 0n ? -1n : this.nanos > 0n ? 1n : 0n;
  }

  /** `undefined` when it is no integer of 64 bits. */
  asInteger(): bigint | undefined {
    if (this.isDecimal) return undefined;
    const whole = this.nanos / unit;
    if (whole * unit !== this.nanos || BigInt.asIntN(64, whole) !== whole) return undefined;
    return whole;
  }

  asFloat(): number {
    return Number(this.nanos) / 1e9;
  }
}

const unit = 1_000_000_000n;

const decimal: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binary: Readonly<Record<string, bigint>> = {
  Ki: 1n << 10n,
  Mi: 1n << 20n,
  Gi: 1n << 30n,
  Ti: 1n << 40n,
  Pi: 1n << 50n,
  Ei: 1n << 60n,
};

/** Reads `1.5Gi`, `100m`, `1e3`; `undefined` when it is no quantity. */
export function parseQuantity(text: string): Quantity | undefined {
  const found = /^([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([A-Za-z]*|[eE][+-]?[0-9]+)$/u.exec(text);
  if (!found) return undefined;
  const [, sign, digits, suffix] = found as unknown as [string, string, string, string];
  const [whole = '', fraction = ''] = digits.split('.');
  const mantissa = BigInt(whole + fraction);
  let power = -fraction.length;
  let factor = 1n;
  if (Object.hasOwn(binary, suffix)) factor = binary[suffix] as bigint;
  else if (Object.hasOwn(decimal, suffix)) power += decimal[suffix] as number;
  else if (/^[eE][+-]?[0-9]+$/u.test(suffix)) power += Number(suffix.slice(1));
  else return undefined;
  if (Math.abs(power) > 400) return undefined;
  const nanos = roundUp(mantissa * factor * unit, power);
  const isDecimal = fraction !== '' && Object.hasOwn(binary, suffix);
  return new Quantity(sign === '-' ? -nanos : nanos, isDecimal);
}

/** Times a power of ten; what is below a billionth rounds up. */
function roundUp(value: bigint, power: number): bigint {
  if (power >= 0) return value * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (value + divisor - 1n) / divisor;
}
