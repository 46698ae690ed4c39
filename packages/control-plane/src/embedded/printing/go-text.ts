import { goJson, type JsonValue } from '@keelson/schema';

/** A value as a JSONPath prints it: text bare, lists and objects as JSON (PrintResults of client-go). */
export function goText(value: JsonValue): string {
  if (value === null) return '<no value>';
  if (typeof value === 'object') return goJson(value);
  return typeof value === 'number' ? goNumber(value) : String(value);
}

/**
 * A number as Go's `%v` prints it: integers in full, a float64 with an exponent from 1e6 on
 * and below 1e-4.
 */
function goNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  const sign = power < 0 ? '-' : '+';
  return `${digits}e${sign}${String(Math.abs(power)).padStart(2, '0')}`;
}
