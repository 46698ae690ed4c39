import type { Status } from '@keelson/kubernetes/meta/v1';
import { deepFreeze } from '../api/deep-freeze.ts';
import type { UnstructuredObject } from '../api/resource-ref.ts';
import type { Converters } from './converters.ts';
import { isPanic, messageOf } from './panic.ts';
import { type ReviewEndpoint, requestOf } from './review-endpoint.ts';
import { conversionPath } from './webhook-path.ts';
import type { WebhookMetrics } from './webhook-metrics.ts';

const review = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview' };

/** The API server asks for an object at a time, of 3 MiB at the most, and rarely for a few. */
const maxBodyBytes = 16 * 1024 * 1024;

interface ConversionRequest {
  readonly uid: string;
  readonly desiredAPIVersion: string;
  readonly objects?: readonly UnstructuredObject[] | null;
}

/** What the API server is told. One object that cannot be converted fails all. */
interface ConversionResponse {
  readonly uid: string;
  readonly convertedObjects: readonly UnstructuredObject[];
  readonly result: Status;
}

/** Answers ConversionReviews. */
export function conversionEndpoint(
  converters: Converters,
  metrics: Pick<WebhookMetrics, 'conversionPanicked'>,
): ReviewEndpoint {
  return {
    path: conversionPath,
    maxBodyBytes,
    async answer(body, { logger }) {
      const request = requestOf<ConversionRequest>(body, review);
      const { uid, desiredAPIVersion, objects } = request;
      const response = (
        convertedObjects: readonly UnstructuredObject[],
        result: Status,
      ): ConversionResponse => ({ uid, convertedObjects, result });
      try {
        const converted: UnstructuredObject[] = [];
        for (const object of objects ?? []) {
          converted.push(
            await converters.convert(deepFreeze(object) as UnstructuredObject, desiredAPIVersion),
          );
        }
        return { ...review, response: response(converted, { status: 'Success' }) };
      } catch (error) {
        const panic = isPanic(error);
        if (panic) metrics.conversionPanicked();
        logger.error('A conversion failed', { requestID: uid, desiredAPIVersion, error });
        const message = panic ? 'internal error occurred during conversion' : messageOf(error);
        return { ...review, response: response([], { status: 'Failure', message }) };
      }
    },
  };
}
