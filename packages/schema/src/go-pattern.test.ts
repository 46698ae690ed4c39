import { describe, expect, it } from 'vitest';
import { compileGoPattern } from './go-pattern.ts';

describe('compileGoPattern', () => {
  it.each([
    ['^a$', 'a', true],
    ['^a$', 'a\n', false],
    ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'a-b', true],
    ['^\\d+(\\.\\d+)?(Ki|Mi|Gi)?$', '10Gi', true],
    ['(?i)^abc$', 'ABC', true],
    ['^x(?i)abc$', 'XABC', false],
    ['^x(?i)abc$', 'xABC', true],
    ['^(?i:a)b$', 'Ab', true],
    ['^[\\w-.]+$', 'a-b.c', true],
    ['^[[:alpha:]]+$', 'abc', true],
    ['^[[:alpha:]_-]+$', 'a1', false],
    ['^\\pL+$', 'é', true],
    ['^\\p{Greek}$', 'α', true],
    ['^a{2,}$', 'aaa', true],
    ['a{,2}', 'a{,2}', true],
    ['^[^\\s]+$', 'a b', false],
    ['^\\S+$', 'a\u00a0b', true],
    ['\\Aab\\z', 'ab', true],
    ['^.$', '\r', true],
    ['^.$', '\n', false],
    ['(?s)^.$', '\n', true],
    ['(?m)^b$', 'a\nb', true],
    ['^\\Qa.b\\E$', 'a.b', true],
    ['^\\Qa.b\\E$', 'axb', false],
    ['^[]a]$', ']', true],
    ['^\\/\\-\\_$', '/-_', true],
    ['^.$', '😀', true],
    ['^(?P<year>[0-9]{4})$', '2026', true],
    ['^\\x41\\x{42}$', 'AB', true],
    ['^a|b$', 'b', true],
    ['}]', '}]', true],
    ['^[^\\W]$', 'a', true],
    ['^[\\W]$', '-', true],
    ['^[\\W]$', '_', false],
  ])('%s against %j is %s', (pattern, text, matches) => {
    expect(compileGoPattern(pattern).test(text)).toBe(matches);
  });

  it.each([
    ['a(b', 'missing closing ): `a(b`'],
    ['a)', 'unexpected ): `a)`'],
    ['[a', 'missing closing ]: `[a`'],
    ['*a', 'missing argument to repetition operator: `*`'],
    ['a**', 'invalid nested repetition operator: `**`'],
    ['a\\8', 'invalid escape sequence: `\\8`'],
    ['a\\', 'trailing backslash at end of expression: ``'],
    ['[z-a]', 'invalid character class range: `z-a`'],
    ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['(?!a)', 'invalid or unsupported Perl syntax: `(?!`'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
  ])('refuses %s in Go’s words', (pattern, problem) => {
    expect(() => compileGoPattern(pattern)).toThrow(`error parsing regexp: ${problem}`);
  });
});
