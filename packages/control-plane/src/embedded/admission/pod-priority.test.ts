import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { Workbench } from '../server/workbench.test.support.ts';
import { podPriority } from './pod-priority.ts';

const containers = [{ name: 'c', image: 'i' }];

async function start(): Promise<Workbench> {
  const bench = new Workbench((store) => [podPriority(store)]);
  await bench.create('priorityclasses.scheduling.k8s.io high', { value: 1000 });
  await bench.create('priorityclasses.scheduling.k8s.io idle', {
    value: -5,
    preemptionPolicy: 'Never',
  });
  return bench;
}

async function specOf(bench: Workbench, spec: JsonObject): Promise<JsonObject> {
  await bench.create('pods n/p', { spec: { containers, ...spec } });
  return bench.get('pods n/p')?.['spec'] as JsonObject;
}

describe('podPriority', () => {
  it('gives a pod the number of its class', async () => {
    expect(await specOf(await start(), { priorityClassName: 'high' })).toMatchObject({
      priorityClassName: 'high',
      priority: 1000,
      preemptionPolicy: 'PreemptLowerPriority',
    });
    expect(await specOf(await start(), { priorityClassName: 'idle' })).toMatchObject({
      priority: -5,
      preemptionPolicy: 'Never',
    });
  });

  it('takes the default class for a pod without one, if there is one', async () => {
    const bench = await start();
    await bench.create('priorityclasses.scheduling.k8s.io usual', {
      value: 7,
      globalDefault: true,
    });
    expect(await specOf(bench, {})).toMatchObject({ priorityClassName: 'usual', priority: 7 });
  });

  it('refuses a class that is not there, and a number that is not that of the class', async () => {
    const bench = await start();
    await expect(specOf(bench, { priorityClassName: 'none' })).rejects.toThrow(
      'pods "p" is forbidden: no PriorityClass with name none was found',
    );
    await expect(specOf(bench, { priorityClassName: 'high', priority: 3 })).rejects.toThrow(
      'pods "p" is forbidden: the integer value of priority (3) must not be provided in pod spec; priority admission controller computed 1000 from the given PriorityClass name',
    );
    expect(await specOf(bench, { priorityClassName: 'high', priority: 1000 })).toMatchObject({
      priority: 1000,
    });
  });

  it('refuses a way to preempt that is not that of the class', async () => {
    const spec = { priorityClassName: 'idle', preemptionPolicy: 'PreemptLowerPriority' };
    await expect(specOf(await start(), spec)).rejects.toThrow(
      'pods "p" is forbidden: the string value of PreemptionPolicy (PreemptLowerPriority) must not be provided in pod spec; priority admission controller computed Never from the given PriorityClass name',
    );
  });

  it('keeps what it has computed in an update that does not say it', async () => {
    const bench = await start();
    await specOf(bench, { priorityClassName: 'high' });
    await bench.client.update(bench.ref('pods n/p'), {
      change: (pod) => {
        const spec = pod['spec'] as JsonObject;
        delete spec['priority'];
        delete spec['preemptionPolicy'];
        (pod['metadata'] as JsonObject)['labels'] = { x: 'y' };
      },
    });
    expect(bench.get('pods n/p')).toMatchObject({
      metadata: { labels: { x: 'y' } },
      spec: { priority: 1000, preemptionPolicy: 'PreemptLowerPriority' },
    });
  });

  it('lets one class be the default', async () => {
    const bench = await start();
    const usual = 'priorityclasses.scheduling.k8s.io usual';
    await bench.create(usual, { value: 7, globalDefault: true });
    const second = { value: 8, globalDefault: true };
    await expect(bench.create('priorityclasses.scheduling.k8s.io second', second)).rejects.toThrow(
      'priorityclasses.scheduling.k8s.io "second" is forbidden: PriorityClass usual is already marked as default. Only one default can exist',
    );
    await expect(
      bench.client.update(bench.ref('priorityclasses.scheduling.k8s.io high'), {
        change: (one) => void (one['globalDefault'] = true),
      }),
    ).rejects.toThrow('PriorityClass usual is already marked as default');
    await bench.change(usual, { labels: { still: 'default' } });
  });
});
