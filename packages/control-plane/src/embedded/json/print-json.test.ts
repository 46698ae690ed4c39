import { describe, expect, it } from 'vitest';
import { decodeUtf8 } from './decode-utf8.ts';
import { parseJson } from './parse-json.ts';
import { printJson } from './print-json.ts';

describe('printJson', () => {
  it.each([
    '{"b":[1,null,"x"],"a":{"n":9223372036854775807,"m":-9007199254740993}}',
    '{"__proto__":12345678901234567,"x":"\\u0001\\n\\""}',
    '{"b":1.5,"a":true}',
  ])('prints %s as it was', (text) => {
    expect(printJson(parseJson(text).value)).toBe(text);
  });
});

describe('decodeUtf8', () => {
  it('replaces each byte that is not UTF-8 by U+FFFD', () => {
    const body = Uint8Array.from([0x61, 0xff, 0xe2, 0x82, 0x62, 0xc3, 0xa9, 0xf0]);
    expect(decodeUtf8(body)).toBe('a\ufffd\ufffd\ufffdbé\ufffd');
    expect(decodeUtf8(new TextEncoder().encode('é€😀'))).toBe('é€😀');
  });
});
