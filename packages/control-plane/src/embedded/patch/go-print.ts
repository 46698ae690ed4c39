import { compareUtf8, type JsonValue } from '@keelson/schema';

/** A value as Go's `%v` prints it: `map[a:1 b:[x y]]`. */
export function goPrint(value: JsonValue): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goPrint).join(' ')}]`;
  if (typeof value === 'object') {
    const entries = Object.keys(value)
      .toSorted(compareUtf8)
      .map((key) => `${key}:${goPrint(value[key] as JsonValue)}`);
    return `map[${entries.join(' ')}]`;
  }
  return String(value);
}

/** Name of the Go type that holds a JSON value. */
export function goTypeName(value: JsonValue): string {
  if (value === null) return '%!s(<nil>)';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'object') return 'map[string]interface {}';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return typeof value === 'bigint' || Number.isInteger(value) ? 'int64' : 'float64';
}
