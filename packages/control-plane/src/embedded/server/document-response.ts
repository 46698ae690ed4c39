import { createHash } from 'node:crypto';
import type { ApiRequest, ApiResponse } from '../rest/api-exchange.ts';
import { plainFormOf } from '../rest/negotiation.ts';
import { headersOf, respondText } from '../rest/respond.ts';
import { methodNotAllowed, unroutable } from '../status-error.ts';

const protobuf = 'application/vnd.kubernetes.protobuf';
const anyForm = ['application/json', 'application/yaml', protobuf];

/** @throws {StatusError} 405 for a path that is read only */
export function refuseWrites({ method }: ApiRequest): void {
  if (method !== 'GET') throw methodNotAllowed();
}

/**
 * A document in JSON, or in YAML where it has that form.
 * @throws {StatusError} 406 when the client takes neither
 */
export function negotiated(
  request: ApiRequest,
  text: string,
  forms: readonly string[] = anyForm,
): ApiResponse {
  const accepted = mediaTypesOf(request);
  const takes = (type: string) => accepted.includes(type) && forms.includes(type);
  const takesJson = accepted.some((type) => /^(?:application|\*)\/(?:json|\*)$/.test(type));
  // Who asks for protobuf gets JSON: clients of Kubernetes decode an answer by its content type.
  const takesAny = takesJson || takes('application/yaml') || takes(protobuf);
  if (accepted.length > 0 && !takesAny) throw unroutable(forms);
  const form = plainFormOf(request);
  const isYaml = form.format === 'yaml' && forms.includes('application/yaml');
  const plain = { ...form, format: 'json', contentType: 'application/json' } as const;
  return respondText(200, text, { form: isYaml ? form : plain });
}

/** What a client accepts, without parameters. */
export function mediaTypesOf({ headers }: ApiRequest): string[] {
  const types = (headers['accept'] ?? '').split(',');
  return types.map((type) => (type.split(';')[0] ?? '').trim()).filter((type) => type !== '');
}

/** A document with a tag that changes with its text; 304 for a client that has it. */
export function tagged(
  { headers: asked }: ApiRequest,
  {
    text,
    contentType,
    headers,
  }: {
    readonly text: string;
    readonly contentType: string;
    readonly headers: Readonly<Record<string, string>>;
  },
): ApiResponse {
  const etag = `"${tagOf(text)}"`;
  if (asked['if-none-match'] === etag)
    return { status: 304, headers: { ...headers, etag }, body: '' };
  return { status: 200, headers: { ...headersOf(contentType), ...headers, etag }, body: text };
}

const tags = new Map<string, string>();
const mostTags = 200;

/** SHA-512 in capital letters, as the server tags its documents. */
export function tagOf(text: string): string {
  const known = tags.get(text);
  if (known !== undefined) return known;
  const tag = createHash('sha512').update(text).digest('hex').toUpperCase();
  if (tags.size >= mostTags) tags.clear();
  tags.set(text, tag);
  return tag;
}
