import type { Status, StatusCause, StatusDetails } from '@keelson/kubernetes/meta/v1';
import type { TransportResponse } from './transport.ts';

/** Options of {@link ApiError}. */
export interface ApiErrorOptions {
  /** HTTP status code. */
  readonly code: number;
  /** One word, as in `metav1.StatusReason`. @default the reason that goes with the code */
  readonly reason?: string | undefined;
  /** What the error is about. @default none */
  readonly details?: StatusDetails | undefined;
  /** How long the server wants us to wait. @default `details.retryAfterSeconds`, else unknown */
  readonly retryAfterMs?: number | undefined;
}

/**
 * The API server's refusal of a request, or the error with which it ended a watch. Tell them apart
 * with {@link isNotFound} and its neighbours. Semantics: `metav1.Status` and apimachinery's
 * `api/errors`.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status code, for example 409. */
  readonly code: number;
  /** One word, for example `Conflict`; empty when the server gave none that we know. */
  readonly reason: string;
  /** Kind, name and so on of the object that the error is about. */
  readonly details: StatusDetails;
  /** What is wrong in detail: the fields of an invalid object, the owners of conflicting fields. */
  readonly causes: readonly StatusCause[];
  /** Milliseconds to wait before the next try, when the server said so. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: ApiErrorOptions) {
    super(message);
    const { code, details = {} } = options;
    this.code = code;
    this.reason = options.reason ?? reasonOf.get(code) ?? '';
    this.details = details;
    this.causes = details.causes ?? [];
    const { retryAfterSeconds } = details;
    this.retryAfterMs =
      options.retryAfterMs ??
      (retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1000);
  }

  /**
   * The error that a failed response carries, be its body a `Status`, text or nothing. `target` is
   * named where the server does not say what was asked, for example `GET /api/v1/pods`.
   */
  static from(
    response: Pick<TransportResponse, 'status' | 'headers' | 'body'>,
    target = 'the request',
  ): ApiError {
    const { status: code, headers, body } = response;
    const retryAfterMs = parseRetryAfter(headers['retry-after']);
    const status = parseStatus(body);
    if (status !== undefined && !isBarePath(status)) {
      return ApiError.fromStatus({ ...status, code: status.code ?? code }, retryAfterMs);
    }
    const text = body.trim().slice(0, longestQuote);
    return new ApiError(
      code === 404
        ? `the server could not find the requested resource: it serves no ${target}`
        : `${target} failed with ${code}${text === '' ? '' : `: ${text}`}`,
      { code, reason: status?.reason, details: status?.details, retryAfterMs },
    );
  }

  /** The error that a `Status` object stands for. */
  static fromStatus(status: Status, retryAfterMs?: number): ApiError {
    const { code = 500, message, reason, details } = status;
    return new ApiError(message ?? reason ?? `the API server failed with ${code}`, {
      code,
      reason: reason === '' ? undefined : reason,
      details,
      retryAfterMs,
    });
  }
}

/** No more of a body that is not a Status is quoted. */
const longestQuote = 500;

const reasonOf: ReadonlyMap<number, string> = new Map([
  [400, 'BadRequest'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [405, 'MethodNotAllowed'],
  [406, 'NotAcceptable'],
  [409, 'Conflict'],
  [410, 'Gone'],
  [413, 'RequestEntityTooLarge'],
  [415, 'UnsupportedMediaType'],
  [422, 'Invalid'],
  [429, 'TooManyRequests'],
  [500, 'InternalError'],
  [503, 'ServiceUnavailable'],
  [504, 'Timeout'],
]);

function parseStatus(body: string): Status | undefined {
  if (!body.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(body) as Status;
    return value.kind === 'Status' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The generic answer of a path that is not served; it names no object. */
function isBarePath({ code, details }: Status): boolean {
  return code === 404 && details?.name === undefined && details?.kind === undefined;
}

function parseRetryAfter(value: string | string[] | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  const seconds = Number(value);
  return Number.isInteger(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
