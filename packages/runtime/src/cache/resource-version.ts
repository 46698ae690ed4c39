const decimal = /^[1-9][0-9]*$/;

/**
 * Whether the state at `seen` includes the write that gave `written`. Versions are decimal integers
 * of any length, comparable within one resource (KEP-5504); of others it cannot be known, and is
 * taken to be so.
 */
export function hasReached(seen: string, written: string): boolean {
  if (!decimal.test(written)) return true;
  if (!decimal.test(seen)) return false;
  return seen.length === written.length ? seen >= written : seen.length > written.length;
}
