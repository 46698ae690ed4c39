import { describe, expect, it } from 'vitest';
import { RegularExpression, toRe2 } from './re2-pattern.ts';

const convert = ({ source, flags }: RegExp) => toRe2(new RegularExpression(source, flags));

describe('toRe2', () => {
  it.each([
    [/^[a-z]+$/, '^[a-z]+$'],
    [/^a\/b$/, '^a/b$'],
    [/^\u00e4$/, '^\\x{00e4}$'],
    [/^\u{1f600}$/u, '^\\x{1f600}$'],
    [/^\d+\.\d+$/, '^\\d+\\.\\d+$'],
    [/^(?:a|b){2,1000}$/, '^(?:a|b){2,1000}$'],
    [/^(?<name>a)$/, '^(?<name>a)$'],
    [/[(?=]/, '[(?=]'],
    [/[\]\\]x/, '[\\]\\\\]x'],
    [/a{,2}/, 'a{,2}'],
  ])('writes %s as %s', (expression, expected) => {
    expect(convert(expression)).toBe(expected);
  });

  it.each([
    [/(?=a)/, 'lookaround'],
    [/(?!a)/, 'lookaround'],
    [/(?<=a)b/, 'lookaround'],
    [/(?<!a)b/, 'lookaround'],
    [/(a)\1/, 'back references'],
    [/(?<x>a)\k<x>/, 'back references'],
    [/a/i, 'no flags: leave out "i"'],
    [/a/gm, 'no flags: leave out "gm"'],
    [/[\b]/, '\\x08'],
    [/a{1001}/, 'repeats at most 1000'],
    [/\cA/, 'no escape "\\c"'],
  ])('refuses %s', (expression, message) => {
    expect(() => convert(expression)).toThrow(message);
  });

  it('refuses what a text brings as well', () => {
    expect(() => toRe2(new RegularExpression('(?=a)'))).toThrow('lookaround');
    expect(() => toRe2(new RegularExpression('[]'))).toThrow('empty class');
    expect(() => toRe2(new RegularExpression('[^]'))).toThrow('empty class');
    expect(toRe2(new RegularExpression('(?i)a'))).toBe('(?i)a');
  });
});
