const pattern = /^v(\d+)(?:(alpha|beta)(\d+))?$/u;
const stages: readonly (string | undefined)[] = ['alpha', 'beta', undefined];

/**
 * Orders version names as discovery does, the preferred first: stable before beta before alpha, higher
 * numbers first; names of another form come last, by alphabet (CompareKubeAwareVersionStrings).
 */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  const [first, second] = [pattern.exec(a), pattern.exec(b)];
  if (first === null || second === null) {
    if (first === null && second === null) return a < b ? -1 : 1;
    return first === null ? 1 : -1;
  }
  return (
    stages.indexOf(second[2]) - stages.indexOf(first[2]) ||
    Number(second[1]) - Number(first[1]) ||
    Number(second[3] ?? 0) - Number(first[3] ?? 0)
  );
}
