import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ConfigMap } from '@keelson/kubernetes/core/v1';
import { eventually } from '@keelson/runtime/testing';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { setUp, type SetUpOptions } from './support/set-up.ts';

/** A cache that has `a`. */
async function filled(options: Partial<SetUpOptions> = {}) {
  const test = await setUp({ kubeconfigPath: inject('kubeconfigPath'), ...options });
  await test.put('a');
  await test.start();
  await test.holds('a=1');
  return test;
}

/** A hundredth of what is the default. */
const impatient = { pingIdleMs: 100, pingTimeoutMs: 100 };

describe.each([{ http2: true }, { http2: false }])(
  'F1 a watch that falls silent, over %o',
  ({ http2 }) => {
    it('as its connection alone is frozen, is opened anew on another', async () => {
      // HTTP/1.1 has no ping, and the server answers on other connections: the watchdog is left.
      const options = http2
        ? { transport: impatient }
        : { transport: { http2 }, idleTimeoutMs: 75_000 };
      await using test = await filled(options);
      const frozen = await test.proxy.inject({ kind: 'freeze' });
      await test.put('a', '2');
      const at = performance.now();
      await test.holds('a=2');
      // 30 s by the defaults, 80 s over HTTP/1.1; here the machine's own haste counts too.
      expect(performance.now() - at).toBeLessThan(3_000);
      expect(test.recoveries[0]).toBe(http2 ? 'restarted closed' : 'restarted idle');
      await frozen.lift();
    });

    it('as the server hears nothing for a while, comes back with it', async () => {
      await using test = await filled({
        transport: { http2, connectTimeoutMs: 200, timeoutMs: 50_000, ...impatient },
      });
      const frozen = await test.proxy.inject({ kind: 'freeze', isTotal: true });
      await test.put('a', '2');
      await eventually(() => test.recoveries.length >= 3);
      await frozen.lift();
      await test.holds('a=2');
      expect(test.recoveries.filter((line) => line.startsWith('relisted'))).toEqual([]);
    });

    it('though everything else works, is opened anew after 75 s', async () => {
      await using test = await filled({ speed: 100, idleTimeoutMs: 75_000, transport: { http2 } });
      const held = await test.proxy.inject({ kind: 'hold' });
      await eventually(() => test.recoveries.includes('restarted idle'));
      await held.lift();
      await test.put('a', '2');
      await test.holds('a=2');
      expect(test.seen).toEqual(['created a 1', 'updated a 2']);
    });

    it('as it is busy or quiet, but well, is left alone', async () => {
      await using test = await filled({
        transport: { http2, pingIdleMs: 20, pingTimeoutMs: 2_000 },
      });
      const before = test.proxy.requests.length;
      const startedAt = performance.now();
      await eventually(() => performance.now() - startedAt > 500);
      expect(test.proxy.count('watch', before)).toBe(0);
      expect(test.recoveries).toEqual([]);
    });
  },
);

describe('F2 a connection', () => {
  it.each([{ http2: true }, { http2: false }])(
    'that is reset, and refused for a while, costs no list and no event: %o',
    async ({ http2 }) => {
      await using test = await filled({ transport: { http2 } });
      await test.proxy.inject({ kind: 'reset' });
      await test.put('a', '2');
      await test.holds('a=2');
      const refused = await test.proxy.inject({ kind: 'refuse' });
      await test.put('a', '3');
      await eventually(() => test.recoveries.includes('restarted unavailable'));
      await refused.lift();
      await test.holds('a=3');
      expect(test.seen).toEqual(['created a 1', 'updated a 2', 'updated a 3']);
      expect(test.recoveries.filter((line) => line.startsWith('relisted'))).toEqual([]);
    },
  );

  it('that the server wants to be rid of finishes its streams, and takes no more', async () => {
    await using test = await filled();
    await test.proxy.inject({ kind: 'goaway' });
    await test.put('a', '2');
    await test.holds('a=2');
    const { namespace } = test;
    await test.client.get(ConfigMap, { namespace, name: 'a' });
    expect(test.proxy.gate.accepted).toBe(2);
    expect(test.recoveries).toEqual([]);
  });
});

it('F9 a server that is down for ten minutes is asked rarely, and found soon after', async () => {
  const speed = 300;
  await using test = await filled({ speed });
  const refused = await test.proxy.inject({ kind: 'refuse' });
  const startedAt = test.clock.now();
  await eventually(() => test.clock.now() - startedAt > 600_000);
  const minutes = (test.clock.now() - startedAt) / 60_000;
  // One restart for each request: 0.25 a second at the most.
  expect(test.recoveries.length).toBeLessThan(minutes * 15);
  expect(test.recoveries.length).toBeGreaterThan(5);
  await test.put('a', '2');
  const before = test.proxy.requests.length;
  await refused.lift();
  await test.holds('a=2');
  expect(test.proxy.requests.slice(before).map(({ verb }) => verb)).toEqual(['watch']);
});

it('F17 an event loop that is blocked while much changes has it all soon after', async () => {
  await using test = await filled({ speed: 1 });
  const names = Array.from({ length: 200 }, (_, at) => `n${String(at).padStart(3, '0')}`);
  const written = names.map((name) => test.put(name));
  // Requests leave, answers and events wait outside.
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  }
  await Promise.all(written);
  await test.holds(['a=1', ...names.map((name) => `${name}=1`)].join(' '), 10_000);
  expect(test.seen).toHaveLength(201);
});

it('F21 connections that come and go leave nothing behind', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const warnings: string[] = [];
  const onWarning = ({ name }: Error): void => void warnings.push(name);
  process.on('warning', onWarning);
  onTestFinished(() => void process.off('warning', onWarning));
  await using test = await filled({ speed: 500 });
  const rounds = async (count: number): Promise<number> => {
    for (let round = 0; round < count; round += 1) {
      const before = test.proxy.requests.length;
      await test.proxy.inject({ kind: round % 2 === 0 ? 'close' : 'reset' });
      await eventually(
        () => {
          const { requests, openWatches } = test.proxy;
          if (requests.length > before && openWatches === 1) return true;
          throw new Error(`${openWatches} watches, ${test.recoveries.slice(-4).join()}`);
        },
        { intervalMs: 1 },
      );
    }
    // Each is resumed where it ended.
    expect(test.recoveries.filter((line) => line.startsWith('relisted'))).toEqual([]);
    test.proxy.requests.length = 0;
    test.recoveries.length = 0;
    test.logger.lines.length = 0;
    collect();
    return process.memoryUsage().heapUsed;
  };
  await rounds(50);
  const before = await rounds(50);
  const after = await rounds(200);
  expect(test.proxy.gate.open).toBeLessThanOrEqual(2);
  expect(warnings).not.toContain('MaxListenersExceededWarning');
  // A listener that stays keeps a stream, of some KiB: 200 of them would be far more.
  expect(after - before).toBeLessThan(2 * 1024 * 1024);
});
