import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { connect as connectTcp, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import type { ClusterConfig, TlsMaterial } from './config/cluster-config.ts';
import { certificate, otherCertificate } from './localhost-certificate.test.support.ts';
import { configOf, LocalServers, portOf, until } from './local-servers.test.support.ts';
import type { Transport } from './transport.ts';

const local = new LocalServers();
const { serve, serveTcp, connect, transport: open } = local;

afterEach(() => local.close());

const never = new Promise<never>(() => {});

function get(transport: Transport) {
  return transport.send({ method: 'GET', path: '/' });
}

/** Resolves when the watch runs; `ended` when it does not any more. */
async function watching(transport: Transport): Promise<{ readonly ended: Promise<unknown> }> {
  const { chunks } = await transport.stream({ method: 'GET', path: '/watch' });
  const ended = Array.fromAsync(chunks);
  ended.catch(() => {});
  return { ended };
}

describe('many watches', () => {
  it('are spread over as many connections as the server wants, and no more', async () => {
    const limit = { settings: { maxConcurrentStreams: 10 } };
    const server = await serve((_, response) => response.write('x'), limit);
    const transport = connect(server);
    const request = { method: 'GET', path: '/watch', timeoutMs: 1_500 } as const;
    const streams = await Promise.all(Array.from({ length: 25 }, () => transport.stream(request)));
    expect(streams.map(({ status }) => status)).toEqual(Array.from({ length: 25 }, () => 200));
    expect(local.sockets).toHaveLength(3);
  });

  it('give up the connections that only a burst has needed', async () => {
    const limit = { settings: { maxConcurrentStreams: 2 } };
    const server = await serve((_, response) => response.end('x'), limit);
    const transport = connect(server);
    await Promise.all(Array.from({ length: 9 }, () => get(transport)));
    await until(() => local.sockets.filter((socket) => !socket.destroyed).length === 1);
    expect(await get(transport)).toMatchObject({ status: 200 });
  });

  it('fail, and do not hang, where the server takes none', async () => {
    const server = await serve(() => {}, { settings: { maxConcurrentStreams: 0 } });
    await expect(get(connect(server))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(local.sockets).toHaveLength(1);
  });
});

it('uses a connection that was given up for nothing more', async () => {
  const server = await serve((request, response) => {
    if (request.url === '/') response.end('ok');
    else response.write('x');
  });
  const proxy = await local.freezableProxy(server);
  const transport = connect(proxy, { pingIdleMs: 20, pingTimeoutMs: 20 });
  const { ended } = await watching(transport);
  proxy.freeze();
  // The first moment at which anybody can know of it; the next connection goes through.
  const next = ended.catch(() => transport.send({ method: 'POST', path: '/', body: '{}' }));
  expect(await next).toMatchObject({ body: 'ok' });
});

describe('a deadline', () => {
  const late = { code: 'ETIMEDOUT', message: 'GET / took longer than 40 ms' };

  it.each([{ http2: true }, { http2: false }])(
    'holds while the server does not shake hands, over %o',
    async ({ http2 }) => {
      const silent = await serveTcp(() => {});
      const sent = connect(silent, { http2 }).send({ method: 'GET', path: '/', timeoutMs: 40 });
      await expect(sent).rejects.toMatchObject(late);
    },
  );

  it('holds while credentials are made', async () => {
    const server = await serve((_, response) => response.end());
    const config = { ...configOf(server), authorize: () => never };
    const sent = open(config).send({ method: 'GET', path: '/', timeoutMs: 40 });
    await expect(sent).rejects.toMatchObject(late);
  });

  it('may be shorter than the server wants us to wait: then its refusal is the answer', async () => {
    const server = await serve((_, response) => {
      response.writeHead(429, { 'retry-after': '7' }).end('later');
    });
    const clock = new FakeClock();
    const request = { method: 'GET', path: '/', timeoutMs: 5_000 } as const;
    expect(await connect(server, { clock }).send(request)).toMatchObject({ status: 429 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('that nobody has set does not count such waits', async () => {
    let requests = 0;
    const server = await serve((_, response) => {
      requests += 1;
      if (requests < 4) response.writeHead(429, { 'retry-after': '32' });
      response.end('done');
    });
    const clock = new FakeClock();
    const codes: string[] = [];
    const metrics = {
      requested: ({ code }: { code: string }) => void codes.push(code),
      retried: () => void codes.push('again'),
    };
    const sent = get(connect(server, { clock, metrics }));
    for (let wait = 0; wait < 3; wait += 1) {
      await until(() => clock.nextTimerInMs === 32_000);
      await clock.advance(32_000);
    }
    expect(await sent).toMatchObject({ status: 200, body: 'done' });
    expect(clock.pendingTimers).toBe(0);
    expect(codes).toEqual(['429', 'again', '429', 'again', '429', 'again', '200']);
  });
});

describe('refused credentials', () => {
  it('are not sent again when there are no others', async () => {
    let requests = 0;
    const server = await serve((_, response) => {
      requests += 1;
      response.writeHead(401).end('no');
    });
    expect(await get(connect(server, {}, ['only']))).toMatchObject({ status: 401, body: 'no' });
    expect(requests).toBe(1);
  });

  it('are made anew once, however many requests had them', async () => {
    const held: (() => void)[] = [];
    const server = await serve((request, response) => {
      if (request.headers.authorization === 'Bearer second') response.end('ok');
      else held.push(() => response.writeHead(401).end());
    });
    const config = configOf(server, ['first', 'second', 'third']);
    let invalidations = 0;
    const invalidate = (): void => {
      invalidations += 1;
      config.invalidate();
    };
    const transport = open({ ...config, invalidate });
    const sent = Array.from({ length: 20 }, () => get(transport));
    await until(() => held.length === 20);
    for (const refuse of held) refuse();
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(invalidations).toBe(1);
  });

  it.each([{ http2: true }, { http2: false }])(
    'may be a certificate authority that was replaced: %o',
    async ({ http2 }) => {
      const server = await serve((_, response) => response.end('ok'));
      const [before, after]: TlsMaterial[] = [{ ca: otherCertificate }, { ca: certificate }];
      let tls = before!;
      const config: ClusterConfig = {
        ...configOf(server),
        tls: () => Promise.resolve(tls),
        invalidate: () => (tls = after!),
      };
      const posted = open(config, { http2 }).send({ method: 'POST', path: '/', body: '{}' });
      expect(await posted).toMatchObject({ body: 'ok' });
    },
  );
});

describe('the end', () => {
  it.each([{ http2: true }, { http2: false }])(
    'breaks what runs, on replaced connections too: %o',
    async ({ http2 }) => {
      const server = await serve((_, response) => response.write('x'));
      let tls = { ca: certificate };
      const transport = open({ ...configOf(server), tls: () => Promise.resolve(tls) }, { http2 });
      const old = await watching(transport);
      tls = { ca: `${certificate}\n` };
      const young = await watching(transport);
      expect(local.sockets).toHaveLength(2);
      await transport[Symbol.asyncDispose]();
      const closed = { name: 'ConnectionError', message: 'the transport is closed' };
      await expect(old.ended).rejects.toMatchObject(closed);
      await expect(young.ended).rejects.toMatchObject(closed);
      await expect(get(transport)).rejects.toMatchObject(closed);
      await until(() => local.sockets.every((socket) => socket.destroyed));
    },
  );

  it('does not wait for a connection that is still being made', async () => {
    const silent = await serveTcp(() => {});
    const transport = connect(silent);
    const sent = get(transport).catch((error: Error) => error.message);
    await transport[Symbol.asyncDispose]();
    expect(await sent).toBe('the transport is closed');
  });

  it('lets the process go, and so does a connection that nobody uses', async () => {
    const server = await serve((_, response) => response.end('ok'));
    const program = (end: string) => `
      const [{ createHttpTransport }, { certificate }] = await Promise.all(
        ['http-transport.ts', 'localhost-certificate.test.support.ts'].map(
          (name) => import(${JSON.stringify(`${import.meta.dirname}/`)} + name)));
      const tls = { ca: certificate };
      const transport = createHttpTransport({ server: 'https://127.0.0.1:${portOf(server)}',
        namespace: '', source: '', tls: async () => tls, authorize: async () => ({}), invalidate() {} });
      console.log((await transport.send({ method: 'GET', path: '/' })).body);
      ${end}`;
    const run = (end: string) =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', program(end)], {
        timeout: 10_000,
      });
    const [disposed, idle] = await Promise.all([
      run('await transport[Symbol.asyncDispose]();'),
      run(''),
    ]);
    expect([disposed.stdout, idle.stdout]).toEqual(['ok\n', 'ok\n']);
  });
});

describe('over HTTP/1.1', () => {
  it('repeats a GET, and no write, when the server hangs up before it answers', async () => {
    let requests = 0;
    const server = await serve((request, response) => {
      requests += 1;
      if (requests % 2 === 1) request.socket.end();
      else response.end('ok');
    });
    const transport = connect(server, { http2: false });
    expect(await get(transport)).toMatchObject({ body: 'ok' });
    expect(requests).toBe(2);
    const posted = transport.send({ method: 'POST', path: '/', body: '{}' });
    await expect(posted).rejects.toMatchObject({ name: 'ConnectionError', code: 'ECONNRESET' });
    expect(requests).toBe(3);
  });

  it('breaks off a quiet stream when the peer answers nothing else either', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/') response.end('ok');
      else response.write('x');
    });
    const proxy = await local.freezableProxy(server);
    const transport = connect(proxy, { http2: false, pingIdleMs: 20, pingTimeoutMs: 20 });
    const { ended } = await watching(transport);
    proxy.freezeForGood();
    await expect(ended).rejects.toMatchObject({ name: 'ConnectionError', code: 'ETIMEDOUT' });
  });

  it('leaves a quiet stream alone while the peer answers', async () => {
    let questions = 0;
    const server = await serve((request, response) => {
      if (request.url !== '/livez') return void response.write('x');
      questions += 1;
      response.writeHead(401).end();
    });
    const transport = connect(server, { http2: false, pingIdleMs: 20, pingTimeoutMs: 20 });
    const { ended } = await watching(transport);
    let isOver = false;
    ended.catch(() => (isOver = true));
    await until(() => questions >= 5);
    expect(isOver).toBe(false);
    // Questions share a connection.
    expect(local.sockets.length).toBeLessThan(questions);
  });

  it('keeps its connection when it is told to wait', async () => {
    let requests = 0;
    const server = await serve((_, response) => {
      requests += 1;
      response.writeHead(requests < 4 ? 429 : 200, { 'retry-after': '0' }).end('body');
    });
    expect(await get(connect(server, { http2: false }))).toMatchObject({ status: 200 });
    expect(requests).toBe(4);
    expect(local.sockets.length).toBeLessThanOrEqual(2);
  });

  it('speaks plain HTTP, as kubectl proxy does', async () => {
    const server = createServer((request, response) => response.end(request.url));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    local.cleanup.push(() => server.close());
    const base = `http://127.0.0.1:${portOf(server)}/k8s/cluster`;
    const transport = open({ ...configOf(server), server: base });
    expect(await get(transport)).toMatchObject({ body: '/k8s/cluster/' });
  });

  it('goes through a proxy, and names itself to it', async () => {
    const server = await serve((request, response) => response.end(request.httpVersion));
    const asked: unknown[] = [];
    const proxy = createServer().on('connect', (request, near: Socket) => {
      asked.push(request.url, request.headers['proxy-authorization']);
      const far = connectTcp(portOf(server), '127.0.0.1', () => {
        near.write('HTTP/1.1 200 Connection established\r\n\r\n');
        near.pipe(far).pipe(near);
      });
      for (const socket of [near, far]) socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
    local.cleanup.push(() => proxy.close());
    const proxyUrl = `http://me:secret@127.0.0.1:${portOf(proxy)}`;
    const transport = open({ ...configOf(server), proxyUrl });
    expect(await get(transport)).toMatchObject({ body: '1.1' });
    const pair = Buffer.from('me:secret').toString('base64');
    expect(asked).toEqual([`127.0.0.1:${portOf(server)}`, `Basic ${pair}`]);
  });

  it('repeats headers that have several values', async () => {
    const bare = createServer((request, response) => {
      response.end(
        JSON.stringify(
          request.rawHeaders.filter((_, at, all) => all[at - 1] === 'impersonate-group'),
        ),
      );
    });
    await new Promise<void>((resolve) => void bare.listen(0, '127.0.0.1', resolve));
    local.cleanup.push(() => bare.close());
    const authorize = () => Promise.resolve({ 'impersonate-group': ['a', 'b'] });
    const server = `http://127.0.0.1:${portOf(bare)}`;
    expect(await get(open({ ...configOf(bare), server, authorize }))).toMatchObject({
      body: '["a","b"]',
    });
  });
});
