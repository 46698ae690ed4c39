import { describe, expect, it } from 'vitest';
import type { Transport, TransportRequest } from '../client/transport.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { TokenAccess } from './token-access.ts';

/** An API server that knows the token `good` of `reader`, who may read /metrics when `allowed`. */
function scene() {
  const clock = new FakeClock();
  const server = { allowed: true, failures: 0, calls: [] as string[] };
  const bodies: { spec: Record<string, unknown> }[] = [];
  const transport: Transport = {
    async send({ path, body = '' }: TransportRequest) {
      server.calls.push(path.split('/').at(-1) ?? '');
      if (server.failures > 0) {
        server.failures -= 1;
        return { status: 503, headers: {}, body: '' };
      }
      const review = JSON.parse(body) as { kind: string; spec: Record<string, unknown> };
      bodies.push(review);
      const status =
        review.kind === 'TokenReview'
          ? review.spec['token'] === 'good'
            ? {
                authenticated: true,
                user: { username: 'reader', groups: ['system:authenticated'] },
              }
            : { authenticated: false }
          : { allowed: server.allowed };
      return { status: 201, headers: {}, body: JSON.stringify({ ...review, status }) };
    },
    stream: () => Promise.reject(new Error('not used')),
    async [Symbol.asyncDispose]() {},
  };
  const access = new TokenAccess({ transport, clock, random: () => 0 });
  const ask = (authorization?: string) =>
    access.decide({ authorization, method: 'GET', path: '/metrics' });
  return { clock, server, bodies, ask };
}

describe('TokenAccess', () => {
  it('asks who it is and whether they may, and keeps the answers for their time', async () => {
    const { clock, server, bodies, ask } = scene();
    expect(await ask('Bearer good')).toEqual({ verdict: 'allowed' });
    expect(bodies[1]?.spec).toEqual({
      user: 'reader',
      groups: ['system:authenticated'],
      nonResourceAttributes: { path: '/metrics', verb: 'get' },
    });
    await ask('Bearer good');
    expect(server.calls).toEqual(['tokenreviews', 'subjectaccessreviews']);
    await clock.advance(60_000);
    await ask('Bearer good');
    expect(server.calls.slice(2)).toEqual(['tokenreviews']);
    await clock.advance(240_000);
    await ask('Bearer good');
    expect(server.calls.slice(3)).toEqual(['tokenreviews', 'subjectaccessreviews']);
  });

  it('forgets a denial sooner', async () => {
    const { clock, server, ask } = scene();
    server.allowed = false;
    expect(await ask('Bearer good')).toEqual({ verdict: 'denied', user: 'reader' });
    server.allowed = true;
    expect(await ask('Bearer good')).toEqual({ verdict: 'denied', user: 'reader' });
    await clock.advance(30_000);
    expect(await ask('Bearer good')).toEqual({ verdict: 'allowed' });
  });

  it.each([undefined, '', 'Basic Z29vZA==', 'Bearer', 'Bearer bad'])(
    'lets nobody in with %j',
    async (authorization) => {
      const { ask } = scene();
      expect(await ask(authorization)).toEqual({ verdict: 'unauthenticated' });
    },
  );

  it('tries again while the API server is busy, and fails closed in the end', async () => {
    const { clock, server, ask } = scene();
    server.failures = 4;
    const patient = ask('Bearer good');
    await clock.advance(500 + 750 + 1_125 + 1_687);
    expect(await patient).toEqual({ verdict: 'allowed' });

    const broken = scene();
    broken.server.failures = 99;
    const attempt = broken.ask('Bearer good').catch((error: unknown) => error);
    await broken.clock.advance(10_000);
    expect(String(await attempt)).toContain('tokenreviews was answered with 503');
    expect(broken.server.calls).toHaveLength(5);
  });
});
