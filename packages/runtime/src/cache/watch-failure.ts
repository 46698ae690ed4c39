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

interface StatusLike {
  readonly code?: unknown;
  readonly reason?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly details?: { readonly causes?: readonly { readonly reason?: unknown }[] } | undefined;
}

/** Classifies what a list or watch threw: an API error by its status, anything else by its system code. */
export function classifyFailure(error: unknown): WatchFailure {
  if (typeof error !== 'object' || error === null) return 'other';
  const status: StatusLike = error;
  return typeof status.code === 'number'
    ? classifyStatus(status, status.code)
    : classifyBreak(status);
}

function classifyStatus(status: StatusLike, code: number): WatchFailure {
  if (code === 410 || status.reason === 'Expired' || status.reason === 'Gone') return 'expired';
  if (isVersionTooLarge(status)) return 'version-too-large';
  switch (code) {
    case 400:
    case 422:
      return 'unsupported';
    case 429:
      return 'throttled';
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

/** Servers before 1.17 say it only in the message. */
function isVersionTooLarge({ details, message }: StatusLike): boolean {
  return (
    details?.causes?.some((cause) => cause.reason === 'ResourceVersionTooLarge') === true ||
    (typeof message === 'string' && message.includes('Too large resource version'))
  );
}

function classifyBreak(error: StatusLike): WatchFailure {
  let isBroken = false;
  for (let one: unknown = error; typeof one === 'object' && one !== null;) {
    const { code, cause, name }: StatusLike & { readonly name?: unknown } = one;
    if (one instanceof SyntaxError) return 'other';
    if (typeof code === 'string' && unreachableCodes.has(code)) return 'unreachable';
    if (typeof code === 'string' || name === 'TimeoutError' || name === 'AbortError')
      isBroken = true;
    one = cause;
  }
  return isBroken ? 'interrupted' : 'other';
}
