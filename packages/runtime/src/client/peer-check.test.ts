import { describe, expect, it } from 'vitest';
import { PeerCheck } from './peer-check.ts';

describe('PeerCheck', () => {
  it('asks a silent peer once, and gives it up when nothing comes in time', () => {
    const check = new PeerCheck({ idleMs: 10_000, timeoutMs: 10_000 });
    expect(check.tickMs).toBe(5_000);
    const verdicts = [100, 100, 100, 100].map((bytes) => check.tick(bytes));
    expect(verdicts).toEqual(['alive', 'ask', 'alive', 'dead']);
  });

  it('takes any byte for a sign of life', () => {
    const check = new PeerCheck({ idleMs: 10_000, timeoutMs: 10_000 });
    const verdicts = [1, 1, 1, 2, 2, 2, 3].map((bytes) => check.tick(bytes));
    expect(verdicts).toEqual(['alive', 'ask', 'alive', 'alive', 'ask', 'alive', 'alive']);
  });

  it.each([
    { idleMs: 10_000, timeoutMs: 10_000, deadWithinMs: 20_000 },
    { idleMs: 10_000, timeoutMs: 1, deadWithinMs: 15_000 },
    { idleMs: 20, timeoutMs: 40, deadWithinMs: 60 },
  ])('knows of a dead peer within %o', ({ idleMs, timeoutMs, deadWithinMs }) => {
    const check = new PeerCheck({ idleMs, timeoutMs });
    // The last byte came just after a look at the connection.
    check.tick(0);
    let ticks = 1;
    while (check.tick(1) !== 'dead') ticks += 1;
    expect(ticks * check.tickMs).toBeLessThanOrEqual(deadWithinMs);
  });

  it('asks before the connection was silent for longer than it may be', () => {
    const check = new PeerCheck({ idleMs: 10_000, timeoutMs: 10_000 });
    check.tick(0);
    expect([check.tick(1), check.tick(1)]).toEqual(['alive', 'ask']);
  });
});
