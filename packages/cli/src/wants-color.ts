import type { Writable } from 'node:stream';

/**
 * Whether to write in colour: what `NO_COLOR` and `FORCE_COLOR` say, else on a terminal.
 * Semantics: no-color.org, and Node's own for `FORCE_COLOR`.
 */
export function wantsColor(
  stream: Writable,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return 'isTTY' in stream && stream.isTTY === true && env['TERM'] !== 'dumb';
}
