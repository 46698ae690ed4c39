import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ApiResponse } from '../rest/api-exchange.ts';
import { compressAnswer } from './compress-answer.ts';

const large = 'ä'.repeat(64 * 1024 + 1);

function answer(body: string, headers: ApiResponse['headers'] = {}): ApiResponse {
  return { status: 200, headers, body };
}

describe('compressAnswer', () => {
  it.each(['gzip', 'deflate, gzip , br'])('compresses a large answer for %o', async (encoding) => {
    const headers = { 'accept-encoding': encoding };
    const { body, ...rest } = await compressAnswer({ headers }, answer(large, { a: 'b' }));
    expect(rest).toEqual({
      status: 200,
      headers: { a: 'b', 'content-encoding': 'gzip', vary: 'Accept-Encoding' },
    });
    expect(gunzipSync(body).toString()).toBe(large);
  });

  it.each(['', 'br', 'identity', 'gzip;q=0', '*'])('leaves it for %o', (encoding) => {
    const response = answer(large);
    expect(compressAnswer({ headers: { 'accept-encoding': encoding } }, response)).toBe(response);
  });

  it('leaves what is not larger than 128 KiB, and what goes on', () => {
    const headers = { 'accept-encoding': 'gzip' };
    const small = answer(large.slice(1));
    expect(compressAnswer({ headers }, small)).toBe(small);
    const watch = { ...answer(large), stream: () => undefined };
    expect(compressAnswer({ headers }, watch)).toBe(watch);
  });

  it('says once what the answer varies by', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const varying = async (vary: string) =>
      (await compressAnswer({ headers }, answer(large, { vary }))).headers['vary'];
    expect(await varying('Accept')).toBe('Accept, Accept-Encoding');
    expect(await varying('Accept-Encoding, Accept')).toBe('Accept-Encoding, Accept');
  });
});
