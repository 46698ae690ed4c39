import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { Workbench } from '../server/workbench.test.support.ts';
import { createObject } from './create-object.ts';

class Cluster extends Workbench {
  readonly warnings: string[] = [];

  post(text: string, object: JsonObject, dryRun = false): Promise<JsonObject> {
    const { resource, namespace } = this.ref(text);
    const { warnings } = this;
    const context = { namespace, user: { name: 'u', groups: [] }, dryRun, warnings };
    const target = { resource, subresource: '', namespace, name: '', context };
    const complete = { apiVersion: 'v1', kind: resource.kind, ...object };
    return createObject(this.services, target, { object: complete, manager: 'm' });
  }
}

const maps = 'configmaps n/';

describe('createObject', () => {
  it('fills in what only the server may say, in the order of Go', async () => {
    const cluster = new Cluster();
    const created = await cluster.post(maps, {
      metadata: {
        labels: { x: 'y' },
        uid: 'mine',
        creationTimestamp: '2020-01-01T00:00:00Z',
        deletionTimestamp: '2020-01-01T00:00:00Z',
        deletionGracePeriodSeconds: 4,
        selfLink: '/x',
        name: 'a',
      },
    });
    const { managedFields: _, ...metadata } = created['metadata'] as JsonObject;
    expect(Object.entries(metadata)).toEqual([
      ['name', 'a'],
      ['namespace', 'n'],
      ['uid', 'uid-1'],
      ['resourceVersion', '2'],
      ['creationTimestamp', '2026-03-04T05:06:07Z'],
      ['labels', { x: 'y' }],
    ]);
  });

  it('takes a name once', async () => {
    const cluster = new Cluster();
    await cluster.create('configmaps n/a', { metadata: { finalizers: ['a.b/c'] } });
    const again = () => cluster.post(maps, { metadata: { name: 'a' } });
    await expect(again()).rejects.toThrow(/^configmaps "a" already exists$/);
    await cluster.client.delete(cluster.ref('configmaps n/a'));
    await expect(again()).rejects.toThrow('object is being deleted: configmaps "a" already exists');
    await cluster.post('configmaps other/', { metadata: { name: 'a' } });
  });

  it('finds another name when one that it made is taken, eight times', async () => {
    const cluster = new Cluster();
    const { random } = cluster.services;
    const generated = { metadata: { generateName: 'g-' } };
    const names = new Set<unknown>();
    for (let index = 0; index < 50; index++) {
      const { metadata } = await cluster.post(maps, generated);
      names.add((metadata as JsonObject)['name']);
    }
    expect(names.size).toBe(50);
    // Where chance has only one name to give, the second one asks in vain.
    const poor = { ...cluster.services, random: () => 0 };
    expect(random()).toBeLessThan(1);
    const { resource, namespace } = cluster.ref(maps);
    const context = { namespace, user: { name: 'u', groups: [] }, dryRun: false, warnings: [] };
    const target = { resource, subresource: '', namespace, name: '', context };
    const post = () =>
      createObject(poor, target, {
        object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'g-' } },
        manager: 'm',
      });
    expect(await post()).toMatchObject({ metadata: { name: 'g-bbbbb', generateName: 'g-' } });
    await expect(post()).rejects.toMatchObject({
      status: {
        code: 409,
        reason: 'AlreadyExists',
        message:
          'configmaps "g-bbbbb" already exists, the server was not able to generate a unique name for the object',
        details: { retryAfterSeconds: 1 },
      },
    });
  });

  it('stores nothing in a dry run, nor what names another namespace or a version', async () => {
    const cluster = new Cluster();
    const dry = await cluster.post(maps, { metadata: { name: 'a' } }, true);
    expect(dry['metadata']).toMatchObject({ name: 'a', uid: 'uid-1' });
    await expect(
      cluster.post(maps, { metadata: { name: 'a', namespace: 'other' } }),
    ).rejects.toThrow(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
    await expect(
      cluster.post(maps, { metadata: { name: 'a', resourceVersion: '7' } }),
    ).rejects.toThrow('resourceVersion should not be set on objects to be created');
    expect(cluster.store.revision).toBe(1);
  });

  it('takes owners that are named twice once, and says so', async () => {
    const cluster = new Cluster();
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: 'u' };
    const ownerReferences = [owner, { ...owner, name: 'p', uid: 'v' }, { ...owner }];
    const created = await cluster.post(maps, { metadata: { name: 'a', ownerReferences } });
    expect(created['metadata']).toMatchObject({ ownerReferences: ownerReferences.slice(0, 2) });
    expect(cluster.warnings).toEqual([
      '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: u',
    ]);
  });
});
