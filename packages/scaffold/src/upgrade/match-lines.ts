/**
 * For each line of `a` the index of the line of `b` that it is, in a longest common subsequence;
 * `undefined` for lines that `b` does not have.
 */
export function matchLines(a: readonly string[], b: readonly string[]): (number | undefined)[] {
  const matches = Array.from<number | undefined>({ length: a.length });
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    matches[start] = start;
    start++;
  }
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) matches[--endA] = --endB;

  const width = endB - start + 1;
  // Length of the longest common subsequence of what is left, from each pair of lines on.
  const lengths = new Uint32Array((endA - start + 1) * width);
  const at = (i: number, j: number): number => (i - start) * width + (j - start);
  for (let i = endA - 1; i >= start; i--) {
    for (let j = endB - 1; j >= start; j--) {
      lengths[at(i, j)] =
        a[i] === b[j]
          ? (lengths[at(i + 1, j + 1)] ?? 0) + 1
          : Math.max(lengths[at(i + 1, j)] ?? 0, lengths[at(i, j + 1)] ?? 0);
    }
  }
  for (let [i, j] = [start, start]; i < endA && j < endB;) {
    if (a[i] === b[j]) matches[i++] = j++;
    else if ((lengths[at(i + 1, j)] ?? 0) >= (lengths[at(i, j + 1)] ?? 0)) i++;
    else j++;
  }
  return matches;
}
