import { ApiError } from './api-error.ts';

// Semantics of all: apimachinery's `api/errors`. A reason that the server gives decides; the status
// code only when there is none that is known. Errors that wrap an ApiError as their `cause` count too.

/** The object, or the path, does not exist. */
export function isNotFound(error: unknown): boolean {
  return has(error, 'NotFound', 404);
}

/** An object of that name exists; a `Conflict` is something else. */
export function isAlreadyExists(error: unknown): boolean {
  return has(error, 'AlreadyExists');
}

/** The object changed since it was read, a precondition failed, or fields belong to someone else. */
export function isConflict(error: unknown): boolean {
  return has(error, 'Conflict', 409);
}

/** The object does not pass validation; `causes` names the fields. */
export function isInvalid(error: unknown): boolean {
  return has(error, 'Invalid', 422);
}

/** RBAC or admission does not allow it. */
export function isForbidden(error: unknown): boolean {
  return has(error, 'Forbidden', 403);
}

/** The server does not know who is asking. */
export function isUnauthorized(error: unknown): boolean {
  return has(error, 'Unauthorized', 401);
}

/** What was asked for is gone for good, such as an old resource version. */
export function isGone(error: unknown): boolean {
  return has(error, 'Gone', 410);
}

/** The resource version or continue token is too old. */
export function isResourceExpired(error: unknown): boolean {
  return has(error, 'Expired');
}

/** {@link isResourceExpired} or {@link isGone}: a list or a watch must start over. Servers say both. */
export function isExpired(error: unknown): boolean {
  return isResourceExpired(error) || isGone(error);
}

/** The server is asked too much; see `retryAfterMs`. */
export function isTooManyRequests(error: unknown): boolean {
  return has(error, 'TooManyRequests') || find(error)?.code === 429;
}

/** The request could not be completed in time. */
export function isTimeout(error: unknown): boolean {
  return has(error, 'Timeout', 504);
}

/** The server cannot do it now and asks to try again; see `retryAfterMs`. */
export function isServerTimeout(error: unknown): boolean {
  return has(error, 'ServerTimeout');
}

export function isInternalError(error: unknown): boolean {
  return has(error, 'InternalError', 500);
}

export function isServiceUnavailable(error: unknown): boolean {
  return has(error, 'ServiceUnavailable', 503);
}

/** The server has not seen the asked resource version yet. Servers before 1.17 say it only in the message. */
export function isResourceVersionTooLarge(error: unknown): boolean {
  const found = find(error);
  return (
    found !== undefined &&
    (found.causes.some((cause) => cause.reason === 'ResourceVersionTooLarge') ||
      found.message.includes('Too large resource version'))
  );
}

export function isBadRequest(error: unknown): boolean {
  return has(error, 'BadRequest', 400);
}

/** The kind does not support the verb. */
export function isMethodNotSupported(error: unknown): boolean {
  return has(error, 'MethodNotAllowed', 405);
}

/**
 * For what may be gone: `await client.delete(Pod, key).catch(ignoreNotFound)`.
 * Semantics: controller-runtime's `client.IgnoreNotFound`.
 * @throws the error, unless it {@link isNotFound}
 */
export function ignoreNotFound(error: unknown): undefined {
  if (!isNotFound(error)) throw error;
}

/**
 * For what may be there already: `await client.create(Pod, pod).catch(ignoreAlreadyExists)`.
 * @throws the error, unless it {@link isAlreadyExists}
 */
export function ignoreAlreadyExists(error: unknown): undefined {
  if (!isAlreadyExists(error)) throw error;
}

const knownReasons = new Set([
  'Unauthorized',
  'Forbidden',
  'NotFound',
  'AlreadyExists',
  'Conflict',
  'Gone',
  'Invalid',
  'ServerTimeout',
  'StoreReadError',
  'Timeout',
  'TooManyRequests',
  'BadRequest',
  'MethodNotAllowed',
  'NotAcceptable',
  'RequestEntityTooLarge',
  'UnsupportedMediaType',
  'InternalError',
  'Expired',
  'ServiceUnavailable',
]);

function has(error: unknown, reason: string, code?: number): boolean {
  const found = find(error);
  if (found === undefined) return false;
  return found.reason === reason || (found.code === code && !knownReasons.has(found.reason));
}

function find(error: unknown): ApiError | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof ApiError) return one;
  }
  return undefined;
}
