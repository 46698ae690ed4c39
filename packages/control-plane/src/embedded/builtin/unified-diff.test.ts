import { describe, expect, it } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

const lines = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`);

describe('unifiedDiff', () => {
  it('shows three lines around a change', () => {
    const after = lines.with(5, 'other');
    expect(unifiedDiff(lines.join('\n'), after.join('\n'))).toBe(
      '@@ -3,7 +3,7 @@\n line 3\n line 4\n line 5\n-line 6\n+other\n line 7\n line 8\n line 9\n',
    );
  });

  it('keeps far changes apart', () => {
    const after = lines.with(0, 'first').with(11, 'last');
    expect(unifiedDiff(lines.join('\n'), after.join('\n'))).toBe(
      '@@ -1,4 +1,4 @@\n-line 1\n+first\n line 2\n line 3\n line 4\n@@ -9,4 +9,4 @@\n line 9\n line 10\n line 11\n-line 12\n+last\n',
    );
  });

  it('says nothing of equal texts', () => {
    expect(unifiedDiff('a\nb', 'a\nb')).toBe('');
  });

  it('tells insertions from removals', () => {
    expect(unifiedDiff('a\nc', 'a\nb\nc')).toBe('@@ -1,2 +1,3 @@\n a\n+b\n c\n');
    expect(unifiedDiff('a\nb\nc', 'a\nc')).toBe('@@ -1,3 +1,2 @@\n a\n-b\n c\n');
  });
});
