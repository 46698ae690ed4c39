import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import {
  ignoreAlreadyExists,
  ignoreNotFound,
  isAlreadyExists,
  isBadRequest,
  isConflict,
  isExpired,
  isForbidden,
  isGone,
  isInternalError,
  isInvalid,
  isMethodNotSupported,
  isNotFound,
  isResourceExpired,
  isResourceVersionTooLarge,
  isServerTimeout,
  isServiceUnavailable,
  isTimeout,
  isTooManyRequests,
  isUnauthorized,
} from './api-error-predicates.ts';
import { statusBody } from './scripted-transport.test.support.ts';

const response = (status: number, body: unknown = '', headers = {}) => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('ApiError.from', () => {
  it('takes everything from a Status', () => {
    const causes = [{ reason: 'FieldValueInvalid', field: 'spec.size', message: 'too small' }];
    const details = { name: 'x', kind: 'berths', causes, retryAfterSeconds: 2 };
    const error = ApiError.from(response(422, statusBody(422, 'Invalid', details)));
    expect(error).toMatchObject({
      name: 'ApiError',
      message: 'Invalid says the server',
      code: 422,
      reason: 'Invalid',
      details,
      causes,
      retryAfterMs: 2_000,
    });
  });

  it.each([
    ['plain text', 502, 'upstream is away', 'GET /x failed with 502: upstream is away'],
    ['nothing', 502, '', 'GET /x failed with 502'],
    ['broken JSON', 500, '{"kind":"Sta', 'GET /x failed with 500: {"kind":"Sta'],
    ['JSON of another kind', 500, '{"a":1}', 'GET /x failed with 500: {"a":1}'],
    [
      'an unserved path',
      404,
      '404 page not found\n',
      'the server could not find the requested resource: it serves no GET /x',
    ],
    [
      'an unserved path, as a Status',
      404,
      statusBody(404, 'NotFound'),
      'the server could not find the requested resource: it serves no GET /x',
    ],
  ])('makes do with %s', (_, code, body, message) => {
    const error = ApiError.from(response(code, body), 'GET /x');
    expect(error).toMatchObject({ code, message, causes: [] });
  });

  it('reads Retry-After, and quotes no more than a little', () => {
    const error = ApiError.from(response(429, 'x'.repeat(10_000), { 'retry-after': '7' }));
    expect(error.retryAfterMs).toBe(7_000);
    expect(error.message.length).toBeLessThan(600);
  });
});

describe('predicates', () => {
  it.each([
    [isNotFound, 404, 'NotFound'],
    [isConflict, 409, 'Conflict'],
    [isInvalid, 422, 'Invalid'],
    [isForbidden, 403, 'Forbidden'],
    [isUnauthorized, 401, 'Unauthorized'],
    [isGone, 410, 'Gone'],
    [isTooManyRequests, 429, 'TooManyRequests'],
    [isTimeout, 504, 'Timeout'],
    [isInternalError, 500, 'InternalError'],
    [isServiceUnavailable, 503, 'ServiceUnavailable'],
    [isBadRequest, 400, 'BadRequest'],
    [isMethodNotSupported, 405, 'MethodNotAllowed'],
  ])('%o goes by the reason, and by the code where there is none', (is, code, reason) => {
    expect(is(new ApiError('', { code: 599, reason }))).toBe(true);
    expect(is(new ApiError('', { code }))).toBe(true);
    expect(is(new ApiError('', { code, reason: 'SomethingNew' }))).toBe(true);
    expect(is(new ApiError('', { code: 418 }))).toBe(false);
  });

  it('lets a known reason decide over the code', () => {
    const exists = new ApiError('', { code: 409, reason: 'AlreadyExists' });
    expect([isAlreadyExists(exists), isConflict(exists)]).toEqual([true, false]);
    const expired = new ApiError('', { code: 410, reason: 'Expired' });
    expect([isResourceExpired(expired), isGone(expired), isExpired(expired)]).toEqual([
      true,
      false,
      true,
    ]);
    const later = new ApiError('', { code: 504, reason: 'ServerTimeout' });
    expect([isServerTimeout(later), isTimeout(later)]).toEqual([true, false]);
    // As apimachinery has it: 429 is 429, whatever the reason.
    expect(isTooManyRequests(new ApiError('', { code: 429, reason: 'Conflict' }))).toBe(true);
  });

  it('knows a version of the future by its cause, and by the words of old servers', () => {
    const details = { causes: [{ reason: 'ResourceVersionTooLarge' }] };
    expect(isResourceVersionTooLarge(new ApiError('', { code: 504, details }))).toBe(true);
    const old = new ApiError('Too large resource version: 5, current: 3', { code: 504 });
    expect(isResourceVersionTooLarge(old)).toBe(true);
    expect(isResourceVersionTooLarge(new ApiError('slow', { code: 504 }))).toBe(false);
  });

  it('looks through errors that wrap one, and takes anything', () => {
    const inner = new ApiError('', { code: 404 });
    expect(isNotFound(new Error('outer', { cause: new Error('middle', { cause: inner }) }))).toBe(
      true,
    );
    for (const other of [undefined, null, 404, 'NotFound', { code: 404 }, new Error('404')]) {
      expect(isNotFound(other)).toBe(false);
    }
  });
});

describe('ignoreNotFound and ignoreAlreadyExists', () => {
  it('let only their own error pass', () => {
    const gone = new ApiError('', { code: 404 });
    const exists = new ApiError('', { code: 409, reason: 'AlreadyExists' });
    expect(ignoreNotFound(gone)).toBeUndefined();
    expect(ignoreAlreadyExists(exists)).toBeUndefined();
    expect(() => ignoreNotFound(exists)).toThrow(exists);
    expect(() => ignoreAlreadyExists(gone)).toThrow(gone);
  });
});
