import type { JsonValue } from '@keelson/schema';
import { JsonReader, type JsonReading, type ParsedJson } from './json-reader.ts';

/** Nested deeper than this, text is refused. The server's limit is 10,000, more than a stack of ours holds. */
export const maxJsonDepth = 1_000;

const noDuplicates: readonly string[] = [];

/**
 * Parses JSON as sigs.k8s.io/json does: integers beyond 2^53 that fit int64 become `bigint`, other
 * numbers are doubles, lone surrogates become U+FFFD, `__proto__` is a key as any other.
 * @throws {JsonError} when the text is not JSON, or a number has no double
 */
export function parseJson(
  text: string,
  reading: Pick<JsonReading, 'mergesRepeated'> = {},
): ParsedJson {
  const keys = countKeysOfText(text);
  if (keys >= 0) {
    const value = tryNative(text);
    // The native parser keeps one of two equal keys: fewer keys than the text has means a repeated one.
    if (value !== undefined && countKeys(value) === keys)
      return { value, duplicates: noDuplicates };
  }
  return new JsonReader(text, { maxDepth: maxJsonDepth, ...reading }).read();
}

function tryNative(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

const nativeDepth = 500;

/**
 * Counts the keys in a JSON text. `-1` when the native parser might not read it as the server does:
 * a number of 16 characters or more, an exponent, a `\ud…` escape, deep nesting, or no JSON at all.
 */
function countKeysOfText(text: string): number {
  const { length } = text;
  let keys = 0;
  let depth = 0;
  let index = 0;
  while (index < length) {
    const code = text.charCodeAt(index++);
    if (code === 0x22) {
      let inner = text.charCodeAt(index++);
      while (inner !== 0x22) {
        if (inner === 0x5c && isSurrogateEscape(text, index++)) return -1;
        if (index >= length) return -1;
        inner = text.charCodeAt(index++);
      }
    } else if (code === 0x3a) {
      keys++;
    } else if (code <= 0x39 && code >= 0x30) {
      const end = endOfNumber(text, index);
      if (end < 0 || end - index > 14) return -1;
      index = end;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > nativeDepth) return -1;
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
    }
  }
  return keys;
}

/** Whether an escape sequence, named by the index after its backslash, is `ud…`. */
function isSurrogateEscape(text: string, index: number): boolean {
  return text.charCodeAt(index) === 0x75 && (text.charCodeAt(index + 1) | 0x20) === 0x64;
}

/** Index after a number, `-1` when it has an exponent. */
function endOfNumber(text: string, start: number): number {
  for (let index = start; ; index++) {
    const code = text.charCodeAt(index);
    if ((code >= 0x30 && code <= 0x39) || code === 0x2e) continue;
    return (code | 0x20) === 0x65 ? -1 : index;
  }
}

function countKeys(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  let keys = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') keys += countKeys(item);
    return keys;
  }
  for (const key in value) {
    keys++;
    const item = value[key];
    if (typeof item === 'object' && item !== null) keys += countKeys(item);
  }
  return keys;
}
