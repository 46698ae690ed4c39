import { describe, expect, it } from 'vitest';
import { Workbench } from '../server/workbench.test.support.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';

function start(): Workbench {
  return new Workbench((store) => [namespaceLifecycle(store)]);
}

async function terminating(): Promise<Workbench> {
  const bench = start();
  await bench.create('namespaces n');
  await bench.create('configmaps n/old', { metadata: { finalizers: ['a.b/c'] } });
  await bench.client.delete(bench.ref('namespaces n'));
  return bench;
}

describe('namespaceLifecycle', () => {
  it('lets nothing be created in a namespace that is not there', async () => {
    const bench = start();
    await expect(bench.create('configmaps n/a')).rejects.toMatchObject({
      status: { code: 404, reason: 'NotFound', message: 'namespaces "n" not found' },
    });
    await bench.create('namespaces n');
    await bench.create('configmaps n/a');
  });

  it('lets nothing new into a namespace that ends, and says why in a cause', async () => {
    const bench = await terminating();
    await expect(bench.create('configmaps n/a')).rejects.toMatchObject({
      status: {
        code: 403,
        message:
          'configmaps "a" is forbidden: unable to create new content in namespace n because it is being terminated',
        details: {
          causes: [
            {
              reason: 'NamespaceTerminating',
              message: 'namespace n is being terminated',
              field: 'metadata.namespace',
            },
          ],
        },
      },
    });
  });

  it('lets what is there be changed and deleted', async () => {
    const bench = await terminating();
    await bench.change('configmaps n/old', { labels: { x: 'y' } });
    await bench.client.delete(bench.ref('configmaps n/old'));
    await bench.change('configmaps n/old', { finalizers: [] });
    expect(bench.get('configmaps n/old')).toBeUndefined();
  });

  it('keeps the namespaces that a cluster cannot be without', async () => {
    const bench = start();
    for (const name of ['default', 'kube-system', 'kube-public']) {
      await bench.create(`namespaces ${name}`);
      await expect(bench.client.delete(bench.ref(`namespaces ${name}`))).rejects.toThrow(
        `namespaces "${name}" is forbidden: this namespace may not be deleted`,
      );
    }
    await bench.create('namespaces kube-node-lease');
    await bench.client.delete(bench.ref('namespaces kube-node-lease'));
  });

  it('does not ask where there is no namespace', async () => {
    const bench = start();
    await bench.create('nodes x');
    expect(bench.get('nodes x')).toBeDefined();
  });
});
