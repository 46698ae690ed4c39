import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Probe } from './probe.ts';

describe('Probe', () => {
  let folder = '';
  let connections = 0;
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/health' ? 200 : 503;
    response.end('said');
  });
  server.on('connection', () => (connections += 1));

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keelson-probe-'));
    connections = 0;
  });

  afterEach(async () => {
    if (server.listening) await once(server.close(), 'close');
    await rm(folder, { recursive: true });
  });

  it('takes nothing but 200 for an answer, and asks again on the same connection', async () => {
    const socketPath = path.join(folder, 'socket');
    await once(server.listen(socketPath), 'listening');
    using probe = new Probe({ socketPath });
    expect(await probe.get('/health')).toBe('said');
    expect(await probe.get('/readyz')).toBeUndefined();
    expect(await probe.get('/health')).toBe('said');
    expect(connections).toBe(1);
  });

  it('waits for a server that is not there yet', async () => {
    const socketPath = path.join(folder, 'socket');
    using probe = new Probe({ socketPath });
    expect(await probe.get('/health')).toBeUndefined();
    await once(server.listen(socketPath), 'listening');
    expect(await probe.get('/health')).toBe('said');
  });

  it('can be given up', async () => {
    using probe = new Probe({ socketPath: path.join(folder, 'socket') });
    expect(await probe.get('/health', AbortSignal.abort())).toBeUndefined();
  });
});
