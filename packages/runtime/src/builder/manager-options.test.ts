import { describe, expect, it } from 'vitest';
import { parseNamespaces, resolveManagerOptions } from './manager-options.ts';

describe('parseNamespaces()', () => {
  it.each([
    [undefined, 'all'],
    ['', 'all'],
    [' , ', 'all'],
    ['a', ['a']],
    ['a, b,a', ['a', 'b']],
  ])('reads %j', (text, namespaces) => {
    expect(parseNamespaces(text)).toEqual(namespaces);
  });
});

describe('resolveManagerOptions()', () => {
  it("has controller-runtime's ports and watches everything", () => {
    const resolved = resolveManagerOptions({});
    expect(resolved).toMatchObject({
      name: 'operator',
      namespaces: 'all',
      leaderElection: false,
      metrics: { address: { port: 8080 }, secure: false },
      healthAddress: { port: 8081 },
      missingKinds: 'error',
      onMissingInformer: 'error',
      syncTimeoutMs: 120_000,
    });
  });

  it('takes its name from the lease, and 0 for off', () => {
    const resolved = resolveManagerOptions({
      leaderElection: { name: 'demo' },
      metrics: { bindAddress: '0' },
      health: { bindAddress: '127.0.0.1:0' },
    });
    expect(resolved.name).toBe('demo');
    expect(resolved.metrics.address).toBeUndefined();
    expect(resolved.healthAddress).toEqual({ host: '127.0.0.1', port: 0 });
  });

  it('is not alive any more before a busy event loop costs the lease', () => {
    const limit = (renewDeadlineMs?: number) =>
      resolveManagerOptions({ leaderElection: { name: 'demo', renewDeadlineMs } })
        .maxEventLoopLagMs;
    expect(limit()).toBe(5_000);
    expect(limit(2_000)).toBe(1_000);
  });

  it('refuses an empty list of namespaces, which would watch nothing', () => {
    expect(() => resolveManagerOptions({ namespaces: [] })).toThrow('namespaces is empty');
  });
});
