/** A semantic version (blang/semver). */
export class SemanticVersion {
  readonly typeName = 'kubernetes.Semver';
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly prerelease: readonly string[];

  constructor(numbers: readonly [bigint, bigint, bigint], prerelease: readonly string[]) {
    this.numbers = numbers;
    this.prerelease = prerelease;
  }

  compare(other: SemanticVersion): number {
    for (const [index, number] of this.numbers.entries()) {
      const against = other.numbers[index] as bigint;
      if (number !== against) return number < against ? -1 : 1;
    }
    const [a, b] = [this.prerelease, other.prerelease];
    if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length);
    for (let index = 0; index < Math.min(a.length, b.length); index++) {
      const order = comparePart(a[index] as string, b[index] as string);
      if (order !== 0) return order;
    }
    return Math.sign(a.length - b.length);
  }
}

function comparePart(a: string, b: string): number {
  const [x, y] = [a, b].map((part) => /^[0-9]+$/u.test(part)) as [boolean, boolean];
  if (x !== y) return x ? -1 : 1;
  if (x && BigInt(a) !== BigInt(b)) return BigInt(a) < BigInt(b) ? -1 : 1;
  return x || a === b ? 0 : a < b ? -1 : 1;
}

const number = '(0|[1-9][0-9]*)';
const part = '(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)';
const form = new RegExp(
  String.raw`^${number}\.${number}\.${number}(?:-(${part}(?:\.${part})*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$`,
  'u',
);

/** Reads `1.2.3-rc.1+build`; `undefined` when it is no version. */
export function parseVersion(text: string): SemanticVersion | undefined {
  const found = form.exec(text);
  if (!found) return undefined;
  const numbers = found.slice(1, 4).map(BigInt) as [bigint, bigint, bigint];
  if (numbers.some((one) => one >= 1n << 64n)) return undefined;
  return new SemanticVersion(numbers, found[4]?.split('.') ?? []);
}

/** As {@link parseVersion}, of `v1.02` too: a leading v, missing numbers and zeros in front are forgiven. */
export function parseVersionLoosely(text: string): SemanticVersion | undefined {
  const [major = '', minor, ...rest] = text.replace(/^v/u, '').split('.');
  const parts = [major, minor, rest.length > 0 ? rest.join('.') : undefined].filter(
    (one) => one !== undefined,
  );
  const trimmed = parts.map((one) => one.replace(/^0+(?=[0-9])/u, ''));
  if (trimmed.length < 3 && /[+-]/u.test(trimmed.at(-1) ?? '')) return undefined;
  while (trimmed.length < 3) trimmed.push('0');
  return parseVersion(trimmed.join('.'));
}
