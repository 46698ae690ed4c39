interface FieldRange {
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const ranges: readonly FieldRange[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: days },
];

const descriptors = new Set([
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@midnight',
  '@hourly',
]);

/** What is wrong with a cron schedule, in the words of robfig/cron's ParseStandard. */
export function scheduleError(schedule: string): string | undefined {
  if (schedule.includes('TZ')) {
    return 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
  }
  if (schedule.startsWith('@')) {
    if (descriptors.has(schedule)) return undefined;
    if (/^@every (\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/u.test(schedule)) return undefined;
    return `unrecognized descriptor: ${schedule}`;
  }
  const fields = schedule
    .trim()
    .split(/\s+/u)
    .filter((field) => field !== '');
  if (fields.length !== 5) {
    return `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
  }
  for (const [index, field] of fields.entries()) {
    for (const part of field.split(',')) {
      const error = partError(part, ranges[index] as FieldRange);
      if (error !== undefined) return error;
    }
  }
  return undefined;
}

function partError(part: string, range: FieldRange): string | undefined {
  const [span = '', step, ...rest] = part.split('/');
  const [low = '', high, ...more] = span.split('-');
  let start = range.min;
  let end = range.max;
  if (low !== '*' && low !== '?') {
    if (more.length > 0) return `too many hyphens: ${part}`;
    const first = numberOf(low, range);
    if (typeof first === 'string') return first;
    const last = high === undefined ? first : numberOf(high, range);
    if (typeof last === 'string') return last;
    start = first;
    end = high === undefined && step !== undefined ? range.max : last;
  }
  if (rest.length > 0) return `too many slashes: ${part}`;
  const by = step === undefined ? 1 : digitsOf(step);
  if (typeof by === 'string') return by;
  if (start < range.min)
    return `beginning of range (${start}) below minimum (${range.min}): ${part}`;
  if (end > range.max) return `end of range (${end}) above maximum (${range.max}): ${part}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${part}`;
  return by === 0 ? `step of range should be a positive number: ${part}` : undefined;
}

function numberOf(text: string, { min, names }: FieldRange): number | string {
  const named = names.indexOf(text.toLowerCase());
  return named >= 0 ? named + min : digitsOf(text);
}

function digitsOf(text: string): number | string {
  if (/^\+?\d+$/u.test(text)) return Number(text);
  if (/^-\d+$/u.test(text)) return `negative number (${text}) not allowed: ${text}`;
  return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
}
