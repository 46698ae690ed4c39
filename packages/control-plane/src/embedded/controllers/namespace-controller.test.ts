import type { JsonObject } from '@keelson/schema';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Workbench } from '../server/workbench.test.support.ts';
import { NamespaceContents } from './namespace-contents.ts';
import { NamespaceController } from './namespace-controller.ts';

function start() {
  const bench = new Workbench();
  const { now, report } = bench;
  const contents = new NamespaceContents(bench.client, { caCertificate: 'PEM', report });
  const controller = new NamespaceController(bench.client, { now, report });
  for (const one of [contents, controller]) bench.run(one);
  const idle = async (): Promise<void> => {
    await contents.idle();
    await controller.idle();
  };
  onTestFinished(async () => {
    await contents.stop();
    await controller.stop();
    expect(bench.errors).toEqual([]);
  });
  return { bench, idle };
}

function condition(namespace: JsonObject | undefined, type: string): JsonObject | undefined {
  const status = namespace?.['status'] as { conditions: JsonObject[] } | undefined;
  return status?.conditions.find((one) => one['type'] === type);
}

describe('NamespaceContents', () => {
  it('gives a namespace its service account and the certificate, and gives them back', async () => {
    const { bench, idle } = start();
    await bench.create('namespaces n');
    await idle();
    const uid = bench.metadataOf('serviceaccounts n/default')['uid'];
    expect(bench.get('configmaps n/kube-root-ca.crt')).toMatchObject({
      data: { 'ca.crt': 'PEM' },
    });
    await bench.client.delete(bench.ref('serviceaccounts n/default'));
    await bench.client.update(bench.ref('configmaps n/kube-root-ca.crt'), {
      change: (object) => void (object['data'] = { other: 'x' }),
    });
    await idle();
    expect(bench.metadataOf('serviceaccounts n/default')['uid']).not.toBe(uid);
    expect(bench.get('configmaps n/kube-root-ca.crt')?.['data']).toEqual({ 'ca.crt': 'PEM' });
  });

  it('writes nothing when nothing is missing', async () => {
    const { bench, idle } = start();
    await bench.create('namespaces n');
    await idle();
    const { revision } = bench.store;
    await bench.change('namespaces n', { labels: { x: 'y' } });
    await idle();
    expect(bench.store.revision).toBe(revision + 1);
  });
});

describe('NamespaceController', () => {
  it('empties a namespace, and only that one, before it lets it go', async () => {
    const { bench, idle } = start();
    for (const name of ['n', 'm']) {
      await bench.create(`namespaces ${name}`);
      for (const kind of ['configmaps', 'secrets', 'deployments.apps']) {
        await bench
          .create(`${kind} ${name}/x`, { spec: { selector: {}, template: {} } })
          .catch(() => undefined);
      }
    }
    await idle();
    const order: string[] = [];
    bench.store.watchAll((resource, { type, current }) => {
      if (type === 'DELETED') order.push(`${resource} ${current.namespace}`.trim());
    });
    await bench.client.delete(bench.ref('namespaces n'));
    expect(bench.get('namespaces n')).toMatchObject({
      metadata: { deletionTimestamp: '2026-03-04T05:06:07Z' },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Terminating' },
    });
    await idle();
    expect(bench.get('namespaces n')).toBeUndefined();
    expect(order.at(-1)).toBe('namespaces');
    expect(order).toContain('configmaps n');
    expect(order).toContain('serviceaccounts n');
    expect(order.filter((text) => text.endsWith(' m'))).toEqual([]);
    for (const resource of bench.store.resources) {
      expect(bench.store.log(resource).list('n'), resource).toEqual([]);
    }
    expect(bench.get('secrets m/x')).toBeDefined();
  });

  it('says what remains, and since when, until the last finalizer has gone', async () => {
    const { bench, idle } = start();
    await bench.create('namespaces n');
    for (const name of ['a', 'b']) {
      await bench.create(`configmaps n/${name}`, { metadata: { finalizers: ['example.com/x'] } });
    }
    await bench.create('secrets n/s', { metadata: { finalizers: ['example.com/x', 'a.b/c'] } });
    await bench.client.delete(bench.ref('namespaces n'));
    await idle();
    const lastTransitionTime = '2026-03-04T05:06:07Z';
    expect(condition(bench.get('namespaces n'), 'NamespaceContentRemaining')).toEqual({
      type: 'NamespaceContentRemaining',
      status: 'True',
      lastTransitionTime,
      reason: 'SomeResourcesRemain',
      message:
        'Some resources are remaining: configmaps. has 2 resource instances, secrets. has 1 resource instances',
    });
    expect(condition(bench.get('namespaces n'), 'NamespaceFinalizersRemaining')).toMatchObject({
      status: 'True',
      message:
        'Some content in the namespace has finalizers remaining: a.b/c in 1 resource instances, example.com/x in 3 resource instances',
    });
    expect(condition(bench.get('namespaces n'), 'NamespaceDeletionContentFailure')).toMatchObject({
      status: 'False',
      reason: 'ContentDeleted',
    });
    bench.time += 60_000;
    await bench.change('secrets n/s', { finalizers: [] });
    await bench.change('configmaps n/a', { finalizers: [] });
    await idle();
    expect(condition(bench.get('namespaces n'), 'NamespaceContentRemaining')).toMatchObject({
      lastTransitionTime,
      message: 'Some resources are remaining: configmaps. has 1 resource instances',
    });
    await bench.change('configmaps n/b', { finalizers: [] });
    await idle();
    expect(bench.get('namespaces n')).toBeUndefined();
  });

  it('leaves the finalizers of others in the spec', async () => {
    const { bench, idle } = start();
    await bench.create('namespaces n');
    await bench.client.update(bench.ref('namespaces n'), {
      subresource: 'finalize',
      change: (object) => {
        object['spec'] = { finalizers: ['kubernetes', 'example.com/mine'] };
      },
    });
    await bench.client.delete(bench.ref('namespaces n'));
    await idle();
    expect(bench.get('namespaces n')?.['spec']).toEqual({ finalizers: ['example.com/mine'] });
    await bench.client.update(bench.ref('namespaces n'), {
      subresource: 'finalize',
      change: (object) => void (object['spec'] = {}),
    });
    expect(bench.get('namespaces n')).toBeUndefined();
  });
});
