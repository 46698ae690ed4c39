/** A JSON value whose integers are exact. Numbers that a double would change are `bigint`. */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses text; `undefined` when it is no JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text, exactNumber as (key: string, value: unknown) => unknown) as Json;
  } catch {
    return undefined;
  }
}

function exactNumber(_key: string, value: unknown, context: { source: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}

/** Text with sorted keys on one line: equal values have equal text. */
export function formatJson(value: Json | undefined): string {
  if (value === undefined) return 'null';
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(formatJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${formatJson(value[key])}`);
  return `{${entries.join(',')}}`;
}
