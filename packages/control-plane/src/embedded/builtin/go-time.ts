/** A text that is no time; the message is that of Go's time.Parse. */
export class TimeError extends Error {
  override readonly name = 'TimeError';
}

const rfc3339 = '2006-01-02T15:04:05Z07:00';
const rfc3339Micro = '2006-01-02T15:04:05.000000Z07:00';
const pattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)$/u;

/**
 * A time as the server writes it back: in UTC, in seconds, or in microseconds for `isMicro`.
 * @throws {TimeError} with Go's message
 */
export function normaliseTime(text: string, isMicro: boolean): string {
  const match = pattern.exec(text);
  if (match === null) throw new TimeError(parseError(text, isMicro));
  const [, year, month, day, hour, minute, second, fraction = '', zone] = match;
  if (isMicro && fraction.length !== 6) throw new TimeError(parseError(text, isMicro));
  const whole = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const at = Date.parse(`${whole}${zone}`);
  if (Number.isNaN(at)) throw new TimeError(rangeError(text, Number(month)));
  const utc = zone === 'Z' ? whole : new Date(at).toISOString().slice(0, 19);
  return isMicro ? `${utc}.${fraction}Z` : `${utc}Z`;
}

function rangeError(text: string, month: number): string {
  const part = month < 1 || month > 12 ? 'month' : 'day';
  return `parsing time ${JSON.stringify(text)}: ${part} out of range`;
}

const parts: readonly (readonly [pattern: RegExp, layout: string])[] = [
  [/^\d{4}/u, '2006'],
  [/^-/u, '-'],
  [/^\d\d/u, '01'],
  [/^-/u, '-'],
  [/^\d\d/u, '02'],
  [/^T/u, 'T'],
  [/^\d\d/u, '15'],
  [/^:/u, ':'],
  [/^\d\d/u, '04'],
  [/^:/u, ':'],
  [/^\d\d/u, '05'],
];

function parseError(text: string, isMicro: boolean): string {
  const layout = isMicro ? rfc3339Micro : rfc3339;
  const head = `parsing time ${JSON.stringify(text)}`;
  let rest = text;
  for (const [part, name] of parts) {
    const found = part.exec(rest)?.[0];
    if (found === undefined) return cannotParse(rest, name);
    rest = rest.slice(found.length);
  }
  if (isMicro) {
    const found = /^[.,]\d{6}/u.exec(rest)?.[0];
    if (found === undefined) return cannotParse(rest, '.000000');
    rest = rest.slice(found.length);
  } else {
    rest = rest.replace(/^[.,]\d+/u, '');
  }
  const zone = /^(?:Z|[+-]\d\d:\d\d)/u.exec(rest)?.[0];
  if (zone === undefined) return cannotParse(rest, 'Z07:00');
  return `${head}: extra text: ${JSON.stringify(rest.slice(zone.length))}`;

  function cannotParse(value: string, part: string): string {
    return `${head} as "${layout}": cannot parse ${JSON.stringify(value)} as "${part}"`;
  }
}
