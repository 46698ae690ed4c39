/**
 * Whether two JSON values mean the same: the order of keys does not matter, nor whether a field is
 * absent or `undefined`, nor whether a time is a `Date` or the text that it becomes on the wire.
 */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return (Number.isNaN(a) && Number.isNaN(b)) || isSameTime(a, b) || isSameTime(b, a);
  }
  if (a instanceof Date || b instanceof Date) {
    return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => deepEqual(item, b[index]));
  }
  return fieldsMatch(a as Record<string, unknown>, b as Record<string, unknown>);
}

function isSameTime(time: unknown, text: unknown): boolean {
  return time instanceof Date && typeof text === 'string' && time.getTime() === Date.parse(text);
}

function fieldsMatch(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  let onlyInB = definedFields(b);
  for (const key of Object.keys(a)) {
    if (a[key] === undefined) continue;
    if (!Object.hasOwn(b, key) || !deepEqual(a[key], b[key])) return false;
    onlyInB -= 1;
  }
  return onlyInB === 0;
}

function definedFields(object: Record<string, unknown>): number {
  let count = 0;
  for (const key of Object.keys(object)) if (object[key] !== undefined) count += 1;
  return count;
}
