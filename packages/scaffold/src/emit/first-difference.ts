const context = 2;
const maxLines = 12;

/** The first place where two texts differ, as lines with `-` (before) and `+` (after). */
export function firstDifference(before: string, after: string): string {
  const old = before.split('\n');
  const now = after.split('\n');
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (
    end < Math.min(old.length, now.length) - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  ) {
    end += 1;
  }
  const lines = [
    `@@ line ${start + 1}`,
    ...old.slice(Math.max(0, start - context), start).map((line) => `  ${line}`),
    ...old.slice(start, old.length - end).map((line) => `- ${line}`),
    ...now.slice(start, now.length - end).map((line) => `+ ${line}`),
  ];
  return lines.length <= maxLines
    ? lines.join('\n')
    : [...lines.slice(0, maxLines), `  (${lines.length - maxLines} more lines)`].join('\n');
}
