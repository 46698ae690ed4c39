import { describe, expect, it } from 'vitest';
import { decodeBase64 } from './base64.ts';

describe('decodeBase64', () => {
  it('passes over line ends', () => {
    expect(decodeBase64('AAEC\n')).toBe('AAEC');
    expect(decodeBase64('')).toBe('');
  });

  it.each([
    ['%', 0],
    ['!!', 0],
    ['AA=E', 2],
    ['AAA\u00e4', 3],
  ])('tells where %j is at fault', (text, offset) => {
    expect(decodeBase64(text)).toEqual({ offset });
  });
});
