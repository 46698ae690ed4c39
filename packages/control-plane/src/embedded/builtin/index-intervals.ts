import { goQuote } from '@keelson/schema';

/** Indexes of a job from the first to the last. */
interface Interval {
  readonly first: number;
  readonly last: number;
}

/**
 * Why a list of indexes, `1,3-5`, is none of a job with that many completions; `undefined` when it is
 * (pkg/apis/batch/validation's validateIndexesFormat).
 */
export function indexesFault(indexes: string, completions: number): string | undefined {
  if (indexes === '') return undefined;
  let before: number | undefined;
  for (const text of indexes.split(',')) {
    const interval = parseInterval(text, completions);
    if (typeof interval === 'string') return interval;
    if (before !== undefined && before >= interval.first) return outOfOrder(before, interval.first);
    before = interval.last;
  }
  return undefined;
}

/** The first index that both lists hold, as far as they can be read. */
export function overlapOf(
  completed: string,
  failed: string,
  completions: number,
): number | undefined {
  if (completed === '' || failed === '') return undefined;
  const completedOnes = readable(completed, completions);
  const failedOnes = readable(failed, completions);
  let next = 0;
  for (const one of completedOnes) {
    for (; next < failedOnes.length; next++) {
      const other = failedOnes[next] as Interval;
      if (one.first <= other.last && other.first <= one.last) {
        return Math.max(one.first, other.first);
      }
      if (one.first <= other.first) break;
    }
  }
  return undefined;
}

function readable(indexes: string, completions: number): Interval[] {
  return indexes
    .split(',')
    .map((text) => parseInterval(text, completions))
    .filter((interval) => typeof interval === 'object');
}

/** A text is what is wrong. */
function parseInterval(text: string, completions: number): Interval | string {
  const limits = text.split('-');
  if (limits.length > 2) {
    return `the fragment ${goQuote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  }
  for (const limit of limits) {
    if (!/^[+-]?\d+$/.test(limit)) {
      return `cannot convert string to integer for index: ${goQuote(limit)}`;
    }
    if (Number(limit) >= completions) return `too large index: ${goQuote(limit)}`;
  }
  const first = Number(limits[0]);
  if (limits.length === 1) return { first, last: first };
  const last = Number(limits[1]);
  return first >= last ? outOfOrder(first, last) : { first, last };
}

function outOfOrder(before: number, now: number): string {
  return `non-increasing order, previous: ${before}, current: ${now}`;
}
