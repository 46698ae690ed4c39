import type { JsonObject } from '@keelson/schema';
import { goQuote } from '@keelson/schema';
import { indentJson } from '../json/indent-json.ts';
import { parseJson } from '../json/parse-json.ts';
import { printJson } from '../json/print-json.ts';
import { printYaml } from '../json/print-yaml.ts';
import type { StatusError } from '../status-error.ts';
import type { ApiResponse } from './api-exchange.ts';
import type { OutputForm } from './negotiation.ts';

/** Headers of one answer. */
export function headersOf(
  contentType: string,
  warnings: readonly string[] = [],
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {
    'cache-control': 'no-cache, private',
    'content-type': contentType,
  };
  const texts = [...new Set(warnings)];
  if (texts.length > 0) headers['warning'] = texts.map(warningHeader);
  return headers;
}

/** RFC 7234 warn-code 299, as the API server writes it. */
function warningHeader(text: string): string {
  return `299 - ${goQuote(text.replaceAll(/\s+/g, ' '))}`;
}

/** A document that is already JSON text. */
export function respondText(
  status: number,
  text: string,
  { form, warnings }: { form: OutputForm; warnings?: readonly string[] | undefined },
): ApiResponse {
  const headers = headersOf(form.contentType, warnings);
  if (form.format === 'yaml') return { status, headers, body: printYaml(parseJson(text).value) };
  const body = form.pretty ? indentJson(text) : `${text}\n`;
  return { status, headers, body };
}

/** The Status of a failure. */
export function statusOf({ status }: StatusError): JsonObject {
  const { message, reason, details, code, metadata } = status;
  const body: JsonObject = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: { ...metadata },
    status: 'Failure',
    message,
  };
  if (reason !== undefined) body['reason'] = reason;
  if (details !== undefined) body['details'] = JSON.parse(JSON.stringify(details)) as JsonObject;
  body['code'] = code;
  return body;
}

/** Answers a failure. */
export function respondError(
  error: StatusError,
  {
    form,
    warnings,
  }: { readonly form: OutputForm; readonly warnings?: readonly string[] | undefined },
): ApiResponse {
  const response = respondText(error.status.code, printJson(statusOf(error)), { form, warnings });
  const retry = error.status.details?.retryAfterSeconds;
  if (retry === undefined) return response;
  return { ...response, headers: { ...response.headers, 'retry-after': String(retry) } };
}
