import {
  type AdmissionContext,
  type AdmissionRequest,
  type AdmissionVerdict,
  denied,
} from '../api/admission.ts';
import { deepFreeze } from '../api/deep-freeze.ts';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { ApiError } from '../client/api-error.ts';
import { type WebhookDeclaration, webhookDeclarationsOf } from '../decorators/webhook.ts';
import { resourceTypeOf } from '../scheme/resource-type-of.ts';
import type { Logger } from '../util/logger.ts';
import { type AdmissionResponse, admissionResponse } from './admission-response.ts';
import { type Judge, judgeOf } from './judge.ts';
import { isPanic, messageOf } from './panic.ts';
import { type ReviewContext, type ReviewEndpoint, requestOf } from './review-endpoint.ts';
import { assertCustomPath, webhookPath } from './webhook-path.ts';
import type { WebhookMetrics } from './webhook-metrics.ts';

const review = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' };

/** Two objects of 3 MiB each, and 1 MiB for the rest. */
const maxBodyBytes = 7 * 1024 * 1024;

/** One endpoint for each path that the decorators of an instance's class declare. */
export function admissionEndpoints(
  webhook: object,
  metrics: Pick<WebhookMetrics, 'panicked'>,
): ReviewEndpoint[] {
  const endpoints = new Map<string, ReviewEndpoint>();
  for (const declaration of webhookDeclarationsOf(webhook.constructor)) {
    const path = pathOf(declaration, webhook);
    endpoints.set(path, {
      path,
      maxBodyBytes,
      answer: answerTo(judgeOf(declaration.type, webhook), fieldsOf(declaration), metrics),
    });
  }
  return [...endpoints.values()];
}

function pathOf({ type, options }: WebhookDeclaration, { constructor }: object): string {
  const { path, for: ref, url } = options;
  if (path !== undefined) {
    assertCustomPath(path);
    return path;
  }
  if (url !== undefined) return new URL(url).pathname;
  if (ref !== undefined) return webhookPath(type, resourceTypeOf(ref));
  throw new TypeError(
    `the ${type} webhook ${constructor.name} has no path: write "for: <Kind>" or "path: '/...'"`,
  );
}

function fieldsOf({ options: { for: ref } }: WebhookDeclaration): Readonly<Record<string, string>> {
  if (ref === undefined) return {};
  const { group, kind } = resourceTypeOf(ref);
  return { webhookGroup: group, webhookKind: kind };
}

function answerTo(
  judge: Judge,
  fields: Readonly<Record<string, string>>,
  metrics: Pick<WebhookMetrics, 'panicked'>,
): ReviewEndpoint['answer'] {
  return async (body, { logger, signal }: ReviewContext) => {
    const request = deepFreeze(requestOf<AdmissionRequest>(body, review));
    const context = contextOf(request, { signal, logger: logger.child(fields) });
    const response = await answerAdmission(judge, request, { context, metrics });
    const { allowed, status } = response;
    context.logger.debug('Answered a review', { allowed, code: status.code });
    return { ...review, response };
  };
}

/** What the webhook is told beside the objects. */
export function contextOf(
  request: DeepReadonly<AdmissionRequest>,
  { logger, signal }: { readonly logger: Logger; readonly signal: AbortSignal },
): AdmissionContext {
  const { namespace, name, resource, userInfo, uid: requestID, dryRun = false } = request;
  const user = userInfo?.username;
  return {
    request,
    dryRun,
    signal,
    logger: logger.child({ namespace, name, resource: resource?.resource, user, requestID }),
  };
}

/** The answer to one request, whatever the webhook returns or throws. */
export async function answerAdmission(
  judge: Judge,
  request: DeepReadonly<AdmissionRequest>,
  {
    context,
    metrics,
  }: { readonly context: AdmissionContext; readonly metrics: Pick<WebhookMetrics, 'panicked'> },
): Promise<AdmissionResponse> {
  try {
    return admissionResponse(request, await judge(request, context));
  } catch (error) {
    if (isPanic(error)) {
      metrics.panicked();
      context.logger.error('A webhook failed', { error });
    }
    return admissionResponse(request, verdictOn(error));
  }
}

function verdictOn(error: unknown): AdmissionVerdict {
  if (error instanceof ApiError) {
    const { code, reason, message, details } = error;
    return denied(message, { status: { status: 'Failure', code, reason, details } });
  }
  if (!isPanic(error)) return denied(messageOf(error));
  return denied(`panic: ${messageOf(error)} [recovered]`, { status: { code: 500 } });
}
