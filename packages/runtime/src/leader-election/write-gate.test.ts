import { connect as connectTcp } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClusterConfig } from '../client/config/cluster-config.ts';
import { configOf, LocalServers, portOf, until } from '../client/local-servers.test.support.ts';
import type { Transport } from '../client/transport.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { FencedTransport } from './fenced-transport.ts';
import { LeaderScope, LeaderTerm, NotLeaderError } from './leader-term.ts';

const local = new LocalServers();

afterEach(() => local.close());

const renewDeadlineMs = 10_000;

/** A leader's way to write, over the real transport, in a process whose timers come late. */
function leader(inner: (clock: FakeClock) => Transport) {
  const clock = new FakeClock();
  const scope = new LeaderScope();
  const term = new LeaderTerm(clock, renewDeadlineMs);
  const transport = new FencedTransport(inner(clock), scope);
  const write = (body = '{}') =>
    scope.run(term, () => transport.send({ method: 'PUT', path: '/x', body }));
  term.renewed(clock.now());
  return { clock, term, write };
}

/** Resolves with the error, once it is there; a write that must fail is never left unheard. */
const failure = (write: Promise<unknown>) =>
  write.then(
    () => undefined,
    (error: unknown) => error,
  );

describe.each([{ http2: true }, { http2: false }])('a write over %o', ({ http2 }) => {
  it('does not leave when the wait of a Retry-After ends after the term', async () => {
    const seen: string[] = [];
    const server = await local.serve(({ url }, response) => {
      seen.push(url);
      response.writeHead(429, { 'retry-after': '1' }).end();
    });
    const { clock, write } = leader((clock) => local.connect(server, { http2, clock }));
    const failed = failure(write());
    // The deadline of the exchange is lifted for the wait: the end of the term and the wait are left.
    await until(() => clock.pendingTimers === 2 && clock.nextTimerInMs === 1_000);
    clock.pause(renewDeadlineMs);
    await clock.advance(0);
    expect(await failed).toBeInstanceOf(NotLeaderError);
    expect(seen).toEqual(['/x']);
  });

  it('does not leave when the connection comes after the term', async () => {
    const seen: string[] = [];
    const server = await local.serve(({ url }, response) => {
      seen.push(url);
      response.end();
    });
    const connecting = Promise.withResolvers<() => void>();
    const proxy = await local.serveTcp((near) => {
      connecting.resolve(() => {
        const far = connectTcp(portOf(server), '127.0.0.1');
        local.cleanup.push(() => far.destroy());
        near.pipe(far.on('error', () => {})).pipe(near);
      });
    });
    const { clock, write } = leader((clock) => local.connect(proxy, { http2, clock }));
    const failed = failure(write());
    const connect = await connecting.promise;
    // Time has passed, but no timer has come yet: input and output are first after a pause.
    clock.pause(renewDeadlineMs);
    connect();
    expect(await failed).toBeInstanceOf(NotLeaderError);
    expect(seen).toEqual([]);
  });

  it('does not leave when the credentials come after the term', async () => {
    const seen: string[] = [];
    const server = await local.serve(({ url }, response) => {
      seen.push(url);
      response.end();
    });
    const credentials = Promise.withResolvers<void>();
    const config: ClusterConfig = {
      ...configOf(server),
      authorize: () => credentials.promise.then(() => ({ authorization: 'Bearer late' })),
    };
    const { clock, write } = leader((clock) => local.transport(config, { http2, clock }));
    const failed = failure(write());
    clock.pause(renewDeadlineMs);
    credentials.resolve();
    expect(await failed).toBeInstanceOf(NotLeaderError);
    expect(seen).toEqual([]);
  });

  it('is cut off when its bytes are still to be sent at the end of the term', async () => {
    const body = 'x'.repeat(16 * 1024 * 1024);
    const events: string[] = [];
    let received = 0;
    let read = () => {};
    const server = await local.serve((request) => {
      request.pause();
      request.on('aborted', () => events.push('cut'));
      read = () => request.on('data', (chunk: Buffer) => (received += chunk.length)).resume();
      events.push('begun');
    });
    const { clock, write } = leader((clock) => local.connect(server, { http2, clock }));
    // More than the buffers of both kernels take.
    const failed = failure(write(body));
    await until(() => events.includes('begun'));
    await clock.advance(renewDeadlineMs);
    expect(await failed).toBeInstanceOf(NotLeaderError);
    read();
    await until(() => events.includes('cut'));
    expect(received).toBeLessThan(body.length);
  });

  it('leaves, again too, as long as the term is renewed', async () => {
    let calls = 0;
    const server = await local.serve((_, response) => {
      calls += 1;
      if (calls === 1) response.writeHead(429, { 'retry-after': '1' });
      response.end();
    });
    const { clock, term, write } = leader((clock) => local.connect(server, { http2, clock }));
    const written = write();
    await until(() => clock.pendingTimers === 2 && clock.nextTimerInMs === 1_000);
    await clock.advance(900);
    term.renewed(clock.now());
    await clock.advance(renewDeadlineMs - 1);
    expect(await written).toMatchObject({ status: 200 });
    expect(calls).toBe(2);
  });
});
