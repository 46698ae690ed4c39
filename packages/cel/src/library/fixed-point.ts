/**
 * A number with so many digits after the point. What lies in the middle goes to the even digit, as in Go;
 * `toFixed` would round it up.
 */
export function fixedPoint(value: number, digits: number): string {
  const rounded = value.toFixed(Math.min(digits, 100));
  const size = Math.abs(value);
  if (size >= 2 ** 53 || digits > 20) return rounded;
  const { numerator, denominator } = fractionOf(size);
  const scaled = numerator * 10n ** BigInt(digits);
  const isTie = (scaled % denominator) * 2n === denominator;
  if (!isTie || (scaled / denominator) % 2n === 1n) return rounded;
  const even = (scaled / denominator).toString().padStart(digits + 1, '0');
  const whole = even.slice(0, even.length - digits);
  const text = digits === 0 ? whole : `${whole}.${even.slice(even.length - digits)}`;
  return value < 0 ? `-${text}` : text;
}

/** The exact fraction that a double is. */
function fractionOf(value: number): { numerator: bigint; denominator: bigint } {
  let denominator = 1n;
  let rest = value;
  while (!Number.isInteger(rest)) {
    rest *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(rest), denominator };
}
