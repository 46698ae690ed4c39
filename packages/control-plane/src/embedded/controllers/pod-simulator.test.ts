import type { JsonObject } from '@keelson/schema';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Workbench } from '../server/workbench.test.support.ts';
import { PodSimulator } from './pod-simulator.ts';

function start() {
  const bench = new Workbench();
  const { now, report } = bench;
  const simulator = bench.run(new PodSimulator(bench.client, { now, report }));
  onTestFinished(async () => {
    await simulator.stop();
    expect(bench.errors).toEqual([]);
  });
  const createPod = async (name: string, metadata: JsonObject = {}): Promise<void> => {
    await bench.create(`pods n/${name}`, {
      metadata,
      spec: { containers: [{ name: 'c', image: 'i' }] },
    });
    await simulator.idle();
  };
  return { bench, simulator, createPod };
}

describe('PodSimulator', () => {
  // A pod goes by a timer of the simulator; the time that counts is the one of the bench.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('gives a pod a node and lets it run, each with an address of its own', async () => {
    const { bench, createPod } = start();
    await createPod('a');
    await createPod('b');
    const at = '2026-03-04T05:06:07Z';
    expect(bench.get('pods n/a')).toMatchObject({
      spec: { nodeName: 'keelson-node' },
      status: {
        phase: 'Running',
        podIP: '10.244.0.2',
        startTime: at,
        containerStatuses: [
          { name: 'c', image: 'i', ready: true, state: { running: { startedAt: at } } },
        ],
      },
    });
    const status = bench.get('pods n/a')?.['status'] as { conditions: JsonObject[] } | undefined;
    const ready = status?.conditions.find(({ type }) => type === 'Ready');
    expect(ready).toMatchObject({ status: 'True', lastTransitionTime: at });
    expect(bench.get('pods n/b')?.['status']).toMatchObject({ podIP: '10.244.0.3' });
  });

  it('writes a pod that runs no more, and one that is not to be played not at all', async () => {
    const { bench, simulator, createPod } = start();
    await createPod('a');
    await createPod('real', { annotations: { 'keelson.dev/simulate': 'false' } });
    const { revision } = bench.store;
    await bench.change('pods n/a', { labels: { x: 'y' } });
    await simulator.idle();
    expect(bench.store.revision).toBe(revision + 1);
    expect(bench.get('pods n/real')?.['status']).toMatchObject({ phase: 'Pending' });
  });

  it('leaves a pod a moment of its grace period, then lets it go', async () => {
    const { bench, simulator, createPod } = start();
    await createPod('a');
    await bench.client.delete(bench.ref('pods n/a'));
    await simulator.idle();
    expect(bench.metadataOf('pods n/a')).toMatchObject({
      deletionGracePeriodSeconds: 30,
      deletionTimestamp: '2026-03-04T05:06:37Z',
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(bench.get('pods n/a')).toBeDefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(bench.get('pods n/a')).toBeUndefined();
  });

  it('does not wait for a grace period that is over', async () => {
    const { bench, simulator, createPod } = start();
    await createPod('a', { finalizers: ['example.com/x'] });
    await bench.client.delete(bench.ref('pods n/a'), { gracePeriodSeconds: 1 });
    bench.time += 5_000;
    await simulator.idle();
    await vi.advanceTimersByTimeAsync(1);
    expect(bench.metadataOf('pods n/a')['deletionGracePeriodSeconds']).toBe(0);
    await bench.change('pods n/a', { finalizers: [] });
    expect(bench.get('pods n/a')).toBeUndefined();
  });

  it('deletes nothing after it was stopped', async () => {
    const { bench, simulator, createPod } = start();
    await createPod('a');
    await bench.client.delete(bench.ref('pods n/a'));
    await simulator.idle();
    await simulator.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(bench.get('pods n/a')).toBeDefined();
  });

  it('spares a pod of the same name that comes after', async () => {
    const { bench, simulator, createPod } = start();
    await createPod('a');
    await bench.client.delete(bench.ref('pods n/a'));
    await simulator.idle();
    await bench.client.delete(bench.ref('pods n/a'), { gracePeriodSeconds: 0 });
    await createPod('a');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(bench.metadataOf('pods n/a')['deletionTimestamp']).toBeUndefined();
  });
});
