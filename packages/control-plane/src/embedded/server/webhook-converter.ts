import { isJsonObject, type JsonObject } from '@keelson/schema';
import { endpointOf, type WebhookCaller } from '../admission/call-webhook.ts';
import {
  conversionReviewOf,
  readConversion,
  reviewVersionOf,
} from '../custom-resources/conversion-review.ts';
import { textOf } from '../json/text-of.ts';
import { printJson } from '../json/print-json.ts';
import { ConversionError } from '../rest/conversion.ts';

/** What asking a converter takes. */
export interface ConverterParts {
  readonly caller: WebhookCaller;
  readonly newUid: () => string;
}

const timeoutSeconds = 30;

/** Converts objects by the webhook of a definition's `spec.conversion`. */
export class WebhookConverter {
  readonly #webhook: JsonObject;
  readonly #parts: ConverterParts;

  constructor(conversion: JsonObject, parts: ConverterParts) {
    const { webhook } = conversion;
    this.#webhook = isJsonObject(webhook) ? webhook : {};
    this.#parts = parts;
  }

  /**
   * A copy of the object in another version. Its resourceVersion, which is not part of what is stored,
   * is not told.
   * @throws {ConversionError}
   */
  async convert(object: JsonObject, apiVersion: string): Promise<JsonObject> {
    const { resourceVersion, ...metadata } = object['metadata'] as JsonObject;
    const subject = `conversion webhook for ${textOf(object, 'apiVersion')}, Kind=${textOf(object, 'kind')}`;
    try {
      const converted = await this.#ask({ ...object, metadata }, apiVersion);
      if (resourceVersion !== undefined) {
        (converted['metadata'] as JsonObject)['resourceVersion'] = resourceVersion;
      }
      return converted;
    } catch (error) {
      throw new ConversionError(`${subject} ${(error as Error).message}`);
    }
  }

  async #ask(object: JsonObject, apiVersion: string): Promise<JsonObject> {
    const { conversionReviewVersions, clientConfig } = this.#webhook;
    const versions = Array.isArray(conversionReviewVersions) ? conversionReviewVersions : [];
    const reviewVersion = reviewVersionOf(versions.map(String));
    const call = { uid: this.#parts.newUid(), object, apiVersion, reviewVersion };
    const config = isJsonObject(clientConfig) ? clientConfig : {};
    let text: string;
    try {
      const endpoint = endpointOf(config, timeoutSeconds);
      text = await this.#parts.caller.call(endpoint, printJson(conversionReviewOf(call)));
    } catch (error) {
      throw new Error(`failed: ${(error as Error).message}`, { cause: error });
    }
    return readConversion(text, call);
  }
}
