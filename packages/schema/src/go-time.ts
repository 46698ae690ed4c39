import { goQuote } from './json.ts';

const layout = '2006-01-02T15:04:05Z07:00';

/** The pieces of RFC 3339 as Go's time.Parse reads them, and its word for one out of range. */
const pieces: readonly (readonly [
  name: string,
  shape: RegExp,
  range?: readonly [word: string, least: number, most: number],
])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d{2}/, ['month', 1, 12]],
  ['-', /^-/],
  ['02', /^\d{2}/, ['day', 1, 31]],
  ['T', /^T/],
  ['15', /^\d{2}/, ['hour', 0, 23]],
  [':', /^:/],
  ['04', /^\d{2}/, ['minute', 0, 59]],
  [':', /^:/],
  ['05', /^\d{2}(?:[.,]\d+)?/, ['second', 0, 59]],
  ['Z07:00', /^(?:Z|[+-]\d{2}:\d{2})/],
];

/**
 * Reads an RFC 3339 time and writes it as the API server does: in UTC, without fractions.
 * @throws {Error} with Go's message
 */
export function normalizeTime(text: string): string {
  let rest = text;
  for (const [name, shape, range] of pieces) {
    const found = shape.exec(rest)?.[0];
    if (found === undefined) {
      throw problem(text, `cannot parse ${goQuote(rest)} as ${goQuote(name)}`);
    }
    if (range !== undefined) {
      const value = Math.trunc(Number(found.replace(',', '.')));
      if (value < range[1] || value > range[2]) throw outOfRange(text, range[0]);
    }
    rest = rest.slice(found.length);
  }
  if (rest !== '') {
    throw new Error(`parsing time ${goQuote(text)}: extra text: ${goQuote(rest)}`);
  }
  const day = Number(text.slice(8, 10));
  const time = new Date(text.replace(/[.,]\d+/, ''));
  const written = new Date(`${text.slice(0, 19)}Z`);
  if (Number.isNaN(time.getTime()) || written.getUTCDate() !== day) {
    throw outOfRange(text, 'day');
  }
  return `${time.toISOString().slice(0, 19)}Z`;
}

function problem(text: string, what: string): Error {
  return new Error(`parsing time ${goQuote(text)} as "${layout}": ${what}`);
}

function outOfRange(text: string, word: string): Error {
  return new Error(`parsing time ${goQuote(text)}: ${word} out of range`);
}
