import { describe, expect, it } from 'vitest';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { HealthChecks, UnhealthyError } from './health-checks.ts';
import { HealthServer } from './health-server.ts';

async function serve(readyz: HealthChecks, healthz = new HealthChecks()) {
  const logger = new RecordingLogger();
  const server = new HealthServer({
    address: { host: '127.0.0.1', port: 0 },
    endpoints: new Map([
      ['healthz', healthz],
      ['readyz', readyz],
    ]),
    logger,
  });
  const { port } = await server.listen();
  return {
    logger,
    async get(path: string) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return [response.status, await response.text()] as const;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe('HealthServer', () => {
  it('answers ok, and with the list when asked', async () => {
    const readyz = new HealthChecks();
    readyz.add('caches', () => {});
    await using server = await serve(readyz);
    expect(await server.get('/readyz')).toEqual([200, 'ok']);
    expect(await server.get('/readyz?verbose')).toEqual([
      200,
      '[+]caches ok\nreadyz check passed\n',
    ]);
    expect(await server.get('/readyz/caches')).toEqual([200, 'ok']);
    expect(await server.get('/healthz/ping')).toEqual([200, 'ok']);
    expect(await server.get('/readyz/other')).toEqual([404, 'not found\n']);
    expect(await server.get('/metrics')).toEqual([404, 'not found\n']);
  });

  it('fails with 500, tells no reason, and logs it once until it passes again', async () => {
    let failing = true;
    const readyz = new HealthChecks();
    readyz.add('good', () => {});
    readyz.add('bad', async () => {
      if (failing) throw new Error('password is hunter2');
    });
    await using server = await serve(readyz);
    const [status, text] = await server.get('/readyz');
    expect([status, text]).toEqual([
      500,
      '[+]good ok\n[-]bad failed: reason withheld\nreadyz check failed\n',
    ]);
    await server.get('/readyz');
    expect(await server.get('/readyz/bad')).toEqual([
      500,
      '[-]bad failed: reason withheld\nreadyz check failed\n',
    ]);
    expect(server.logger.messages()).toEqual(['Health check fails']);
    failing = false;
    expect((await server.get('/readyz'))[0]).toBe(200);
    expect(server.logger.messages()).toEqual(['Health check fails', 'Health check passes again']);
  });

  it('tells a reason that is made to be told', async () => {
    const readyz = new HealthChecks();
    readyz.add('watches', () => {
      throw new UnhealthyError('Pod: not allowed to watch pods in all namespaces');
    });
    await using server = await serve(readyz);
    expect(await server.get('/readyz')).toEqual([
      500,
      '[-]watches failed: Pod: not allowed to watch pods in all namespaces\nreadyz check failed\n',
    ]);
  });

  it('leaves out what is excluded, and warns of what it does not know', async () => {
    const readyz = new HealthChecks();
    readyz.add('bad', () => {
      throw new Error('no');
    });
    await using server = await serve(readyz);
    expect(await server.get('/readyz?exclude=bad')).toEqual([200, 'ok']);
    expect(await server.get('/readyz?exclude=bad&exclude=x&verbose')).toEqual([
      200,
      '[+]bad excluded: ok\nwarn: some health checks cannot be excluded: no matches for "x"\nreadyz check passed\n',
    ]);
  });

  it('takes no checks after the start, nor two of one name', async () => {
    const readyz = new HealthChecks();
    readyz.add('one', () => {});
    expect(() => readyz.add('one', () => {})).toThrow('there is a health check "one" already');
    expect(() => readyz.add('a/b', () => {})).toThrow('"a/b" is no name');
    await using server = await serve(readyz);
    expect((await server.get('/readyz'))[0]).toBe(200);
    expect(() => readyz.add('two', () => {})).toThrow('must be added before the start');
  });
});
