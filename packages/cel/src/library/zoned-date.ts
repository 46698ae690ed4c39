import type { Timestamp } from '../values/timestamp.ts';
import { EvaluationError } from '../values/value.ts';

/** A moment as a date whose UTC parts are those of a zone: `+01:00`, `Europe/Paris`. @throws {EvaluationError} */
export function zonedDate({ nanoseconds }: Timestamp, zone = 'UTC'): Date {
  const milliseconds = Number(nanoseconds / 1_000_000n - (nanoseconds % 1_000_000n < 0n ? 1n : 0n));
  const offset = /^([+-]?)(\d{1,2}):(\d{2})$/u.exec(zone);
  if (offset) {
    const [, sign, hours, minutes] = offset as unknown as [string, string, string, string];
    const shift = (Number(hours) * 60 + Number(minutes)) * 60_000;
    return new Date(milliseconds + (sign === '-' ? -shift : shift));
  }
  if (zone === 'UTC') return new Date(milliseconds);
  return new Date(milliseconds + shiftOf(new Date(milliseconds), zone));
}

function shiftOf(date: Date, zone: string): number {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    const parts = new Map(
      format.formatToParts(date).map(({ type, value }) => [type, Number(value)]),
    );
    const [year, month, day, hour, minute, second] = [
      'year',
      'month',
      'day',
      'hour',
      'minute',
      'second',
    ].map((name) => parts.get(name as Intl.DateTimeFormatPartTypes) ?? 0) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const local = Date.UTC(year, month - 1, day, hour, minute, second);
    return local - Math.floor(date.getTime() / 1000) * 1000;
  } catch {
    throw new EvaluationError(`unknown time zone ${zone}`);
  }
}
