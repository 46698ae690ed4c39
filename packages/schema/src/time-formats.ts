/** Whether a text is a date `2006-01-02` that the calendar has. */
export function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
}

/** Whether a text is a date-time as kube-openapi's strfmt reads RFC 3339: leap seconds are refused. */
export function isDateTime(text: string): boolean {
  if (text.length < 4) return false;
  const [date, time] = text.toLowerCase().split('t');
  if (date === undefined || time === undefined || !isDate(date)) return false;
  const match = /^(\d{2}):(\d{2}):(\d{2})(?:[^\n]\d+)?(?:z|[+-]\d{2}:\d{2})$/.exec(time);
  if (match === null) return false;
  const [hour, minute, second] = match.slice(1) as [string, string, string];
  return hour <= '23' && minute <= '59' && second <= '59';
}

/** Whether a text is a duration: Go's (`1h30m`), or words as in Scala (`3 days`). */
export function isDuration(text: string): boolean {
  return isGoDuration(text) || isWordDuration(text);
}

function isGoDuration(text: string): boolean {
  return /^[-+]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text);
}

/** Names of each unit; a text that merely begins with the last of them is one, too. */
const units: readonly (readonly string[])[] = [
  ['ns', 'nano'],
  ['us', 'µs', 'micro'],
  ['ms', 'milli'],
  ['s', 'sec'],
  ['m', 'min'],
  ['h', 'hr', 'hour'],
  ['d', 'day'],
  ['w', 'wk', 'week'],
];

function isWordDuration(text: string): boolean {
  let isFound = false;
  for (const [, count, word] of text.matchAll(/(\d+)[\t\n\f\r ]*([A-Za-zµ]+)/g)) {
    if (BigInt(count as string) > 9223372036854775807n) return false;
    const unit = (word as string).toLowerCase();
    isFound ||= units.some(
      (names) => names.includes(unit) || unit.startsWith(names.at(-1) as string),
    );
  }
  return isFound;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
