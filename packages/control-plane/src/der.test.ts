import { describe, expect, it } from 'vitest';
import { integer } from './der.ts';

describe('integer', () => {
  it.each([
    ['zero', [0], '020100'],
    ['nothing', [], '020100'],
    ['a small number', [0x7f], '02017f'],
    ['a number that would look negative', [0x80], '02020080'],
    // A random serial number begins so now and then; OpenSSL refuses the padding.
    ['leading zeros', [0, 0, 0x12], '020112'],
    ['leading zeros before a number that would look negative', [0, 0x80], '02020080'],
  ])('writes %s in the fewest bytes', (_name, bytes, expected) => {
    expect(integer(Uint8Array.from(bytes)).toString('hex')).toBe(expected);
  });
});
