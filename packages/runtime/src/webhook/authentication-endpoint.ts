import type { TokenAuthenticator, TokenVerdict } from '../api/authentication.ts';
import { authenticationPathOf } from '../decorators/webhook.ts';
import { isPanic, messageOf } from './panic.ts';
import { BadReviewError, type ReviewContext, type ReviewEndpoint } from './review-endpoint.ts';
import { assertCustomPath } from './webhook-path.ts';
import type { WebhookMetrics } from './webhook-metrics.ts';

const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview' };

/** A token and what belongs to it. */
const maxBodyBytes = 1024 * 1024;

/** The endpoint of an instance of a class with `@AuthenticationWebhook`; none without. */
export function authenticationEndpoints(
  webhook: object,
  metrics: Pick<WebhookMetrics, 'panicked'>,
): ReviewEndpoint[] {
  const path = authenticationPathOf(webhook.constructor);
  if (path === undefined) return [];
  assertCustomPath(path);
  const authenticator = webhook as TokenAuthenticator;
  return [
    {
      path,
      maxBodyBytes,
      async answer(body, context) {
        const question = questionOf(body);
        const verdict = await judge(authenticator, question, { context, metrics });
        const { authenticated, user, audiences, error } = verdict;
        const status = {
          authenticated,
          ...(authenticated && user !== undefined && { user }),
          ...(authenticated && audiences !== undefined && { audiences }),
          ...(error !== undefined && { error }),
        };
        return { ...review, status };
      },
    },
  ];
}

function questionOf(body: unknown): Parameters<TokenAuthenticator['authenticate']>[0] {
  const { apiVersion, kind, spec } = (body ?? {}) as {
    apiVersion?: unknown;
    kind?: unknown;
    spec?: { token?: unknown; audiences?: readonly string[] };
  };
  if (apiVersion !== review.apiVersion || kind !== review.kind) {
    throw new BadReviewError(
      `expected a ${review.kind} of ${review.apiVersion}, got ${JSON.stringify(kind)} of ${JSON.stringify(apiVersion)}`,
    );
  }
  const token = spec?.token;
  if (typeof token !== 'string' || token === '') throw new BadReviewError('token is empty');
  return { token, audiences: spec?.audiences ?? [] };
}

async function judge(
  authenticator: TokenAuthenticator,
  question: Parameters<TokenAuthenticator['authenticate']>[0],
  { context, metrics }: { context: ReviewContext; metrics: Pick<WebhookMetrics, 'panicked'> },
): Promise<TokenVerdict> {
  try {
    return await authenticator.authenticate(question, context);
  } catch (error) {
    if (isPanic(error)) metrics.panicked();
    context.logger.error('A token could not be judged', { error });
    return { authenticated: false, error: messageOf(error) };
  }
}
