/**
 * Refuses to send back what `JSON.parse` may have rounded: integers beyond 2^53. A full update would
 * store the wrong number.
 * @throws {TypeError} that names the field
 */
export function refuseInexactIntegers(object: object, text: string): void {
  // Cheap for almost every object; a string may look like a number, hence the second look.
  if (!/[:[,]-?\d{16}/.test(text)) return;
  const path = inexactIntegerIn(object);
  if (path === undefined) return;
  throw new TypeError(
    `${path} is an integer that JavaScript cannot hold exactly: change the object with patch or apply, not with update`,
  );
}

/** Where an object that was parsed has an integer beyond 2^53, which may have been rounded. */
export function inexactIntegerIn(object: object): string | undefined {
  return findInexact(object, '')?.slice(1);
}

function findInexact(value: unknown, path: string): string | undefined {
  if (typeof value === 'number') {
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? path : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const found = findInexact(part, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
