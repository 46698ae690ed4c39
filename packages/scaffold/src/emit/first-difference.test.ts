import { describe, expect, it } from 'vitest';
import { firstDifference } from './first-difference.ts';

describe('firstDifference', () => {
  it('shows what changed with the lines before it', () => {
    expect(firstDifference('a\nb\nc\nd\ne', 'a\nb\nc\nx\ne')).toBe('@@ line 4\n  b\n  c\n- d\n+ x');
  });

  it('shows lines that are only in one of the texts', () => {
    expect(firstDifference('a\nc', 'a\nb\nc')).toBe('@@ line 2\n  a\n+ b');
    expect(firstDifference('a\nb\nc', 'a\nc')).toBe('@@ line 2\n  a\n- b');
  });

  it('leaves out the rest of a long change', () => {
    const long = Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\n');
    const lines = firstDifference('', long).split('\n');
    expect(lines).toHaveLength(13);
    expect(lines.at(-1)).toBe('  (20 more lines)');
  });
});
