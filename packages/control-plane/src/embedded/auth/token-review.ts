import type { JsonObject } from '@keelson/schema';
import { badRequest } from '../status-error.ts';
import type { Authenticator } from './authenticator.ts';
import { joinErrors } from './error-list.ts';
import { orderMetadata, timestamp } from './object-metadata.ts';
import { stringsOf } from './policy-rule.ts';
import { objectOf, stringOf } from './rbac-binding.ts';
import { type UserInfo, userInfoJson } from './user.ts';

const apiVersion = 'authentication.k8s.io/v1';

/** How a TokenReview finds whose token it is. */
export interface TokenReviewOptions {
  readonly authenticator: Authenticator;
  /** Of this server: for those a token must be when the review names none. */
  readonly audiences: readonly string[];
}

/**
 * The answer to a TokenReview (registry/authentication/tokenreview).
 * @throws {StatusError} when there is no token
 */
export function reviewToken(
  review: JsonObject,
  { authenticator, audiences }: TokenReviewOptions,
): JsonObject {
  const spec = objectOf(review['spec']);
  const token = stringOf(spec['token']);
  if (token === '') throw badRequest('token is required for TokenReview in authentication');
  const wanted = stringsOf(spec['audiences']);
  const credentials = { headers: { authorization: [`Bearer ${token}`] } };
  const found = authenticator.authenticate(credentials, wanted.length === 0 ? audiences : wanted);
  return {
    kind: 'TokenReview',
    apiVersion,
    metadata: orderMetadata(objectOf(review['metadata'])),
    spec: { token, ...(wanted.length === 0 ? undefined : { audiences: wanted }) },
    status:
      found.user === undefined
        ? {
            user: {},
            ...(found.errors.length === 0 ? undefined : { error: joinErrors(found.errors) }),
          }
        : {
            authenticated: true,
            user: userInfoJson(found.user),
            ...(found.audiences.length === 0 ? undefined : { audiences: [...found.audiences] }),
          },
  };
}

/** The answer to a SelfSubjectReview; nothing of the request is kept. `now` is in milliseconds since 1970. */
export function reviewSelf(user: UserInfo, now: number): JsonObject {
  return {
    kind: 'SelfSubjectReview',
    apiVersion,
    metadata: { creationTimestamp: timestamp(now) },
    status: { userInfo: userInfoJson(user) },
  };
}
