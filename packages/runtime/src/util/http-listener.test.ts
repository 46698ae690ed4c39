import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { type HttpHandler, HttpListener, parseListenAddress } from './http-listener.ts';

const listener = (handler: HttpHandler, logger = new RecordingLogger()) =>
  new HttpListener({ address: { host: '127.0.0.1', port: 0 }, handler, logger });

describe('parseListenAddress()', () => {
  it.each([
    [':8081', { port: 8081 }],
    ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
    ['[::1]:8443', { host: '::1', port: 8443 }],
    ['localhost:80', { host: 'localhost', port: 80 }],
    ['0', undefined],
    ['', undefined],
  ])('reads %j', (text, address) => {
    expect(parseListenAddress(text)).toEqual(address);
  });

  it.each(['8081', ':99999', '::1:80', 'http://x:1', ':a'])('refuses %j', (text) => {
    expect(() => parseListenAddress(text)).toThrow('is not an address to listen on');
  });
});

describe('HttpListener', () => {
  it('serves on the port it says, and is gone afterwards', async () => {
    const server = listener((_, response) => void response.end('hello'));
    const { port } = await server.listen();
    const url = `http://127.0.0.1:${port}/`;
    expect(await (await fetch(url)).text()).toBe('hello');
    await server[Symbol.asyncDispose]();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('answers 500 without details when the handler throws', async () => {
    const logger = new RecordingLogger();
    await using server = listener(() => {
      throw new Error('secret');
    }, logger);
    const { port } = await server.listen();
    const response = await fetch(`http://127.0.0.1:${port}/x`);
    expect([response.status, await response.text()]).toEqual([500, 'internal server error\n']);
    expect(logger.messages('error')).toEqual(['HTTP request failed']);
  });

  it('cuts a client that sends too slowly, and answers the others meanwhile', async () => {
    await using server = new HttpListener({
      address: { host: '127.0.0.1', port: 0 },
      logger: new RecordingLogger(),
      requestTimeoutMs: 100,
      handler: async (request, response) => {
        for await (const _ of request);
        response.end('whole');
      },
    });
    const { port } = await server.listen();
    const slow = ['POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{', 'POST / HT'].map(
      async (bytes) => {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => {});
        socket.write(bytes);
        let text = '';
        socket.on('data', (data: Buffer) => (text += data.toString()));
        await new Promise((resolve) => socket.once('close', resolve));
        return text;
      },
    );
    const quick = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' });
    expect(await quick.text()).toBe('whole');
    for (const text of await Promise.all(slow)) expect(text).toMatch(/^(HTTP\/1\.1 408 .*|)$/s);
  });

  it('lets a request under way finish', async () => {
    const arrived = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const server = listener(async (_, response) => {
      arrived.resolve();
      await release.promise;
      response.end('late');
    });
    const { port } = await server.listen();
    const answer = fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } });
    await arrived.promise;
    const closed = server[Symbol.asyncDispose]();
    release.resolve();
    expect(await (await answer).text()).toBe('late');
    await closed;
  });

  it('says when the address is taken', async () => {
    await using first = listener(() => {});
    const { port } = await first.listen();
    const second = new HttpListener({
      address: { host: '127.0.0.1', port },
      handler: () => {},
      logger: new RecordingLogger(),
    });
    await expect(second.listen()).rejects.toThrow('EADDRINUSE');
  });
});
