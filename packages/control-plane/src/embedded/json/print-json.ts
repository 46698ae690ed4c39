import type { JsonValue } from '@keelson/schema';

/**
 * JSON text of a value, keys in the order of the object, without spaces; a `bigint` is printed as its
 * digits. A double prints as Go prints it.
 */
export function printJson(value: JsonValue): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // The native printer refuses bigint only after a part of the work: rare enough not to look first.
    if (error instanceof TypeError) return printExact(value);
    throw error;
  }
}

function printExact(value: JsonValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(printExact).join(',')}]`;
  const parts: string[] = [];
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (item !== undefined) parts.push(`${JSON.stringify(key)}:${printExact(item)}`);
  }
  return `{${parts.join(',')}}`;
}
