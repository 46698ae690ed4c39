import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { certificate, privateKey } from '../client/localhost-certificate.test.support.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { insecureGet } from '../util/insecure-get.test.support.ts';
import { MetricsServer, type MetricsServerOptions } from './metrics-server.ts';
import { MetricsRegistry } from './registry.ts';

async function serve(options: Partial<MetricsServerOptions> = {}) {
  const registry = new MetricsRegistry();
  registry.counter({ name: 'things_total', help: 'Things.' }).inc(3);
  const server = new MetricsServer({
    address: { host: '127.0.0.1', port: 0 },
    registry,
    clock: new FakeClock(),
    logger: new RecordingLogger(),
    ...options,
  });
  const { port } = await server.listen();
  return {
    port,
    server,
    fetch: (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe('MetricsServer', () => {
  it('serves the registry as Prometheus text, and nothing else', async () => {
    await using server = await serve();
    const response = await server.fetch('/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toContain('things_total 3\n');
    expect((await server.fetch('/')).status).toBe(404);
    expect((await server.fetch('/metrics', { method: 'POST' })).status).toBe(405);
  });

  it('asks for access with the verb and the path, and says no in three ways', async () => {
    const asked: unknown[] = [];
    await using server = await serve({
      access: {
        async decide(request) {
          asked.push(request);
          if (request.authorization === undefined) return { verdict: 'unauthenticated' };
          if (request.authorization === 'Bearer crash') throw new Error('server away');
          if (request.authorization === 'Bearer yes') return { verdict: 'allowed' };
          return { verdict: 'denied', user: 'eve' };
        },
      },
    });
    const ask = async (authorization?: string) => {
      const headers = authorization === undefined ? {} : { authorization };
      const { status, text } = await insecureGet(
        `https://127.0.0.1:${server.port}/metrics?x=1`,
        headers,
      );
      return [status, text.split('\n')[0]];
    };
    expect(await ask()).toEqual([401, 'Unauthorized']);
    expect(await ask('Bearer eve')).toEqual([403, 'Authorization denied for user eve']);
    expect(await ask('Bearer crash')).toEqual([500, 'internal server error']);
    expect((await ask('Bearer yes'))[0]).toBe(200);
    // A token must not be sent in the clear.
    await expect(server.fetch('/metrics')).rejects.toThrow('fetch failed');
    expect(asked[0]).toEqual({ authorization: undefined, method: 'GET', path: '/metrics' });
  });

  it('serves HTTPS with the certificate in the files', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'keelson-metrics-'));
    const tls = { certFile: path.join(folder, 'tls.crt'), keyFile: path.join(folder, 'tls.key') };
    await writeFile(tls.certFile, certificate);
    await writeFile(tls.keyFile, privateKey);
    {
      await using server = await serve({ tls });
      const text = await new Promise<string>((resolve, reject) => {
        const options = { host: '127.0.0.1', port: server.port, path: '/metrics', ca: certificate };
        get(options, (response) => {
          let body = '';
          response.on('data', (chunk: Buffer) => (body += chunk.toString()));
          response.on('end', () => resolve(body));
        }).on('error', reject);
      });
      expect(text).toContain('things_total 3\n');
      expect(server.server.certificateExpiresAt).toBe(
        new X509Certificate(certificate).validToDate.getTime(),
      );
      await expect(server.fetch('/metrics')).rejects.toThrow('fetch failed');
    }
    await rm(folder, { recursive: true });
  });

  it('says which certificate file is missing', async () => {
    const tls = { certFile: '/nonexistent/tls.crt', keyFile: '/nonexistent/tls.key' };
    await expect(serve({ tls })).rejects.toThrow('/nonexistent/tls.crt');
  });
});
