import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Transport, TransportRequest } from '../client/transport.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { FencedTransport } from './fenced-transport.ts';
import { LeaderScope, LeaderTerm, NotLeaderError } from './leader-term.ts';

function scene() {
  const clock = new FakeClock();
  const sent: string[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const answer = async ({ method, signal }: TransportRequest) => {
    sent.push(method);
    signals.push(signal);
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
  return { clock, sent, signals, scope, term, read, write };
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

  it('aborts writes under way when the term ends, not when it is renewed', async () => {
    const { clock, signals, scope, term, write } = scene();
    term.renewed(0);
    await scope.run(term, write);
    await clock.advance(5_000);
    term.renewed(5_000);
    await clock.advance(9_999);
    expect(signals[0]?.aborted).toBe(false);
    await clock.advance(1);
    expect(signals[0]?.reason).toBeInstanceOf(NotLeaderError);
    expect(clock.pendingTimers).toBe(0);
  });

  it('knows later work by where it came from', async () => {
    const { scope, term, write } = scene();
    const started = scope.run(term, async () => {
      await later(1);
      return write();
    });
    await expect(started).rejects.toThrow(NotLeaderError);
  });

  it('does not concern what does not run for the leader', async () => {
    const { sent, write } = scene();
    await write();
    expect(sent).toEqual(['PATCH']);
  });
});
