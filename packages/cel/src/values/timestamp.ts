/** A moment, in nanoseconds since 1970 UTC. */
export class Timestamp {
  readonly typeName = 'google.protobuf.Timestamp';
  readonly nanoseconds: bigint;

  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }

  /** RFC 3339 in UTC, without trailing zeros. */
  toString(): string {
    const fraction = modulo(this.nanoseconds, second)
      .toString()
      .padStart(9, '0')
      .replace(/0+$/u, '');
    const seconds = (this.nanoseconds - modulo(this.nanoseconds, second)) / second;
    const text = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
    return `${text}${fraction === '' ? '' : `.${fraction}`}Z`;
  }
}

const second = 1_000_000_000n;

/** The first and last moments of the years 1 and 9999. */
export const minTimestamp = -62_135_596_800n * second;
export const maxTimestamp = 253_402_300_799n * second + 999_999_999n;

/** The remainder that is never negative. */
export function modulo(value: bigint, by: bigint): bigint {
  return ((value % by) + by) % by;
}

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?([Zz]|[+-]\d{2}:\d{2})$/u;

/** Reads RFC 3339; `undefined` when it is not, or no day of the calendar. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const found = rfc3339.exec(text);
  if (!found) return undefined;
  const [year, month, day, hour, minute, seconds] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  if (hour > 23 || minute > 59 || seconds > 59) return undefined;
  const zone = found[8] as string;
  let at = date.getTime() / 1000 + hour * 3600 + minute * 60 + seconds;
  if (zone.length > 1) {
    const shift = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4)) * 60;
    at -= zone.startsWith('-') ? -shift : shift;
  }
  const fraction = BigInt((found[7] ?? '').padEnd(9, '0').slice(0, 9));
  const nanoseconds = BigInt(at) * second + fraction;
  if (nanoseconds < minTimestamp || nanoseconds > maxTimestamp) return undefined;
  return new Timestamp(nanoseconds);
}
