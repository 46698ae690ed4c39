import { Manager, silentLogger } from '@keelson/runtime';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { {{className}}Reconciler } from './{{kebab}}-controller.ts';

describe('{{className}}Reconciler', () => {
  const stop = new AbortController();
  const manager = new Manager({
    kubeconfig: inject('kubeconfig'),
    leaderElection: false,
    metrics: { bindAddress: '0' },
    health: { bindAddress: '0' },
    logger: silentLogger,
  });
  let stopped: Promise<void> | undefined;

  beforeAll(() => {
    manager.add(new {{className}}Reconciler(manager.client));
    stopped = manager.start(stop.signal);
  });

  afterAll(async () => {
    stop.abort();
    await stopped;
  });

  // Create a {{kind}} with manager.apiClient here, and wait for what your controller makes of it.
  it('is told of every {{kind}}', async () => {
    expect(await manager.cache.waitForSync(AbortSignal.timeout(10_000))).toBe(true);
  });
});
