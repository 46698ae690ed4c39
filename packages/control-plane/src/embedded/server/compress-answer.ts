import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { ApiRequest, ApiResponse } from '../rest/api-exchange.ts';

const gzipLater = promisify(gzip);

/** A body of more bytes than this is worth it, as the API server has it. */
const threshold = 128 * 1024;

/**
 * A large answer in gzip, for a client that takes it (the API server's APIResponseCompression). Only the
 * bare name counts: neither qualities nor wildcards are read.
 */
export function compressAnswer(
  { headers }: Pick<ApiRequest, 'headers'>,
  response: ApiResponse,
): ApiResponse | Promise<ApiResponse> {
  const { body, stream } = response;
  // A character is at most three bytes.
  if (stream !== undefined || body.length <= threshold / 3) return response;
  const accepted = (headers['accept-encoding'] ?? '').split(',');
  if (!accepted.some((encoding) => encoding.trim() === 'gzip')) return response;
  if (Buffer.byteLength(body) <= threshold) return response;
  return compress(response);
}

async function compress(response: ApiResponse): Promise<ApiResponse> {
  const body = await gzipLater(response.body, { level: constants.Z_BEST_SPEED });
  const vary = [response.headers['vary'] ?? []].flat().join(', ');
  const names = vary.split(', ').filter((name) => name !== '');
  if (!names.includes('Accept-Encoding')) names.push('Accept-Encoding');
  const headers = {
    ...response.headers,
    'content-encoding': 'gzip',
    vary: names.join(', '),
  };
  return { ...response, headers, body };
}
