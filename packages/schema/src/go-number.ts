/** A float64 as Go's `%v` prints it: exponents from 1e+06 on and below 0.0001, with two digits. */
export function goFloat(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa, digits] = value.toExponential().split('e') as [string, string];
  const exponent = Number(digits);
  if (exponent >= -4 && exponent < 6) return String(value);
  const sign = exponent < 0 ? '-' : '+';
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** Whether Go holds a JSON number as int64 rather than float64: written without fraction or exponent. */
export function isInteger(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}
