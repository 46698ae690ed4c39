import type { WireResponse } from './wire.ts';

/** Servers that ask again and again are believed this often. */
export const mostRetries = 10;

/**
 * How long the server wants us to wait before the same request again: only when it says so, and only
 * for 429 and server errors. Semantics: client-go's `rest.withRetry`.
 */
export function retryAfterMs({
  status,
  headers,
}: Pick<WireResponse, 'status' | 'headers'>): number | undefined {
  if (status !== 429 && status < 500) return undefined;
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  const seconds = Number(value);
  return Number.isInteger(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
