import type { Logger } from '../util/logger.ts';

/** What a review comes with. */
export interface ReviewContext {
  /** Aborts when the asker does not wait any longer. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** A path of the webhook server. */
export interface ReviewEndpoint {
  readonly path: string;
  /** A longer body is refused. */
  readonly maxBodyBytes: number;
  /**
   * Answers a review.
   * @throws {BadReviewError} when it is none
   */
  answer(review: unknown, context: ReviewContext): Promise<object>;
}

/** What was sent is no review that this server answers. */
export class BadReviewError extends Error {
  override readonly name = 'BadReviewError';
}

/**
 * The request in a review of this group, version and kind.
 * @throws {BadReviewError} when it is something else
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows what the kind holds
export function requestOf<T>(
  review: unknown,
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
): T {
  const given = (review ?? {}) as { apiVersion?: unknown; kind?: unknown; request?: unknown };
  if (given.apiVersion !== apiVersion || given.kind !== kind) {
    throw new BadReviewError(
      `expected a ${kind} of ${apiVersion}, got ${JSON.stringify(given.kind)} of ${JSON.stringify(given.apiVersion)}`,
    );
  }
  const { request } = given;
  const uid = (request as { uid?: unknown } | undefined)?.uid;
  if (typeof request !== 'object' || request === null || typeof uid !== 'string' || uid === '') {
    throw new BadReviewError(`the ${kind} has no request with a uid`);
  }
  return request as T;
}
