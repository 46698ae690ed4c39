import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasConflictMarks, mergeLines } from './merge-lines.ts';

const text = (...lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
const base = text('a', 'b', 'c', 'd', 'e');

describe('mergeLines', () => {
  it('takes the changes of both sides', () => {
    const ours = text('a', 'mine', 'b', 'c', 'd', 'e');
    const theirs = text('a', 'b', 'c', 'new', 'e');
    expect(mergeLines({ base, ours, theirs })).toEqual({
      text: text('a', 'mine', 'b', 'c', 'new', 'e'),
      conflicts: 0,
    });
  });

  it('marks what both changed, with both', () => {
    const ours = text('a', 'mine', 'c', 'd', 'e');
    const theirs = text('a', 'new', 'c', 'd', 'E');
    const merged = mergeLines({ base, ours, theirs, theirName: 'scaffold 0.2.0' });
    expect(merged).toEqual({
      text: text(
        'a',
        '<<<<<<< yours',
        'mine',
        '=======',
        'new',
        '>>>>>>> scaffold 0.2.0',
        'c',
        'd',
        'E',
      ),
      conflicts: 1,
    });
    expect([hasConflictMarks(merged.text), hasConflictMarks(ours)]).toEqual([true, false]);
  });

  it("keeps the user's line ends, and a missing last one", () => {
    const windows = (one: string) => one.replaceAll('\n', '\r\n');
    const ours = windows(text('a', 'mine', 'c', 'd', 'e'));
    const theirs = text('a', 'b', 'c', 'd', 'new');
    expect(mergeLines({ base, ours, theirs }).text).toBe(
      windows(text('a', 'mine', 'c', 'd', 'new')),
    );
    const open = base.trimEnd();
    expect(mergeLines({ base, ours: open, theirs: text('new', 'b', 'c', 'd', 'e') }).text).toBe(
      'new\nb\nc\nd\ne',
    );
    const both = mergeLines({ base, ours: `${open}!`, theirs: `${open}?` });
    expect(both.text).toBe('a\nb\nc\nd\n<<<<<<< yours\ne!\n=======\ne?\n>>>>>>> scaffold\n');
  });

  it('loses no change of either side, whatever the texts are', () => {
    const lines = array(constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((some) =>
      text(...some),
    );
    assert(
      property(lines, lines, lines, (base, ours, theirs) => {
        expect(mergeLines({ base, ours, theirs: base })).toEqual({ text: ours, conflicts: 0 });
        expect(mergeLines({ base, ours: base, theirs })).toEqual({ text: theirs, conflicts: 0 });
        expect(mergeLines({ base, ours, theirs: ours })).toEqual({ text: ours, conflicts: 0 });
        const merged = mergeLines({ base, ours, theirs });
        const side = (pattern: RegExp) => merged.text.replaceAll(pattern, '');
        const [left, right] = [
          side(/^=======\n[^]*?^>>>>>>> .*\n|^<<<<<<< .*\n/gm),
          side(/^<<<<<<< [^]*?^=======\n|^>>>>>>> .*\n/gm),
        ];
        // Choosing one side everywhere is a merge that has all of that side's lines.
        for (const line of ours.split('\n')) {
          const count = (one: string) => one.split('\n').filter((each) => each === line).length;
          if (!base.includes(line)) expect(count(left)).toBeGreaterThanOrEqual(count(ours));
        }
        expect(hasConflictMarks(merged.text)).toBe(merged.conflicts > 0);
        if (merged.conflicts === 0) expect(left).toBe(right);
      }),
      { numRuns: 500 },
    );
  });
});
