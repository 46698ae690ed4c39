import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Transport, TransportRequest } from '../client/transport.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { FencedTransport } from './fenced-transport.ts';
import { LeaderScope, LeaderTerm, NotLeaderError } from './leader-term.ts';

function scene() {
  const clock = new FakeClock();
  const sent: string[] = [];
  const answer = async ({ method }: TransportRequest) => {
    sent.push(method);
    return { status: 200, headers: {}, body: '' };
  };
  const inner: Transport = {
    send: answer,
    stream: async (request) => ({ ...(await answer(request)), chunks: new ReadableStream() }),
    async [Symbol.asyncDispose]() {},
  };
  const scope = new LeaderScope();
  const term = new LeaderTerm(clock, 10_000);
  const transport = new FencedTransport(inner, scope);
  const write = () => transport.send({ method: 'PATCH', path: '/x' });
  const read = () => transport.send({ method: 'GET', path: '/x' });
  return { clock, sent, scope, term, read, write };
}

describe('FencedTransport', () => {
  it('lets writes through during the term only, and reads always', async () => {
    const { clock, sent, scope, term, read, write } = scene();
    term.renewed(0);
    await scope.run(term, write);
    clock.pause(10_000);
    await expect(scope.run(term, write)).rejects.toThrow(NotLeaderError);
    await scope.run(term, read);
    expect(sent).toEqual(['PATCH', 'GET']);
  });

  it('knows later work by where it came from', async () => {
    const { scope, term, write } = scene();
    const started = scope.run(term, async () => {
      await later(1);
      return write();
    });
    await expect(started).rejects.toThrow(NotLeaderError);
    await expect(scope.run(term, () => scope.exit(write))).resolves.toMatchObject({ status: 200 });
  });

  it('does not concern what does not run for the leader', async () => {
    const { sent, write } = scene();
    await write();
    expect(sent).toEqual(['PATCH']);
  });
});
