/**
 * The order in which go-yaml 2 writes the keys of a mapping: digits by the number that they make, and
 * letters after everything else.
 */
export function compareYamlKeys(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  for (let index = 0; index < a.length && index < b.length; index++) {
    if (a[index] !== b[index]) return compareAt(a, b, index);
  }
  return a.length - b.length;
}

function compareAt(a: readonly string[], b: readonly string[], index: number): number {
  const first = a[index] as string;
  const second = b[index] as string;
  const isLetter = /^\p{L}$/u.test(first);
  if (isLetter !== /^\p{L}$/u.test(second)) return isLetter ? 1 : -1;
  if (isLetter) return compareChars(first, second);
  const isNumberBefore = (first === '0' || second === '0') && isInNumber(a, index);
  const one = digitsAt(a, index);
  const other = digitsAt(b, index);
  const lead = isNumberBefore ? '1' : '0';
  const difference = BigInt(lead + one) - BigInt(lead + other);
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  if (one.length !== other.length) return one.length - other.length;
  return compareChars(first, second);
}

/** Whether digits stand before, one of them no zero: then a zero here is no leading one. */
function isInNumber(chars: readonly string[], index: number): boolean {
  return /[1-9]\d*$/.test(chars.slice(0, index).join(''));
}

function digitsAt(chars: readonly string[], index: number): string {
  return /^\d*/.exec(chars.slice(index).join(''))?.[0] ?? '';
}

function compareChars(first: string, second: string): number {
  return (first.codePointAt(0) as number) - (second.codePointAt(0) as number);
}
