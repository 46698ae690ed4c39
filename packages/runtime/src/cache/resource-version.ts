import { compareResourceVersions } from '../api/resource-version.ts';

/**
 * Whether the state at `seen` includes the write that gave `written`. Of versions that cannot be
 * compared it cannot be known, and is taken to be so; nothing has been seen at `''`.
 */
export function hasReached(seen: string, written: string): boolean {
  if (seen === '') return false;
  return (compareResourceVersions(seen, written) ?? 0) >= 0;
}

/** Whether `version` is known to be before `than`: not of versions that cannot be compared, nor of `''`. */
export function isOlder(version: string, than: string): boolean {
  return (compareResourceVersions(version, than) ?? 0) < 0;
}
