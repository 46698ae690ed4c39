import { goJson } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { parseJson } from './parse-json.ts';

/** Texts and what sigs.k8s.io/json says of them. */
const malformed: readonly (readonly [string, string])[] = [
  ['', 'unexpected end of JSON input'],
  ['{', 'unexpected end of JSON input'],
  ['{"a"', 'unexpected end of JSON input'],
  ['"a', 'unexpected end of JSON input'],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b"', `invalid character '"' after object key:value pair`],
  ['[1,]', "invalid character ']' looking for beginning of value"],
  ['[1 2]', "invalid character '2' after array element"],
  ['{"a":1}x', "invalid character 'x' after top-level value"],
  ['{}{}', "invalid character '{' after top-level value"],
  ['trux', "invalid character 'x' in literal true (expecting 'e')"],
  ['tru', "invalid character ' ' in literal true (expecting 'e')"],
  ['fa', "invalid character ' ' in literal false (expecting 'l')"],
  ['nul ', "invalid character ' ' in literal null (expecting 'l')"],
  ['-', "invalid character ' ' in numeric literal"],
  ['01', "invalid character '1' after top-level value"],
  ['1.x', "invalid character 'x' after decimal point in numeric literal"],
  ['1e+', "invalid character ' ' in exponent of numeric literal"],
  ['"\n"', String.raw`invalid character '\n' in string literal`],
  [String.raw`"\x"`, "invalid character 'x' in string escape code"],
  [String.raw`"\u12g4"`, String.raw`invalid character 'g' in \u hexadecimal character escape`],
  ['é', "invalid character 'Ã' looking for beginning of value"],
  ['€', "invalid character 'â' looking for beginning of value"],
  ["'", String.raw`invalid character '\'' looking for beginning of value`],
  ['\u0001', String.raw`invalid character '\x01' looking for beginning of value`],
  ['\ufeff{}', "invalid character 'ï' looking for beginning of value"],
  ['{"h":1e400}', 'json: cannot unmarshal number 1e400 into Go value of type float64'],
];

describe('parseJson', () => {
  it.each(malformed)('refuses %j in the words of Go', (text, message) => {
    expect(() => parseJson(text)).toThrow(message);
  });

  it('merges repeated keys where it is asked to', () => {
    const text =
      '{"d":{"a":1,"b":1},"d":{"b":2},"l":[{"x":1,"y":1},2],"l":[{"x":3}],"n":{},"n":null}';
    expect(parseJson(text).value).toEqual({ d: { b: 2 }, l: [{ x: 3 }], n: null });
    expect(parseJson(text, { mergesRepeated: true })).toEqual({
      value: { d: { a: 1, b: 2 }, l: [{ x: 3, y: 1 }], n: null },
      duplicates: ['d', 'l', 'n'],
    });
  });

  it('keeps int64 exact and takes other numbers as doubles', () => {
    const text =
      '{"a":1.0,"b":1e3,"c":-0,"d":9007199254740993,"e":9223372036854775807,"f":9223372036854775808,"g":-9223372036854775808,"h":1e21,"i":1e-7}';
    expect(goJson(parseJson(text).value)).toBe(
      '{"a":1,"b":1000,"c":0,"d":9007199254740993,"e":9223372036854775807,"f":9223372036854776000,"g":-9223372036854775808,"h":1e+21,"i":1e-7}',
    );
    expect(parseJson('9007199254740993').value).toBe(9_007_199_254_740_993n);
    expect(parseJson('{"a":9007199254740991}').value).toEqual({ a: 9_007_199_254_740_991 });
    expect(parseJson('9223372036854775808').value).toBe(2 ** 63);
  });

  it('names repeated keys by their path, each once, and takes the last value', () => {
    const { value, duplicates } = parseJson(
      '{"spec":{"x":1,"x":{"y":1,"y":2},"x":3,"l":[{"a":1,"a":2},{"a":1,"a":2}]},"spec":{"z":1}}',
    );
    expect(duplicates).toEqual(['spec.x', 'spec.x.y', 'spec.l[0].a', 'spec.l[1].a', 'spec']);
    expect(value).toEqual({ spec: { z: 1 } });
  });

  it('does not confuse keys that differ in case, or that an object inherits', () => {
    expect(parseJson('{"A":1,"a":2,"toString":3,"constructor":4}').duplicates).toEqual([]);
    expect(parseJson('{"constructor":1,"constructor":2}').duplicates).toEqual(['constructor']);
  });

  it('counts a colon within a string as text', () => {
    expect(parseJson(String.raw`{"a:b":"c:\"d:","e":["f:g"]}`).duplicates).toEqual([]);
    expect(parseJson(String.raw`{"a":"\\","a":":"}`).duplicates).toEqual(['a']);
  });

  it('takes __proto__ as a key', () => {
    const { value } = parseJson('{"__proto__":{"x":1},"n":12345678901234567890}');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'n']);
    expect(parseJson('{"__proto__":1,"__proto__":2}').duplicates).toEqual(['__proto__']);
  });

  it('names at most 100 repeated keys', () => {
    const pairs = Array.from({ length: 150 }, (_, index) => `"k${index}":1,"k${index}":2`);
    expect(parseJson(`{${pairs.join(',')}}`).duplicates).toHaveLength(100);
  });

  it('replaces lone surrogates', () => {
    expect(parseJson(String.raw`"\ud800"`).value).toBe('\ufffd');
    expect(parseJson(String.raw`"\ud83d\ude00"`).value).toBe('😀');
  });

  it('refuses endless nesting', () => {
    expect(parseJson('['.repeat(900) + ']'.repeat(900)).duplicates).toEqual([]);
    expect(() => parseJson('['.repeat(20_000))).toThrow("invalid character '[' exceeded max depth");
  });
});
