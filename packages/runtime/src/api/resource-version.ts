const decimal = /^[1-9][0-9]*$/;

/**
 * Orders two resource versions of one resource: negative when `a` is older. Versions are decimal
 * integers of any length since Kubernetes 1.35 (KEP-5504).
 * @returns undefined when one of them is not such a number, "0" included
 */
export function compareResourceVersions(a: string, b: string): number | undefined {
  if (!decimal.test(a) || !decimal.test(b)) return undefined;
  if (a.length !== b.length) return a.length - b.length;
  return a === b ? 0 : a < b ? -1 : 1;
}
