import { Manager, silentLogger } from '@keelson/runtime';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { {{className}} } from '{{typesModule}}';
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

  it('reports that the object is ready', async () => {
    const key = {{reconciledKey|verbatim}};
    const client = manager.apiClient;
    const object = { metadata: key, spec: { size: 3 } };
    await client.create({{className}}, object);
    const ready = { type: 'Ready', status: 'True', message: 'size is 3', observedGeneration: 1 };
    await expect
      .poll(() => client.get({{className}}, key), { timeout: 10_000 })
      .toMatchObject({ status: { observedGeneration: 1, conditions: [ready] } });
  });
});
