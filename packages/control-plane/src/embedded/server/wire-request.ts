import { decodeUtf8 } from '../json/decode-utf8.ts';
import type { ApiRequest, ApiResponse } from '../rest/api-exchange.ts';
import { isProtobuf } from '../rest/negotiation.ts';
import { respondError } from '../rest/respond.ts';
import { forbidden, tooLarge } from '../status-error.ts';

/** A body longer than this is not even read: the API server's own limit is 3 MiB. */
const longestBody = 8 * 1024 * 1024;

/** The form of what is answered before a request is read. */
export const plainForm = {
  format: 'json',
  pretty: false,
  contentType: 'application/json',
} as const;

/** What a request line and the headers say. */
export interface RequestHead {
  readonly method: string;
  readonly url: string;
  readonly headers: ApiRequest['headers'];
  readonly rawHeaders: readonly string[];
}

/** What a page in a browser sends along, and no client of Kubernetes does: such a request is refused. */
export function refusalOfBrowser(headers: ApiRequest['headers']): ApiResponse | undefined {
  if (headers['origin'] === undefined && headers['sec-fetch-site'] === undefined) return undefined;
  const why = 'this control plane does not serve browsers';
  return respondError(forbidden({ group: '', resource: '' }, '', why), { form: plainForm });
}

export function requestOf(head: RequestHead, body: string): ApiRequest {
  const { url, ...rest } = head;
  const mark = url.indexOf('?');
  return {
    ...rest,
    path: decodePath(mark < 0 ? url : url.slice(0, mark)),
    query: readQuery(mark < 0 ? '' : url.slice(mark + 1)),
    body,
  };
}

/**
 * Reads a body to its end. `undefined` when it is longer than any that is accepted; a client that
 * goes away meanwhile does not read the answer either.
 */
export function readBody(
  stream: NodeJS.ReadableStream,
  headers: ApiRequest['headers'],
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > longestBody) resolve(undefined);
      else chunks.push(chunk);
    });
    stream.on('end', () => {
      const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
      resolve(isProtobuf(headers) ? bytes.toString('latin1') : decodeUtf8(bytes));
    });
    stream.on('error', () => resolve(''));
  });
}

/** The answer to a body that was not read. */
export function bodyTooLong(): ApiResponse {
  return respondError(tooLarge('limit is 3145728'), { form: plainForm });
}

/** As Go's `URL.Query`: parameters that are not encoded well, or hold a semicolon, are passed over. */
function readQuery(query: string): URLSearchParams {
  if (!/[;%]/.test(query)) return new URLSearchParams(query);
  const isRead = (pair: string): boolean => !/;|%(?![\da-f]{2})/i.test(pair);
  return new URLSearchParams(query.split('&').filter(isRead).join('&'));
}

/** A path without its escapes; one that cannot be decoded as it is. */
export function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
