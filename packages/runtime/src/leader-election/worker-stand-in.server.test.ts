import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';

/** An API server's answer. */
interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

const lease = (resourceVersion: string, holderIdentity = 'me') => ({
  metadata: { name: 'demo', resourceVersion },
  spec: { holderIdentity, renewTime: '2026-01-01T00:00:00.000000Z' },
});

const cleanup: (() => unknown)[] = [];
afterEach(() => cleanup.splice(0).map((step) => step()));

async function serve(answer: (request: IncomingMessage, body: string) => Answer): Promise<string> {
  const server = createServer((request, response) => {
    void text(request).then((sent) => {
      const { status, body } = answer(request, sent);
      return response.writeHead(status).end(JSON.stringify(body ?? {}));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup.push(() => server.closeAllConnections());
  cleanup.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/lease`;
}

/** A process that has renewed once, and whose event loop then stands still for `blockMs`. */
async function stall(url: string, options: { blockMs: number; mayKill?: boolean }) {
  const source = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const program = `
    import { WorkerStandIn } from ${source('worker-stand-in.ts')};
    import { systemClock as clock } from ${source('../util/system-clock.ts')};
    const warnings = [];
    const logger = { debug() {}, warn: (message, fields) => warnings.push(message, String(fields.error)) };
    const standIn = new WorkerStandIn({
      election: { renewDeadlineMs: 1_000, retryPeriodMs: 200 },
      access: async () => ({ url: ${JSON.stringify(url)}, headers: { authorization: 'Bearer x' }, tls: {} }),
      callTimeoutMs: 1_000,
      clock,
      logger,
      mayKill: ${options.mayKill ?? true},
    });
    // The thread takes a while to start, and there is nothing to see from here.
    const lease = ${JSON.stringify(lease('1'))};
    standIn.renewed(lease, clock.now());
    await new Promise((resolve) => setTimeout(resolve, 500));
    standIn.renewed(lease, clock.now());
    await new Promise((resolve) => setTimeout(resolve, 50));
    const sentAt = clock.now();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${options.blockMs});
    const { renewedAt, isLost } = standIn;
    await standIn.retire();
    console.log(JSON.stringify({ after: renewedAt - sentAt, isLost, warnings }));
  `;
  const child = spawn(
    process.execPath,
    ['--conditions=keelson-source', '--input-type=module', '--eval', program],
    { cwd: new URL('.', import.meta.url), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  cleanup.push(() => child.kill('SIGKILL'));
  const [output, errors, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  const seen = (output === '' ? {} : JSON.parse(output)) as Record<string, unknown>;
  return { ...seen, errors, end: (code ?? signal) as number | string };
}

describe('WorkerStandIn', { timeout: 20_000 }, () => {
  it('renews while the event loop stands still, what the server has now, as who the process is', async () => {
    const seen: { version: unknown; renewTime: string; token: unknown }[] = [];
    const url = await serve(({ headers }, body) => {
      const { metadata, spec } = JSON.parse(body) as ReturnType<typeof lease>;
      const token = headers.authorization;
      seen.push({ version: metadata.resourceVersion, renewTime: spec.renewTime, token });
      return { status: 200, body: lease(String(seen.length + 1)) };
    });
    const { end, ...rest } = await stall(url, { blockMs: 900 });
    expect(rest).toMatchObject({ isLost: false, warnings: [], errors: '' });
    expect(end).toBe(0);
    expect((rest as unknown as { after: number }).after).toBeGreaterThan(100);
    expect(seen.length).toBeGreaterThanOrEqual(2);
    // Each one is of what the one before has made.
    expect(seen.at(-1)?.version).toBe(String(seen.length));
    expect(seen[0]?.token).toBe('Bearer x');
    expect(seen[0]?.renewTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  it('goes on from a renewal whose answer the event loop has not read', async () => {
    const versions: unknown[] = [];
    const url = await serve(({ method }, body) => {
      if (method === 'GET') return { status: 200, body: lease('7') };
      const { metadata } = JSON.parse(body) as ReturnType<typeof lease>;
      versions.push(metadata.resourceVersion);
      return metadata.resourceVersion === '1' ? { status: 409 } : { status: 200, body: lease('7') };
    });
    expect(await stall(url, { blockMs: 900 })).toMatchObject({ isLost: false, end: 0 });
    expect(versions.slice(0, 2)).toEqual(['1', '7']);
  });

  it('says at once that the lease has gone to another', async () => {
    const url = await serve(({ method }) =>
      method === 'GET' ? { status: 200, body: lease('7', 'thief') } : { status: 409 },
    );
    expect(await stall(url, { blockMs: 900 })).toMatchObject({ isLost: true, end: 0 });
  });

  it('ends a process that outlasts its term, having renewed for no longer than a renew deadline', async () => {
    const renewals: number[] = [];
    const url = await serve(() => {
      renewals.push(performance.now());
      return { status: 200, body: lease('2') };
    });
    const { end, errors } = await stall(url, { blockMs: 15_000 });
    expect(end).toBe('SIGKILL');
    expect(errors).toContain('the leader lease is over: ending the process');
    const [first = 0] = renewals;
    expect((renewals.at(-1) ?? 0) - first).toBeLessThan(1_500);
  });

  it('leaves a process alone that is being debugged', async () => {
    const url = await serve(() => ({ status: 500 }));
    expect(await stall(url, { blockMs: 2_000, mayKill: false })).toMatchObject({ end: 0 });
  });
});
