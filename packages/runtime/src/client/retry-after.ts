import type { WireResponse } from './wire.ts';

/** Servers that ask again and again are believed this often. */
export const mostRetries = 10;

/** Priority and fairness asks for 32 s at most; what asks for more is left to the caller. */
const longestWaitMs = 60_000;

/**
 * How long the server wants us to wait before the same request again, when it says so: with 429 and 503.
 * Other errors with a Retry-After are the caller's to judge: a 504 says that a version is too new.
 * Semantics: client-go's `rest.withRetry`, but for those.
 */
export function retryAfterMs({
  status,
  headers,
}: Pick<WireResponse, 'status' | 'headers'>): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const value = headers['retry-after'];
  if (typeof value !== 'string' || !/^\d+$/.test(value)) return undefined;
  const delayMs = Number(value) * 1000;
  return delayMs <= longestWaitMs ? delayMs : undefined;
}
