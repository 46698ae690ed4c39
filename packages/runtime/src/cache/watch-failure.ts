import {
  isExpired,
  isResourceVersionTooLarge,
  isTooManyRequests,
} from '../client/api-error-predicates.ts';
import { ApiError } from '../client/api-error.ts';

/** Why a list or a watch ended, as far as it matters for what to do next. */
export type WatchFailure =
  /** The server ended the stream in good order. */
  | 'closed'
  /** It did so within a second and without an event: it may not know our version any more. */
  | 'short'
  /** Nothing came for too long, and we ended the stream. */
  | 'idle'
  /** The connection broke. */
  | 'interrupted'
  /** It broke, or never came up, before anything was received. */
  | 'unreachable'
  /** HTTP 429. */
  | 'throttled'
  /** HTTP 410: the version is too old. */
  | 'expired'
  /** The version is newer than what the server has. */
  | 'version-too-large'
  /** HTTP 400 or 422: the server does not know what we ask for. */
  | 'unsupported'
  /** Everything else: forbidden, unknown kind, internal errors, what cannot be decoded. */
  | 'other';

const unreachableCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
]);

/** Classifies what a list or watch threw: an API error by its status, anything else by its system code. */
export function classifyFailure(error: unknown): WatchFailure {
  if (error instanceof ApiError) return classifyStatus(error);
  return classifyBreak(error);
}

function classifyStatus(error: ApiError): WatchFailure {
  if (isExpired(error)) return 'expired';
  if (isResourceVersionTooLarge(error)) return 'version-too-large';
  if (isTooManyRequests(error)) return 'throttled';
  switch (error.code) {
    case 400:
    case 422:
      return 'unsupported';
    case 502:
    case 503:
      return 'unreachable';
    case 408:
    case 504:
      return 'interrupted';
    default:
      return 'other';
  }
}

/** An error with a system code anywhere down its causes is the network's; others are nobody knows whose. */
function classifyBreak(error: unknown): WatchFailure {
  if (!(error instanceof Error) || error instanceof SyntaxError) return 'other';
  const { code, cause, name }: Error & { readonly code?: unknown } = error;
  if (typeof code === 'string') return unreachableCodes.has(code) ? 'unreachable' : 'interrupted';
  if (name === 'TimeoutError' || name === 'AbortError') return 'interrupted';
  return classifyBreak(cause);
}
