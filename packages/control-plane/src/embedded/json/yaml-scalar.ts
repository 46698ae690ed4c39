import type { JsonValue } from '@keelson/schema';
import { JsonError } from './json-error.ts';
import { toNumber } from './json-reader.ts';

const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(
    (word) => [word, true] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (word) => [word, false] as const,
  ),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);

/** What a plain scalar means to the server's parser (go-yaml 2, YAML 1.1): `y` is true, `010` is 8. */
export function plainScalar(text: string): JsonValue {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (/^[+-]?\.(?:inf|Inf|INF)$/.test(text)) {
    throw new JsonError(`json: unsupported value: ${text.startsWith('-') ? '-' : '+'}Inf`, false);
  }
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) throw new JsonError('json: unsupported value: NaN', false);
  return /^[-+.\d]/.test(text) ? (numberOf(text) ?? text) : text;
}

function numberOf(text: string): number | bigint | undefined {
  if (text.startsWith('.')) return /^\.\d+(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : undefined;
  const plain = text.replaceAll('_', '');
  const integer = integerOf(plain);
  if (integer !== undefined) return integer;
  if (!/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

const maxUint64 = 2n ** 64n - 1n;

function integerOf(plain: string): number | bigint | undefined {
  const match = /^([-+]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9]\d*)$/.exec(plain);
  if (match === null) return undefined;
  const [, sign = '', digits = ''] = match;
  const octal = /^0[0-7]+$/.test(digits);
  const magnitude = BigInt(octal ? `0o${digits}` : digits);
  if (magnitude > maxUint64) return undefined;
  return toNumber(`${sign === '-' ? '-' : ''}${magnitude}`);
}

const base60 = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;

/** Whether go-yaml 2 reads a text as itself, rather than as a word, a number or a time, when it is not quoted. */
export function isPlainText(text: string): boolean {
  if (words.has(text) || /^(?:[+-]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/.test(text)) return false;
  if (!/^[-+.\d]/.test(text)) return true;
  return numberOf(text) === undefined && !isTime(text) && !base60.test(text);
}

const time =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt](?<clock>\d\d?:\d\d?:\d\d?)(?:[.,]\d+)?(?:Z|[+-](?<zone>\d\d:\d\d)))|(?: (?<local>\d\d?:\d\d?:\d\d?)(?:[.,]\d+)?))?$/;

function isTime(text: string): boolean {
  const match = time.exec(text);
  if (match === null) return false;
  const [, year = 0, month = 0, day = 0] = match.map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return false;
  const { clock, local, zone = '0:0' } = match.groups ?? {};
  const [hour = 0, minute = 0, second = 0] = (clock ?? local ?? '0:0:0').split(':').map(Number);
  const [zoneHour = 0, zoneMinute = 0] = zone.split(':').map(Number);
  const isClock = hour < 24 && minute < 60 && second < 60;
  return isClock && zoneHour <= 24 && zoneMinute < 60;
}
