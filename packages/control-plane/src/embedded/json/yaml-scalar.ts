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
