/**
 * A point in time as `metav1.Time` is written: RFC 3339 in whole seconds. Takes a date, or milliseconds
 * since the epoch.
 */
export function toTime(time: Date | number): string {
  return `${new Date(time).toISOString().slice(0, -5)}Z`;
}

/**
 * A point in time as `metav1.MicroTime` is written: with exactly six fractional digits, since the API
 * server refuses any other number of them. Takes a date, or milliseconds since the epoch.
 */
export function toMicroTime(time: Date | number): string {
  const wallTimeMs = Number(time);
  const whole = Math.floor(wallTimeMs);
  const micros = Math.floor((wallTimeMs - whole) * 1000);
  return `${new Date(whole).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}
