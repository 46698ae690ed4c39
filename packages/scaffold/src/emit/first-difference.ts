const context = 2;
const maxLines = 12;
/** Lines that must be equal for two texts to be in step again. */
const inStep = 3;
const reach = 100;

/** The first place where two texts differ, as lines with `-` (before) and `+` (after). */
export function firstDifference(before: string, after: string): string {
  const old = before.split('\n');
  const now = after.split('\n');
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  const [removed, added] = lengthsOfChange(old.slice(start), now.slice(start));
  const lines = [
    `@@ line ${start + 1}`,
    ...old.slice(Math.max(0, start - context), start).map((line) => `  ${line}`),
    ...old.slice(start, start + removed).map((line) => `- ${line}`),
    ...now.slice(start, start + added).map((line) => `+ ${line}`),
  ];
  return lines.length <= maxLines
    ? lines.join('\n')
    : [...lines.slice(0, maxLines), `  (${lines.length - maxLines} more lines)`].join('\n');
}

/** How many lines to skip in each text until they are equal again. */
function lengthsOfChange(
  old: readonly string[],
  now: readonly string[],
): readonly [removed: number, added: number] {
  for (let sum = 1; sum <= reach; sum += 1) {
    for (let removed = 0; removed <= sum; removed += 1) {
      if (isInStep(old.slice(removed), now.slice(sum - removed))) return [removed, sum - removed];
    }
  }
  return [old.length, now.length];
}

function isInStep(old: readonly string[], now: readonly string[]): boolean {
  const length = Math.min(inStep, Math.max(old.length, now.length));
  return Array.from({ length }, (_, index) => index).every((index) => old[index] === now[index]);
}
