import { matchLines } from './match-lines.ts';

/** Three texts of one file. */
export interface ThreeTexts {
  /** What both others come from. */
  readonly base: string;
  /** The user's. */
  readonly ours: string;
  /** The new one. */
  readonly theirs: string;
  /** Said at the marks of a conflict. @default 'scaffold' */
  readonly theirName?: string | undefined;
}

export interface MergedText {
  readonly text: string;
  /** Places where both sides changed the same lines in different ways; each is marked in the text. */
  readonly conflicts: number;
}

const oursMark = '<<<<<<< yours';

/** Whether a text has the marks of a conflict. */
export function hasConflictMarks(text: string): boolean {
  return /^<<<<<<< [^]*^=======\r?$[^]*^>>>>>>> /m.test(text);
}

/**
 * Merges what two sides made of one text, line by line. The line ends are the user's. Semantics: diff3, as
 * `git merge-file`.
 */
export function mergeLines({ base, ours, theirs, theirName = 'scaffold' }: ThreeTexts): MergedText {
  if (ours.includes('\r\n')) {
    const unified = { base: toLf(base), ours: toLf(ours), theirs: toLf(theirs), theirName };
    const { text, conflicts } = mergeLines(unified);
    return { text: text.replaceAll('\n', '\r\n'), conflicts };
  }
  const lines = { base: linesOf(base), ours: linesOf(ours), theirs: linesOf(theirs) };
  const toOurs = matchLines(lines.base, lines.ours);
  const toTheirs = matchLines(lines.base, lines.theirs);
  const merged: string[] = [];
  let conflicts = 0;
  let done = { base: 0, ours: 0, theirs: 0 };
  const mergeUpTo = (end: typeof done): void => {
    const chunk = mergeChunk(
      {
        base: lines.base.slice(done.base, end.base),
        ours: lines.ours.slice(done.ours, end.ours),
        theirs: lines.theirs.slice(done.theirs, end.theirs),
      },
      theirName,
    );
    merged.push(...chunk.lines);
    if (chunk.isConflict) conflicts++;
    done = end;
  };
  for (const [index, line] of lines.base.entries()) {
    const [ours, theirs] = [toOurs[index], toTheirs[index]];
    if (ours === undefined || theirs === undefined) continue;
    mergeUpTo({ base: index, ours, theirs });
    merged.push(line);
    done = { base: index + 1, ours: ours + 1, theirs: theirs + 1 };
  }
  mergeUpTo({
    base: lines.base.length,
    ours: lines.ours.length,
    theirs: lines.theirs.length,
  });
  return { text: merged.join(''), conflicts };
}

interface Chunk {
  readonly base: readonly string[];
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

function mergeChunk(
  { base, ours, theirs }: Chunk,
  theirName: string,
): { readonly lines: readonly string[]; readonly isConflict: boolean } {
  if (isSame(ours, theirs) || isSame(base, theirs)) return { lines: ours, isConflict: false };
  if (isSame(base, ours)) return { lines: theirs, isConflict: false };
  const lines = [
    `${oursMark}\n`,
    ...terminated(ours),
    '=======\n',
    ...terminated(theirs),
    `>>>>>>> ${theirName}\n`,
  ];
  return { lines, isConflict: true };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

/** A mark after the last line needs a line of its own. */
function terminated(lines: readonly string[]): string[] {
  return lines.map((line) => (line.endsWith('\n') ? line : `${line}\n`));
}

function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/).filter((line) => line !== '');
}

function toLf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
