const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * A duration in milliseconds with two or three significant figures: `2m3s`, `5h`, `3d4h`
 * (apimachinery's HumanDuration). More than a second in the future is `<invalid>`.
 */
export function humanDuration(duration: number): string {
  const seconds = Math.trunc(duration / second);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(duration / minute);
  if (minutes < 10) return joined(minutes, 'm', [seconds % 60, 's']);
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(duration / hour);
  if (hours < 8) return joined(hours, 'h', [minutes % 60, 'm']);
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 24 * 8) return joined(days, 'd', [hours % 24, 'h']);
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.trunc(days / 365);
  return hours < 24 * 365 * 8 ? joined(years, 'y', [days % 365, 'd']) : `${years}y`;
}

function joined(count: number, unit: string, [rest, restUnit]: [number, string]): string {
  return rest === 0 ? `${count}${unit}` : `${count}${unit}${rest}${restUnit}`;
}

/** The age of an RFC 3339 time at `now` (milliseconds since 1970); `<unknown>` when there is none. */
export function ageOf(timestamp: string, now: number): string {
  return timestamp === '' ? '<unknown>' : humanDuration(now - Date.parse(timestamp));
}
