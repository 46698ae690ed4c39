import { describe, expect, it } from 'vitest';
import type { ApiRequest, ApiResponse, ResponseSink } from '../rest/api-exchange.ts';
import { type InMemoryRequest, InMemoryTransport } from './in-memory-transport.ts';

const plain = { status: 200, headers: { 'content-type': 'application/json' } };

/** A server that tells what it was sent, and gives its watches into the hands of the test. */
class Server {
  readonly received: ApiRequest[] = [];
  readonly sinks: ResponseSink[] = [];
  closed = 0;

  handle(request: ApiRequest): Promise<ApiResponse> {
    this.received.push(request);
    if (!request.query.has('watch')) return Promise.resolve({ ...plain, body: '{}' });
    const stream = (sink: ResponseSink): void => {
      this.sinks.push(sink);
      sink.onClose(() => {
        this.closed += 1;
      });
    };
    return Promise.resolve({ ...plain, body: '', stream });
  }
}

function connect() {
  const server = new Server();
  return { server, transport: new InMemoryTransport(server, 'secret') };
}

const get: InMemoryRequest = { method: 'GET', path: '/api/v1/pods' };
const watch: InMemoryRequest = { ...get, query: new URLSearchParams({ watch: 'true' }) };

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(chunks)).toString();
}

describe('InMemoryTransport', () => {
  it('sends what a client would send over the wire: its token, names of headers in lower case', async () => {
    const { server, transport } = connect();
    const headers = { 'Content-Type': 'application/json', 'User-Agent': 'me/1' };
    const path = '/api/v1/namespaces/a%2Fb';
    expect(await transport.send({ method: 'POST', path, headers, body: 'text' })).toEqual({
      ...plain,
      body: '{}',
    });
    expect(server.received).toMatchObject([
      {
        method: 'POST',
        path: '/api/v1/namespaces/a/b',
        body: 'text',
        headers: {
          authorization: 'Bearer secret',
          'content-type': 'application/json',
          'user-agent': 'me/1',
        },
      },
    ]);
  });

  it('answers a path that cannot be decoded as the server over TLS does', async () => {
    const { server, transport } = connect();
    expect((await transport.send({ method: 'GET', path: '/a%zz' })).status).toBe(200);
    expect(server.received[0]?.path).toBe('/a%zz');
  });

  it('streams frames as they come, until the server ends', async () => {
    const { server, transport } = connect();
    const { chunks } = await transport.stream(watch);
    const [sink] = server.sinks;
    sink?.write('a\n');
    const all = textOf(chunks);
    sink?.write('ü\n');
    sink?.end();
    sink?.write('late\n');
    expect(await all).toBe('a\nü\n');
    expect(server.closed).toBe(1);
  });

  it('streams an answer that is complete at once', async () => {
    const { transport } = connect();
    expect(await textOf((await transport.stream(get)).chunks)).toBe('{}');
  });

  it('tells the server when the reader leaves', async () => {
    const { server, transport } = connect();
    const { chunks } = await transport.stream(watch);
    server.sinks[0]?.write('a\n');
    for await (const chunk of chunks) {
      expect(Buffer.from(chunk).toString()).toBe('a\n');
      break;
    }
    expect(server.closed).toBe(1);
  });

  it('ends by the signal of the request: before it, and while it is read', async () => {
    const { server, transport } = connect();
    const reason = new Error('enough');
    const aborted = AbortSignal.abort(reason);
    await expect(transport.send({ ...get, signal: aborted })).rejects.toBe(reason);
    expect(server.received).toEqual([]);
    const abort = new AbortController();
    const { chunks } = await transport.stream({ ...watch, signal: abort.signal });
    const all = textOf(chunks);
    abort.abort(reason);
    await expect(all).rejects.toBe(reason);
    expect(server.closed).toBe(1);
  });

  it('ends all streams when it is disposed, and starts none', async () => {
    const { server, transport } = connect();
    const streams = [await transport.stream(watch), await transport.stream(watch)];
    const all = streams.map(({ chunks }) => textOf(chunks));
    await transport[Symbol.asyncDispose]();
    for (const one of all) await expect(one).rejects.toThrow('the transport was disposed');
    expect(server.closed).toBe(2);
    await expect(transport.send(get)).rejects.toThrow('the transport was disposed');
  });
});
