import { connect as connectTcp } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { LocalServers, portOf, until } from './local-servers.test.support.ts';

const local = new LocalServers();

afterEach(() => local.close());

/** A transport to a server that answers some paths, and how its connections ended for the server. */
async function scene() {
  const seen: string[] = [];
  const server = await local.serve(({ url }, response) => {
    seen.push(url);
    if (url === '/') response.end('ok');
  });
  const ends: string[] = [];
  const proxy = await local.serveTcp((near) => {
    const far = connectTcp(portOf(server), '127.0.0.1');
    local.cleanup.push(() => far.destroy());
    near.on('error', (error: NodeJS.ErrnoException) => ends.push(error.code ?? ''));
    near.on('end', () => ends.push('end'));
    near.pipe(far.on('error', () => {})).pipe(near);
  });
  const transport = local.connect(proxy);
  const get = (path: string) => transport.send({ method: 'GET', path });
  await get('/');
  return { transport, get, seen, ends };
}

describe('sever()', () => {
  it('resets connections, so that no kernel goes on to send', async () => {
    const { transport, seen, ends } = await scene();
    // A read would be tried again, over another connection.
    const hanging = transport.send({ method: 'PUT', path: '/hangs', body: '{}' }).then(
      () => 'answered',
      (error: unknown) => (error as Error).name,
    );
    await until(() => seen.includes('/hangs'));
    await transport.sever?.();
    expect(await hanging).toBe('ConnectionError');
    await until(() => ends.length > 0);
    expect(ends).toEqual(['ECONNRESET']);
  });

  it('lets later requests open new ones', async () => {
    const { transport, get } = await scene();
    await transport.sever?.();
    expect(await get('/')).toMatchObject({ status: 200 });
  });

  it('is not how a connection is closed otherwise', async () => {
    const { transport, ends } = await scene();
    await transport[Symbol.asyncDispose]();
    await until(() => ends.length > 0);
    expect(ends).toEqual(['end']);
  });
});
