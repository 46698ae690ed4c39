/** A span of time, in nanoseconds. */
export class Duration {
  readonly typeName = 'google.protobuf.Duration';
  readonly nanoseconds: bigint;

  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }

  /** In seconds: `5400s`, `0.5s`. */
  toString(): string {
    const sign = this.nanoseconds < 0n ? '-' : '';
    const size = this.nanoseconds < 0n ? -this.nanoseconds : this.nanoseconds;
    const fraction = (size % 1_000_000_000n).toString().padStart(9, '0').replace(/0+$/u, '');
    const seconds = size / 1_000_000_000n;
    return `${sign}${seconds}${fraction === '' ? '' : `.${fraction}`}s`;
  }
}

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Reads a duration as Go writes it (`1h30m`, `-1.5s`, `0`); `undefined` when it is none. */
export function parseDuration(text: string): Duration | undefined {
  const found = /^([+-]?)(.+)$/u.exec(text);
  if (!found) return undefined;
  const [, sign, rest] = found as unknown as [string, string, string];
  if (rest === '0') return new Duration(0n);
  if (!/^(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+$/u.test(rest)) return undefined;
  let total = 0n;
  for (const [, whole, fraction, unit] of rest.matchAll(/([0-9]*)(?:\.([0-9]*))?([a-zµμ]+)/gu)) {
    const size = units[unit as string] as bigint;
    total += BigInt(whole || '0') * size;
    if (fraction) total += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
  }
  if (sign === '-') total = -total;
  return BigInt.asIntN(64, total) === total ? new Duration(total) : undefined;
}
