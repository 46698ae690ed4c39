import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { bodyTooLong, readBody, refusalOfBrowser, requestOf } from './wire-request.ts';

const head = { method: 'GET', headers: {}, rawHeaders: [] };
const megabyte = 1024 * 1024;

describe('requestOf', () => {
  it('parts the path from the query, and decodes both', () => {
    const url = '/api/v1/namespaces/%61%2Fb?labelSelector=a%3Db&dryRun=All&dryRun=x+y';
    const request = requestOf({ ...head, url }, 'body');
    expect(request.path).toBe('/api/v1/namespaces/a/b');
    expect(request.query.get('labelSelector')).toBe('a=b');
    expect(request.query.getAll('dryRun')).toEqual(['All', 'x y']);
    expect(request.body).toBe('body');
  });

  it.each(['/a%', '/a%zz', '/%ff'])('takes %s, which cannot be decoded, as it is', (url) => {
    expect(requestOf({ ...head, url }, '').path).toBe(url);
  });
});

describe('readBody', () => {
  const chunksOf = (...chunks: Uint8Array[]): Readable =>
    Readable.from(chunks, { objectMode: false });

  it('joins characters that the chunks have parted', async () => {
    const bytes = Buffer.from('größe 😀');
    const parts = [...bytes].map((byte) => Buffer.from([byte]));
    expect(await readBody(chunksOf(...parts), {})).toBe('größe 😀');
    expect(await readBody(chunksOf(), {})).toBe('');
  });

  it('keeps the bytes of protobuf apart', async () => {
    const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' };
    const bytes = Buffer.from([0x6b, 0xff, 0x00, 0xc3, 0xbc]);
    const body = await readBody(chunksOf(bytes), headers);
    expect(Buffer.from(body ?? '', 'latin1')).toEqual(bytes);
  });

  it('gives up on a body that is longer than any that is taken', async () => {
    const part = Buffer.alloc(megabyte, 'x');
    const eight = Array.from({ length: 8 }, () => part);
    expect(await readBody(chunksOf(...eight), {})).toHaveLength(8 * megabyte);
    expect(await readBody(chunksOf(...eight, Buffer.from('x')), {})).toBeUndefined();
    expect(bodyTooLong()).toMatchObject({ status: 413 });
  });

  it('ends when the client breaks off', async () => {
    const stream = new Readable({ read: () => undefined });
    const body = readBody(stream, {});
    stream.push('half');
    stream.destroy(new Error('gone'));
    expect(await body).toBe('');
  });
});

describe('refusalOfBrowser', () => {
  it.each<Record<string, string>>([
    { origin: 'https://example.com' },
    { origin: 'null' },
    { 'sec-fetch-site': 'same-origin' },
  ])('refuses what only a page in a browser sends: %o', (headers) => {
    const refusal = refusalOfBrowser({ ...headers, authorization: 'Bearer x' });
    expect(refusal?.status).toBe(403);
    expect(refusal?.body).toContain('this control plane does not serve browsers');
  });

  it('lets clients through', () => {
    expect(refusalOfBrowser({ 'user-agent': 'kubectl/v1.37.2' })).toBeUndefined();
  });
});
